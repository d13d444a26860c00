package io.github.kafkaspark.benchmarks;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Turns of a query that reads what a {@link SteadyLoad} sends: how long after its send has the sink
 * got each record. What a turn counts is sent after the query has caught up, and all of it counts.
 */
final class CaughtUpTrials {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** By which one may be longer than the one before, when they are steady. */
  private static final double GROWTH = 1.2;

  private static final int MOST_BATCHES = 8;

  private final SteadyLoad load;
  private final int records;
  private final Duration atLeast;
  private final Duration atMost;
  private int mark;
  private double fetchesASecond;

  /**
   * Of one load.
   *
   * @param records to count in a turn, or more
   * @param atLeast how long to warm up, and again to count
   * @param atMost after this long no more is counted, if the query has read some of it
   */
  CaughtUpTrials(SteadyLoad load, int records, Duration atLeast, Duration atMost) {
    this.load = load;
    this.records = records;
    this.atLeast = atLeast;
    this.atMost = atMost;
  }

  /** One turn, in milliseconds for each record. */
  double[] turn(Dataset<Row> source) throws Exception {
    StreamingQuery query = source.select("value").writeStream().foreach(new Arrivals()).start();
    load.sending(true);
    try {
      long start = System.nanoTime();
      awaitSteadyBatches(query);
      until(query, () -> isOver(start, atLeast));

      Fetches fetches = Fetches.count();
      int counted = next();
      long begin = System.nanoTime();
      until(
          query,
          () ->
              Arrivals.count() > 0
                  && isOver(begin, atLeast)
                  && (load.marked() >= records || isOver(begin, atMost)));
      fetchesASecond = fetches.aSecond();
      int sent = load.mark(0);
      until(query, () -> Arrivals.count() >= sent);
      if (Arrivals.count() > sent) {
        throw new IllegalStateException(
            "of " + sent + " records with mark " + counted + " came " + Arrivals.count());
      }
      load.sending(false);
      // A query that is stopped within a batch logs the ends of its tasks as errors.
      until(query, () -> !query.status().isTriggerActive() && !query.status().isDataAvailable());
      return Arrivals.millis();
    } finally {
      load.sending(false);
      query.stop();
    }
  }

  /** How often the consumers of the last turn fetched, by the second. */
  double fetchesASecond() {
    return fetchesASecond;
  }

  private int next() {
    Arrivals.await(++mark);
    int unused = load.mark(mark);
    return mark;
  }

  /** From a short first batch on, each has more to read than the one before, and takes longer. */
  private void awaitSteadyBatches(StreamingQuery query) throws Exception {
    awaitNewRecord(query); // What has come at first has waited for the start.
    long before = 0;
    for (int batch = 0; batch < MOST_BATCHES; batch++) {
      long start = System.nanoTime();
      awaitNewRecord(query);
      long took = System.nanoTime() - start;
      if (batch > 0 && took < GROWTH * before) {
        return;
      }
      before = took;
    }
  }

  /** Until the batch begins that comes next. */
  private void awaitNewRecord(StreamingQuery query) throws Exception {
    int unused = next();
    until(query, () -> Arrivals.count() > 0);
  }

  private static boolean isOver(long start, Duration time) {
    return System.nanoTime() - start >= time.toNanos();
  }

  private void until(StreamingQuery query, BooleanSupplier done) throws Exception {
    long start = System.nanoTime();
    while (!done.getAsBoolean()) {
      load.requireRunning();
      if (query.awaitTermination(5) || isOver(start, PATIENCE)) {
        throw new IllegalStateException(
            "no records come any more: " + query.status(),
            query.exception().isDefined() ? query.exception().get() : null);
      }
    }
  }
}
