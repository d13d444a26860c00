package io.github.kafkaspark.benchmarks;

import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * The smallest batches, back to back: how long after the end of one comes that of the next. Each
 * try is a run of the query that goes on where the last one stopped.
 */
final class BatchTrials extends QueryTrials {

  static final String TOPIC = "small-batches";
  static final int PARTITIONS = SourceTrials.PARTITIONS;

  private final int batches;
  private final BlockingQueue<Long> ends = new LinkedBlockingQueue<>();
  private volatile UUID current;
  private long done;

  /**
   * Without a tracker.
   *
   * @param batches of one run, of which the first is not timed
   */
  BatchTrials(SparkSession spark, String brokers, int batches) {
    super(TOPIC, spark, brokers);
    this.batches = batches;
    session().streams().addListener(new Clock());
  }

  /** The median of a run. */
  @Override
  double cost() throws Exception {
    StreamingQuery query = start();
    double[] gaps = new double[batches - 1];
    try {
      long before = next(ends, query);
      for (int i = 0; i < gaps.length; i++) {
        long end = next(ends, query);
        gaps[i] = end - before;
        before = end;
      }
    } finally {
      query.stop();
    }
    done += batches;
    ends.clear();
    Arrays.sort(gaps);
    return gaps[gaps.length / 2] / 1e6;
  }

  private StreamingQuery start() throws Exception {
    StreamingQuery query = start(PARTITIONS, done, new CountingSink());
    current = query.runId();
    return query;
  }

  /** What Spark reported of a batch; runs the query for it. */
  StreamingQueryProgress progress() throws Exception {
    StreamingQuery query = start();
    try {
      long unused = next(ends, query);
      return query.lastProgress();
    } finally {
      query.stop();
      ends.clear();
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
