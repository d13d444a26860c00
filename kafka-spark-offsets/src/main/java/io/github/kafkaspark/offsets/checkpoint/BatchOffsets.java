package io.github.kafkaspark.offsets.checkpoint;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.HostRequirements;
import io.github.kafkaspark.internal.Texts;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.SparkSession;

/**
 * The exact range of records that a {@code foreachBatch} function gets, in each partition. Spark
 * notes it in the checkpoint before it runs the batch, and a batch that runs again is of the same
 * range. Spark 2.4 and newer have {@code foreachBatch}.
 *
 * <pre>{@code
 * .foreachBatch((frame, id) -> {
 *   BatchOffsets batch = BatchOffsets.of(frame.sparkSession(), checkpoint, id);
 *   if (!batch.isDone(committed)) {
 *     // Write the rows, and committed.merge(batch.end()), in one transaction.
 *   }
 * })
 * }</pre>
 *
 * <p>It asks neither the brokers nor the records: one to three small files are read. An immutable
 * value.
 */
public final class BatchOffsets implements OffsetRange {

  /** As Spark names them on the thread that runs a query. */
  private static final String QUERY_ID = "sql.streaming.queryId";

  private static final String BATCH_ID = "streaming.sql.batchId";

  private static final int MOST_SHOWN = 20;

  private final String queryId;
  private final long id;
  private final TopicOffsets start;
  private final TopicOffsets end;

  BatchOffsets(String queryId, long id, TopicOffsets start, TopicOffsets end) {
    this.queryId = queryId;
    this.id = id;
    this.start = start;
    this.end = end;
  }

  /**
   * Reads the range of the batch that the calling thread runs. Call it in the function of {@code
   * foreachBatch}, before any row is written.
   *
   * @param spark the session of the function's frame
   * @param checkpoint what the query has as {@code checkpointLocation}
   * @param id the function's second argument
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there is no such folder, or it is no checkpoint's
   * @throws IllegalStateException if the thread does not run this batch of a query, the checkpoint
   *     is that of another query or a copy, it cannot be read, or two sources of the query read the
   *     same partition to different places; the message has the way out
   */
  public static BatchOffsets of(SparkSession spark, String checkpoint, long id) {
    HostRequirements.requireLiveSession(spark);
    requireNonNull(checkpoint, "checkpoint");
    String query = spark.sparkContext().getLocalProperty(QUERY_ID);
    String running = spark.sparkContext().getLocalProperty(BATCH_ID);
    if (query == null || !String.valueOf(id).equals(running)) {
      throw new IllegalStateException(
          String.format(
              "Cannot tell the range of batch %d: this thread runs %s; call it in the function of "
                  + "foreachBatch itself, with the id that the function gets",
              id, query == null ? "no query" : "batch " + running + " of query " + query));
    }
    return read(
        CheckpointLocation.open(checkpoint, spark.sparkContext().hadoopConfiguration()), query, id);
  }

  static BatchOffsets read(CheckpointFiles files, String query, long id) {
    BatchReader found = BatchReader.read(files, query, id);
    return new BatchOffsets(query, id, found.start(), found.end());
  }

  /** Spark's number of the batch. After a new checkpoint the numbers begin at 0 again. */
  public long id() {
    return id;
  }

  /** Spark's id of the query, which a new checkpoint changes. */
  public String queryId() {
    return queryId;
  }

  @Override
  public TopicOffsets start() {
    return start;
  }

  @Override
  public TopicOffsets end() {
    return end;
  }

  /**
   * {@inheritDoc} But from batch 1 on, if anything is committed at all, a partition that the batch
   * does not begin at 0 is no new one: that nothing of it is committed is a gap.
   */
  @Override
  public Position against(TopicOffsets committed) {
    return OffsetRange.super.against(withBeginnings(committed));
  }

  @Override
  public boolean isDone(TopicOffsets committed) {
    return OffsetRange.super.isDone(withBeginnings(committed));
  }

  private TopicOffsets withBeginnings(TopicOffsets committed) {
    if (id == 0 || requireNonNull(committed, "committed").isEmpty()) {
      return committed;
    }
    Map<TopicPartition, Long> beginnings = new HashMap<>();
    start.partitions().forEach(partition -> beginnings.put(partition, 0L));
    return TopicOffsets.of(beginnings).merge(committed);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof BatchOffsets)) {
      return false;
    }
    BatchOffsets that = (BatchOffsets) other;
    return queryId.equals(that.queryId)
        && id == that.id
        && start.equals(that.start)
        && end.equals(that.end);
  }

  @Override
  public int hashCode() {
    return Objects.hash(queryId, id, start, end);
  }

  /** The batch, the query, and the range unless that has too many partitions for a line. */
  @Override
  public String toString() {
    int partitions = end.partitions().size();
    return String.format(
        "batch %d of query %s, %s",
        id,
        queryId,
        partitions > MOST_SHOWN
            ? Texts.count(partitions, "partition")
            : "from " + start + " to " + end);
  }
}
