package io.github.kafkaspark.offsets.store.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.IdentitiesJson;
import io.github.kafkaspark.offsets.store.JsonFields;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.ProvenanceJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A commit as the committed offsets of a consumer group, with its owner. */
final class GroupCommit {

  /** The name of the field of identities, and what is around it. */
  private static final int CHARS_AROUND = 20;

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
      return tag.fields().text("owner");
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
      String tag = GroupTag.full(commit, 0, json(Collections.emptyMap())).toString();
      before.asMap().entrySet().stream()
          .findFirst()
          .ifPresent(
              first -> group.put(first.getKey(), new OffsetAndMetadata(first.getValue(), tag)));
      return group;
    }
    Map<String, Integer> inTopic = new HashMap<>();
    offsets.partitions().forEach(partition -> inTopic.merge(partition.topic(), 1, Integer::sum));
    String brief = GroupTag.brief(commit).toString();
    ToldIdentities identities = new ToldIdentities(commit.identities(), room());
    Set<String> begun = new HashSet<>();
    offsets
        .asMap()
        .forEach(
            (partition, offset) -> {
              String topic = partition.topic();
              String tag =
                  begun.add(topic)
                      ? GroupTag.full(commit, inTopic.get(topic), json(identities.at(topic)))
                          .toString()
                      : brief;
              group.put(partition, new OffsetAndMetadata(offset, tag));
            });
    return group;
  }

  /** What a tag has left beside the provenance. */
  private int room() {
    int inTopic = commit.offsets().partitions().size();
    return GroupTag.MAX_CHARS
        - GroupTag.full(commit, inTopic, json(Collections.emptyMap())).toString().length()
        - CHARS_AROUND;
  }

  private String json(Map<String, TopicIdentity> identities) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.writer(text)) {
      json.writeStartObject();
      json.writeStringField("kind", commit.kind().name());
      ProvenanceJson.write(json, commit.provenance());
      json.writeStringField("owner", owner);
      IdentitiesJson.write(json, identities);
      if (inParts) {
        json.writeBooleanField("parts", true);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
