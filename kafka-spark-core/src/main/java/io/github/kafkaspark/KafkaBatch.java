package io.github.kafkaspark;

import io.github.kafkaspark.internal.Texts;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A batch that {@link KafkaBatchSource#loadBatch} has loaded: its records, and the exact range that
 * they are of. However often the records are read, the range stays the same.
 */
public final class KafkaBatch implements OffsetRange {

  private static final int MOST_SHOWN = 20;

  private final Dataset<Row> records;
  private final TopicOffsets start;
  private final TopicOffsets end;

  KafkaBatch(Dataset<Row> records, TopicOffsets start, TopicOffsets end) {
    this.records = records;
    this.start = start;
    this.end = end;
  }

  /** The records, with Spark's columns. Each action reads them from the brokers. */
  public Dataset<Row> records() {
    return records;
  }

  /** The first offset of each selected partition that existed when the batch was loaded. */
  @Override
  public TopicOffsets start() {
    return start;
  }

  /**
   * The next offset to read after the batch, for each partition of {@link #start()}: where the next
   * batch begins.
   */
  @Override
  public TopicOffsets end() {
    return end;
  }

  /** Whether it ends where it begins, in each partition. */
  public boolean isEmpty() {
    return start.equals(end);
  }

  /** How many offsets it is of, and the range unless that has too many partitions for a line. */
  @Override
  public String toString() {
    Set<TopicPartition> partitions = start.partitions();
    long offsets =
        partitions.stream()
            .mapToLong(each -> end.get(each).orElse(0) - start.get(each).orElse(0))
            .sum();
    return "KafkaBatch("
        + Texts.count(offsets, "offset")
        + " of "
        + Texts.count(partitions.size(), "partition")
        + (partitions.size() > MOST_SHOWN ? "" : ", from " + start + " to " + end)
        + ")";
  }
}
