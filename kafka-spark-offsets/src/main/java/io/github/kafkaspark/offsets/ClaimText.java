package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.Map;

/**
 * The statement by which a person moves a stream once, as it is written in Java and in Scala. It
 * says whose the offsets are and when they were seen, so that the next start still knows whether
 * the topics are the same.
 */
final class ClaimText {

  private ClaimText() {}

  /** Claims the stream at the newest commit that an expression's store has of a stream. */
  static String atThatOf(StreamId stream, String store, StreamId other) {
    return String.format(
        "store.claim(StreamId.of(%s), %s.latest(StreamId.of(%s)).get().asStart()).close()",
        quoted(stream.name()), store, quoted(other.name()));
  }

  /** Claims the stream where a checkpoint stands that this expression reads. */
  static String atCheckpoint(StreamId stream, String checkpoint) {
    return String.format(
        "store.claim(StreamId.of(%s), %s.asCommit()).close()", quoted(stream.name()), checkpoint);
  }

  /** Claims the stream where this commit is. */
  static String at(OffsetCommit commit) {
    return at(commit.stream(), commit.offsets(), commit.identities(), commit.provenance().time());
  }

  /**
   * Claims the stream at these offsets.
   *
   * @param identities whose they are; a topic without offsets is left out
   * @param seen when they were
   */
  static String at(
      StreamId stream, TopicOffsets offsets, Map<String, TopicIdentity> identities, Instant seen) {
    StringBuilder whose = new StringBuilder();
    offsets.partitions().stream()
        .map(partition -> partition.topic())
        .distinct()
        .filter(identities::containsKey)
        .forEach(topic -> whose.append(whose(topic, identities.get(topic))));
    return String.format(
        "store.claim(StreamId.of(%s), NewCommit.start(%s, Provenance.of(\"by hand\", "
            + "Instant.parse(\"%s\")))%s).close()",
        quoted(stream.name()), json(offsets), seen, whose);
  }

  private static String whose(String topic, TopicIdentity identity) {
    return String.format(
        ".withIdentity(%s, TopicIdentity.of(%s)%s)",
        quoted(topic),
        quoted(identity.clusterId()),
        identity.topicId().map(id -> ".withTopicId(" + quoted(id) + ")").orElse(""));
  }

  /** These offsets. */
  static String json(TopicOffsets offsets) {
    return "TopicOffsets.fromJson(" + quoted(offsets.toJson()) + ")";
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
