package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Partitions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The partitions that begin elsewhere than they are stored. An immutable value. */
final class OtherPlaces {

  /** As many as a person reads. */
  private static final int MOST_NAMED = 20;

  static final OtherPlaces NONE = new OtherPlaces(new TreeMap<>(Partitions.ORDER));

  private final Map<TopicPartition, String> texts;

  private OtherPlaces(Map<TopicPartition, String> texts) {
    this.texts = texts;
  }

  /**
   * Compares two places of each partition that has both.
   *
   * @param begins where they begin
   * @param stored where they are stored
   */
  static OtherPlaces of(TopicOffsets begins, TopicOffsets stored) {
    Map<TopicPartition, String> texts = new TreeMap<>(Partitions.ORDER);
    begins
        .asMap()
        .forEach(
            (partition, begin) -> {
              long place = stored.get(partition).orElse(begin);
              if (place != begin) {
                texts.put(partition, partition + " at " + begin + " in place of " + place);
              }
            });
    return new OtherPlaces(texts);
  }

  boolean has(TopicPartition partition) {
    return texts.containsKey(partition);
  }

  boolean isEmpty() {
    return texts.isEmpty();
  }

  @Override
  public String toString() {
    int more = texts.size() - MOST_NAMED;
    return texts.values().stream()
        .limit(MOST_NAMED)
        .collect(Collectors.joining(", ", "", more > 0 ? " and " + more + " more" : ""));
  }
}
