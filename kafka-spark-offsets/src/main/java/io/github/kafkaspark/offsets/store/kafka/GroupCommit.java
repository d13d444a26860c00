package io.github.kafkaspark.offsets.store.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.JsonFields;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.ProvenanceJson;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A commit as the committed offsets of a consumer group, with its owner. */
final class GroupCommit {

  private final OffsetCommit commit;
  private final String owner;
  private final boolean inParts;

  private GroupCommit(OffsetCommit commit, String owner, boolean inParts) {
    this.commit = commit;
    this.owner = owner;
    this.inParts = inParts;
  }

  static GroupCommit of(OffsetCommit commit, String owner) {
    return new GroupCommit(commit, owner, false);
  }

  /** The same, to be committed in parts, so that a crash may cut it off in the middle. */
  GroupCommit inParts() {
    return new GroupCommit(commit, owner, true);
  }

  OffsetCommit commit() {
    return commit;
  }

  /** The random name of the claim that wrote it. */
  String owner() {
    return owner;
  }

  /** The random name of the claim that wrote a full tag. */
  static String owner(GroupTag tag) {
    try {
      return fields(tag).text("owner");
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /**
   * What to commit to the group.
   *
   * @param before what the group has; one partition of it says so if the commit has no offsets
   */
  Map<TopicPartition, OffsetAndMetadata> write(TopicOffsets before) {
    TopicOffsets offsets = commit.offsets();
    Map<TopicPartition, OffsetAndMetadata> group = new LinkedHashMap<>();
    if (offsets.isEmpty()) {
      String tag = GroupTag.full(commit, 0, json()).toString();
      before.asMap().entrySet().stream()
          .findFirst()
          .ifPresent(
              first -> group.put(first.getKey(), new OffsetAndMetadata(first.getValue(), tag)));
      return group;
    }
    Map<String, Integer> inTopic = new HashMap<>();
    offsets.partitions().forEach(partition -> inTopic.merge(partition.topic(), 1, Integer::sum));
    String brief = GroupTag.brief(commit).toString();
    Set<String> begun = new HashSet<>();
    offsets
        .asMap()
        .forEach(
            (partition, offset) -> {
              String topic = partition.topic();
              String tag =
                  begun.add(topic)
                      ? GroupTag.full(commit, inTopic.get(topic), json()).toString()
                      : brief;
              group.put(partition, new OffsetAndMetadata(offset, tag));
            });
    return group;
  }

  private String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.writer(text)) {
      json.writeStartObject();
      json.writeStringField("kind", commit.kind().name());
      ProvenanceJson.write(json, commit.provenance());
      json.writeStringField("owner", owner);
      if (inParts) {
        json.writeBooleanField("parts", true);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * The newest commit among a group's offsets; those that an older one left behind are no part of
   * it.
   *
   * @return empty if there are no offsets
   * @throws OffsetStoreException if not all is there, or there are offsets that are not a store's
   */
  static Optional<GroupCommit> read(
      StreamId stream, String group, Map<TopicPartition, OffsetAndMetadata> found) {
    Map<TopicPartition, GroupTag> tags = new HashMap<>();
    found.forEach(
        (partition, offset) -> tags.put(partition, tag(stream, group, partition, offset)));
    Optional<GroupTag> newest = tags.values().stream().max(GroupTag.ORDER);
    if (!newest.isPresent()) {
      return Optional.empty();
    }
    GroupTag full =
        tags.values().stream()
            .filter(tag -> tag.isFull() && tag.isOf(newest.get()))
            .findAny()
            .orElseThrow(
                () -> unreadable(stream, group, "the first partitions of its topics are gone"));
    JsonFields fields = fields(stream, group, full);
    if (!fields.isTrue("parts") || !isCutOff(tags.values(), full)) {
      tags.values().removeIf(tag -> !tag.isOf(full));
      requireWhole(stream, group, tags);
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (full.inAll() > 0) {
      tags.keySet().forEach(partition -> offsets.put(partition, found.get(partition).offset()));
    }
    try {
      return Optional.of(
          of(
              OffsetCommit.of(
                  stream,
                  full.generation(),
                  full.sequence(),
                  NewCommit.of(
                      NewCommit.Kind.valueOf(fields.text("kind")),
                      TopicOffsets.of(offsets),
                      ProvenanceJson.read(fields))),
              fields.text("owner")));
    } catch (RuntimeException e) {
      throw damaged(stream, group, e);
    }
  }

  private static JsonFields fields(StreamId stream, String group, GroupTag full) {
    try {
      return fields(full);
    } catch (IOException | RuntimeException e) {
      throw damaged(stream, group, e);
    }
  }

  private static JsonFields fields(GroupTag full) throws IOException {
    return JsonFields.read(new StringReader(full.json()), (field, json) -> false);
  }

  private static OffsetStoreException damaged(StreamId stream, String group, Exception failure) {
    return unreadable(stream, group, "its metadata is damaged: " + failure.getMessage());
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
  private static void requireWhole(
      StreamId stream, String group, Map<TopicPartition, GroupTag> tags) {
    Map<String, Integer> there = new HashMap<>();
    tags.keySet().forEach(partition -> there.merge(partition.topic(), 1, Integer::sum));
    tags.forEach(
        (partition, tag) -> {
          int count = there.get(partition.topic());
          if (tag.isFull() && tag.inTopic() > 0 && tag.inTopic() != count) {
            throw unreadable(
                stream,
                group,
                String.format(
                    "%d of %d partitions of the topic '%s' are there, the others may have expired, or a driver "
                        + "that was replaced has written over them",
                    count, tag.inTopic(), partition.topic()));
          }
        });
  }

  private static GroupTag tag(
      StreamId stream, String group, TopicPartition partition, OffsetAndMetadata offset) {
    return GroupTag.parse(offset.metadata())
        .orElseThrow(
            () ->
                unreadable(
                    stream,
                    group,
                    "the offset of " + partition + " was committed by something else"));
  }

  private static OffsetStoreException unreadable(StreamId stream, String group, String why) {
    return new OffsetStoreException(
        String.format(
            "Cannot read offsets of '%s' in the consumer group '%s': %s; delete the group to begin "
                + "anew, or choose another group prefix",
            stream, group, why));
  }
}
