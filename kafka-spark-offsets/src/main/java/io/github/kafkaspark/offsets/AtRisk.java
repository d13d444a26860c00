package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The work of a query that is done and not committed: a restart would do it again. */
final class AtRisk {

  static final AtRisk NOTHING = new AtRisk(0, 0, Duration.ZERO);

  final long records;
  final long batches;
  final Duration since;

  private AtRisk(long records, long batches, Duration since) {
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
      records += Math.max(0, end.getValue() - committed.get(end.getKey()).orElse(0));
    }
    if (records == 0) {
      return NOTHING;
    }
    long first = waiting == null ? newest.batch() : waiting.first().batch();
    Duration since = waiting == null ? Duration.ZERO : waiting.age(now);
    return new AtRisk(records, Math.max(1, newest.batch() - first + 1), since);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "at risk: at most %,d records of %,d batches, for %.1f s",
        records,
        batches,
        since.toMillis() / 1e3);
  }
}
