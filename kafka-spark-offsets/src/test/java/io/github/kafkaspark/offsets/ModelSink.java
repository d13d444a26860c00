package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What has reached the sink of a model, and from where on a record is owed: the place where the
 * stream was first told to begin, or was begun by hand.
 */
final class ModelSink {

  private final Map<TopicPartition, BitSet> done = new HashMap<>();
  private final Map<TopicPartition, Long> owedFrom = new HashMap<>();

  void take(TopicPartition partition, long from, long to) {
    done.computeIfAbsent(partition, key -> new BitSet()).set((int) from, (int) to);
  }

  /** From here on each record is owed, unless it was from an earlier one on already. */
  void owe(TopicPartition partition, long from) {
    owedFrom.merge(partition, from, Math::min);
  }

  boolean owes(TopicPartition partition) {
    return owedFrom.containsKey(partition);
  }

  void createAnew() {
    done.clear();
    forget();
  }

  /** Nobody knows any more where the stream began. */
  void forget() {
    owedFrom.clear();
  }

  /** No start beyond what is done: each record before it that is owed has reached the sink. */
  void requireDoneBefore(TopicPartition partition, long start, long end) {
    long from = owedFrom.getOrDefault(partition, 0L);
    long to = Math.min(start, end);
    int missing = done.getOrDefault(partition, new BitSet()).nextClearBit((int) Math.min(from, to));
    assertThat((long) missing)
        .as("a query begins with %s at %d, and record %d was never done", partition, start, missing)
        .isGreaterThanOrEqualTo(to);
  }
}
