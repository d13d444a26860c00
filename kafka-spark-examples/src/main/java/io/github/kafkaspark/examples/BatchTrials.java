package io.github.kafkaspark.examples;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStore;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * A query of the smallest batches, in a session of its own, with a tracker or without. Each run
 * reads on where the last one stopped, so that there is always something to commit.
 */
final class BatchTrials implements AutoCloseable {

  static final String TOPIC = "small-batches";
  static final int PARTITIONS = SourceTrials.PARTITIONS;

  private static final String STREAM = "small-batches-to-nowhere";
  private static final long PATIENCE_SECONDS = 60;

  private final SparkSession session;
  private final String brokers;
  private final int batches;
  private final BlockingQueue<Long> ends = new LinkedBlockingQueue<>();
  private OffsetTracker tracker;
  private volatile UUID current;
  private long done;

  /**
   * Without a tracker.
   *
   * @param batches of one run, of which the first is not timed
   */
  BatchTrials(SparkSession spark, String brokers, int batches) {
    this.session = spark.newSession();
    this.brokers = brokers;
    this.batches = batches;
    session.streams().addListener(new Clock());
  }

  /** With a tracker, which stays between the runs. */
  BatchTrials in(OffsetStore store) {
    tracker = OffsetTracker.attach(session, store);
    TrackedStream unused = tracker.stream(STREAM);
    return this;
  }

  /** Runs the query; the median of the times from the end of a batch to that of the next, in ms. */
  double run() throws Exception {
    StreamingQuery query = start();
    double[] gaps = new double[batches - 1];
    try {
      long before = end(query);
      for (int i = 0; i < gaps.length; i++) {
        long end = end(query);
        gaps[i] = (end - before) / 1e6;
        before = end;
      }
    } finally {
      query.stop();
    }
    done += batches;
    ends.clear();
    Arrays.sort(gaps);
    return gaps[gaps.length / 2];
  }

  private StreamingQuery start() throws Exception {
    TopicOffsets from = TopicOffsets.empty();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      from = from.with(TOPIC, partition, done);
    }
    StreamingQuery query =
        session
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", brokers)
            .option("subscribe", TOPIC)
            .option("startingOffsets", from.toJson())
            .option("maxOffsetsPerTrigger", PARTITIONS)
            .load()
            .select("value")
            .writeStream()
            .queryName(STREAM)
            .foreach(new CountingSink())
            .start();
    current = query.runId();
    return query;
  }

  private long end(StreamingQuery query) throws InterruptedException, StreamingQueryException {
    Long end = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (end == null) {
      throw new IllegalStateException(
          "no batch has ended for " + PATIENCE_SECONDS + " s: " + query.status(),
          query.exception().isDefined() ? query.exception().get() : null);
    }
    return end;
  }

  /** What Spark reported of a batch; runs the query for it. */
  StreamingQueryProgress progress() throws Exception {
    StreamingQuery query = start();
    try {
      long unused = end(query);
      return query.lastProgress();
    } finally {
      query.stop();
      ends.clear();
    }
  }

  /** Does not wait for a store that is down. */
  @Override
  public void close() {
    if (tracker != null) {
      tracker.close(Duration.ZERO);
    }
  }

  private final class Clock extends ListenerTrials.Empty {
    @Override
    public void onQueryProgress(QueryProgressEvent event) {
      StreamingQueryProgress progress = event.progress();
      if (progress.numInputRows() > 0 && progress.runId().equals(current)) {
        ends.add(System.nanoTime());
      }
    }
  }
}
