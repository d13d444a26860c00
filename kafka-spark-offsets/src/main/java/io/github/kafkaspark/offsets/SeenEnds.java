package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * The ends of a stream's partitions, as they were seen one after the other: they tell since when a
 * record has been there, and nobody has to read it. An immutable value.
 */
final class SeenEnds {

  static final SeenEnds NONE = new SeenEnds(Collections.emptyMap());

  private final Map<TopicPartition, EndMoments> partitions;

  private SeenEnds(Map<TopicPartition, EndMoments> partitions) {
    this.partitions = partitions;
  }

  /**
   * With one look more; partitions that it has no end of are left out.
   *
   * @param now the time in nanoseconds
   * @param next where each partition goes on
   */
  SeenEnds seen(long now, TopicOffsets ends, TopicOffsets next) {
    Map<TopicPartition, EndMoments> seen = new HashMap<>();
    ends.asMap()
        .forEach(
            (partition, end) -> {
              OptionalLong from = next.get(partition);
              if (from.isPresent()) {
                EndMoments before = partitions.getOrDefault(partition, EndMoments.NONE);
                seen.put(partition, before.seen(now, end, from.getAsLong()));
              }
            });
    return new SeenEnds(seen);
  }

  /** See {@link TrackedStreamMXBean#getLagMillis()}. */
  Map<String, Long> waitingMillis(TopicOffsets committed, long now) {
    Map<String, Long> waiting = new TreeMap<>();
    partitions.forEach(
        (partition, moments) -> {
          long next = committed.get(partition).orElse(moments.next());
          long nanos = moments.nanosAbove(next, now);
          waiting.put(partition.toString(), TimeUnit.NANOSECONDS.toMillis(nanos));
        });
    return Collections.unmodifiableMap(waiting);
  }
}
