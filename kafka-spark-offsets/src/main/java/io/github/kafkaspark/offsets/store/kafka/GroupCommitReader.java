package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.JsonFields;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.ProvenanceJson;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Reads the newest commit out of what a group has. */
final class GroupCommitReader {

  private final StreamId stream;
  private final String group;
  private final Supplier<Set<String>> members;

  /**
   * @param members the client ids of the group's, for a person who has to find out who commits to
   *     it
   */
  GroupCommitReader(StreamId stream, String group, Supplier<Set<String>> members) {
    this.stream = stream;
    this.group = group;
    this.members = members;
  }

  /**
   * The newest commit among a group's offsets; those that an older one left behind are no part of
   * it.
   *
   * @return empty if there are no offsets
   * @throws OffsetStoreException if not all is there, or there are offsets that are not a store's
   */
  Optional<GroupCommit> read(Map<TopicPartition, OffsetAndMetadata> found) {
    Map<TopicPartition, GroupTag> tags = new HashMap<>();
    found.forEach((partition, offset) -> tags.put(partition, tag(partition, offset)));
    Optional<GroupTag> newest = tags.values().stream().max(GroupTag.ORDER);
    if (!newest.isPresent()) {
      return Optional.empty();
    }
    GroupTag full =
        tags.values().stream()
            .filter(tag -> tag.isFull() && tag.isOf(newest.get()))
            .findAny()
            .orElseThrow(() -> unreadable("the first partitions of its topics are gone"));
    JsonFields fields = fields(full);
    if (!fields.isTrue("parts") || !isCutOff(tags.values(), full)) {
      tags.values().removeIf(tag -> !tag.isOf(full));
      requireWhole(tags);
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (full.inAll() > 0) {
      tags.keySet().forEach(partition -> offsets.put(partition, found.get(partition).offset()));
    }
    try {
      return Optional.of(
          GroupCommit.of(
              OffsetCommit.of(
                  stream,
                  full.generation(),
                  full.sequence(),
                  NewCommit.of(
                          NewCommit.Kind.valueOf(fields.text("kind")),
                          TopicOffsets.of(offsets),
                          ProvenanceJson.read(fields))
                      .withIdentities(identities(tags.values()))),
              fields.text("owner")));
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  /**
   * All that the tags tell. Those of a commit agree, but those of one that was cut off need not.
   */
  private static Map<String, TopicIdentity> identities(Collection<GroupTag> tags)
      throws IOException {
    Map<String, TopicIdentity> identities = new HashMap<>();
    Set<String> unknown = new HashSet<>();
    for (GroupTag tag : tags) {
      if (tag.isFull()) {
        tag.identities()
            .forEach(
                (topic, identity) -> {
                  TopicIdentity other = identities.put(topic, identity);
                  if (other != null && !other.equals(identity)) {
                    unknown.add(topic);
                  }
                });
      }
    }
    identities.keySet().removeAll(unknown);
    return identities;
  }

  private JsonFields fields(GroupTag full) {
    try {
      return full.fields();
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  private OffsetStoreException damaged(Exception failure) {
    return unreadable("its metadata is damaged: " + failure.getMessage());
  }

  /**
   * Whether a commit in parts was cut off: the rest of its partitions, and no other, have what was
   * committed just before. Each offset is one that the stream has committed.
   */
  private static boolean isCutOff(Collection<GroupTag> tags, GroupTag newest) {
    long there = tags.stream().filter(tag -> tag.isOf(newest)).count();
    long before = tags.stream().filter(tag -> tag.sequence() == newest.sequence() - 1).count();
    return before > 0 && there + before == newest.inAll() && tags.size() == newest.inAll();
  }

  /** Topics go as a whole, when they are deleted; partitions alone go when they expire. */
  private void requireWhole(Map<TopicPartition, GroupTag> tags) {
    Map<String, Integer> there = new HashMap<>();
    tags.keySet().forEach(partition -> there.merge(partition.topic(), 1, Integer::sum));
    tags.forEach(
        (partition, tag) -> {
          int count = there.get(partition.topic());
          if (tag.isFull() && tag.inTopic() > 0 && tag.inTopic() != count) {
            throw unreadable(
                String.format(
                    "%d of %d partitions of the topic '%s' are there, the others may have expired, "
                        + "or a driver that was replaced has written over them",
                    count, tag.inTopic(), partition.topic()));
          }
        });
  }

  private GroupTag tag(TopicPartition partition, OffsetAndMetadata offset) {
    return GroupTag.parse(offset.metadata())
        .orElseThrow(
            () ->
                unreadable(
                    "the offset of " + partition + " was committed by something else",
                    String.format(
                        "if a tool has moved the group on purpose, 'kafka-spark adopt %s' or "
                            + "Rewind.toAdopted() takes it over; else ",
                        stream)));
  }

  private OffsetStoreException unreadable(String why) {
    return unreadable(why, "");
  }

  private OffsetStoreException unreadable(String why, String wayOut) {
    return new OffsetStoreException(
        String.format(
            "Cannot read offsets of '%1$s' in the consumer group '%2$s': %3$s%4$s; %5$schoose"
                + " another group prefix, and begin there where this group is by "
                + "firstTime(StartingOffsets.committedBy(\"%2$s\").orFail())",
            stream, group, why, users(), wayOut));
  }

  private String users() {
    Set<String> clients = members.get();
    return clients.isEmpty()
        ? ""
        : ", and consumers with the client ids " + clients + " are members of the group";
  }
}
