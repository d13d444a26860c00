package io.github.kafkaspark.offsets.move;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whose offsets are, before a move and after it. */
final class TopicLives {

  private final Map<String, Optional<TopicIdentity>> topics = new TreeMap<>();

  /** Whether these are certainly not the same topic. */
  static boolean differ(TopicIdentity one, TopicIdentity other) {
    return isOfOtherCluster(one, other) || isOtherLife(one, other);
  }

  static boolean isOfOtherCluster(TopicIdentity one, TopicIdentity other) {
    return one != null && other != null && one.isOfOtherCluster(other);
  }

  static boolean isOtherLife(TopicIdentity one, TopicIdentity other) {
    return one != null && other != null && one.isOtherLife(other);
  }

  /** One offset of a topic is of this one; null if nobody knows. */
  void add(String topic, TopicIdentity identity) {
    topics.merge(topic, Optional.ofNullable(identity), TopicLives::agreed);
  }

  /** What is known of two, who may not know equally much. */
  private static Optional<TopicIdentity> agreed(
      Optional<TopicIdentity> one, Optional<TopicIdentity> other) {
    if (one.equals(other) || !one.isPresent() || !other.isPresent()) {
      return one.equals(other) ? one : Optional.empty();
    }
    return differ(one.get(), other.get())
        ? Optional.empty()
        : Optional.of(TopicIdentity.of(one.get().clusterId()));
  }

  /** What is known of the topics of these offsets. */
  Map<String, TopicIdentity> of(TopicOffsets offsets) {
    Map<String, TopicIdentity> found = new TreeMap<>();
    offsets
        .partitions()
        .forEach(
            partition ->
                topics
                    .getOrDefault(partition.topic(), Optional.empty())
                    .ifPresent(identity -> found.put(partition.topic(), identity)));
    return found;
  }
}
