package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.offsets.store.OffsetStore;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

/**
 * A query for {@link TrackerBenchmark} to measure, in a session of its own, with a tracker or
 * without. Nothing is read twice, so that there is always something to commit.
 */
abstract class QueryTrials {

  private static final long PATIENCE_SECONDS = 60;

  private final String name;
  private final SparkSession session;
  private final String brokers;
  private OffsetTracker tracker;

  /** Without a tracker; the name is the query's and the topic's. */
  QueryTrials(String name, SparkSession spark, String brokers) {
    this.name = name;
    this.session = spark.newSession();
    this.brokers = brokers;
  }

  /** With a tracker, which stays between the runs. */
  final QueryTrials in(OffsetStore store) {
    tracker = OffsetTracker.attach(session, store);
    TrackedStream unused = tracker.stream(name);
    return this;
  }

  /** One try, in ms. */
  abstract double cost() throws Exception;

  final SparkSession session() {
    return session;
  }

  /** Starts it where all of its partitions have this offset. */
  final StreamingQuery start(int partitions, long from, ForeachWriter<Row> sink) throws Exception {
    TopicOffsets start = TopicOffsets.empty();
    for (int partition = 0; partition < partitions; partition++) {
      start = start.withOffset(name, partition, from);
    }
    return session
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", brokers)
        .option("subscribe", name)
        .option("startingOffsets", start.toJson())
        .option("maxOffsetsPerTrigger", partitions)
        .load()
        .select("value")
        .writeStream()
        .queryName(name)
        .foreach(sink)
        .start();
  }

  /** The next time that is told, or why there is none. */
  static long next(BlockingQueue<Long> times, StreamingQuery query)
      throws InterruptedException, StreamingQueryException {
    Long next = times.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new IllegalStateException(
          "nothing has come for " + PATIENCE_SECONDS + " s: " + query.status(),
          query.exception().isDefined() ? query.exception().get() : null);
    }
    return next;
  }

  /** Ends it, without waiting for a store that is down. */
  void end() throws Exception {
    if (tracker != null) {
      tracker.close(Duration.ZERO);
    }
  }
}
