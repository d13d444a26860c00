package io.github.kafkaspark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A batch that {@link KafkaBatchSource#loadBatch} has loaded: its records, and the exact range that
 * they are of. However often the records are read, the range stays the same.
 */
public final class KafkaBatch {

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
  public TopicOffsets start() {
    return start;
  }

  /**
   * The next offset to read after the batch, for each partition of {@link #start()}: where the next
   * batch begins.
   */
  public TopicOffsets end() {
    return end;
  }

  /** Whether it ends where it begins, in each partition. */
  public boolean isEmpty() {
    return start.equals(end);
  }

  /** The range. */
  @Override
  public String toString() {
    return "KafkaBatch(from " + start + " to " + end + ")";
  }
}
