package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Texts;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** The work of a query that is done and not committed: a restart would do it again. */
final class AtRisk {

  static final AtRisk NOTHING = new AtRisk(0, 0, Duration.ZERO, TopicOffsets.empty());

  final long records;
  final long batches;
  final Duration since;

  /** Where the query is; empty if nothing is at risk. */
  final TopicOffsets done;

  private AtRisk(long records, long batches, Duration since, TopicOffsets done) {
    this.done = done;
    this.records = records;
    this.batches = batches;
    this.since = since;
  }

  /**
   * Compares what a query has done with what is committed.
   *
   * @param last the query's newest progress, which the listener may not have seen; may be null
   * @param waiting what the store's thread has yet to commit; may be null
   * @param now the time in nanoseconds
   */
  static AtRisk of(
      TopicOffsets committed, ProgressOffsets last, PendingProgress waiting, long now) {
    ProgressOffsets newest = last == null && waiting != null ? waiting.newest() : last;
    if (newest == null) {
      return NOTHING;
    }
    long records = 0;
    for (Map.Entry<TopicPartition, Long> end : newest.ends().asMap().entrySet()) {
      records += of(committed, end.getKey(), end.getValue());
    }
    if (records == 0) {
      return NOTHING;
    }
    long first = waiting == null ? newest.batch() : waiting.first().batch();
    Duration since = waiting == null ? Duration.ZERO : waiting.age(now);
    return new AtRisk(records, Math.max(1, newest.batch() - first + 1), since, newest.ends());
  }

  /** The part of one partition whose end is this. */
  private static long of(TopicOffsets committed, TopicPartition partition, long end) {
    return Math.max(0, end - committed.get(partition).orElse(0));
  }

  /** The part of one partition. */
  long in(TopicPartition partition, TopicOffsets committed) {
    OptionalLong end = done.get(partition);
    return end.isPresent() ? of(committed, partition, end.getAsLong()) : 0;
  }

  @Override
  public String toString() {
    return "at risk: at most "
        + Texts.count(records, "record")
        + " of "
        + Texts.count(batches, "batch", "batches")
        + ", for "
        + Texts.rounded(since);
  }
}
