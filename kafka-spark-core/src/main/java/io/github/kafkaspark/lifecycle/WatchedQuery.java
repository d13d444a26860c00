package io.github.kafkaspark.lifecycle;

import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.lifecycle.StopOutcome.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.StreamingQueryStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One query on its way to its end. */
final class WatchedQuery {

  /**
   * The pause between two looks at a query that is to stop: its moment lasts a few milliseconds.
   */
  private static final Duration LOOK = Duration.ofNanos(250_000);

  private static final Logger LOG = LoggerFactory.getLogger(WatchedQuery.class);

  /**
   * The words of the status while a batch is in the checkpoint's commit log and the next one is not
   * yet in the log of offsets: the same on all versions from 2.3.1 to 4.2.0.
   */
  private static final List<String> BETWEEN_BATCHES =
      Arrays.asList("Initializing", "Waiting for", "Getting offsets");

  /**
   * The words of the status within a batch. A batch that stops while Spark writes offsets may still
   * reach the sink.
   */
  private static final List<String> IN_A_BATCH =
      Arrays.asList("Writing offsets", "Processing new data", "No new data but cleaning up state");

  /** Spark 2.3 reports a batch, and ends its trigger, before it is in the commit log. */
  private static final boolean REPORTS_WHAT_IS_COMMITTED = SparkVersion.V2_4.isRunning();

  private final StreamingQuery query;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private String report;
  private StopOutcome cut = StopOutcome.COMPLETE;
  private volatile boolean ended;

  private WatchedQuery(StreamingQuery query) {
    this.query = query;
  }

  static List<WatchedQuery> all(List<StreamingQuery> queries) {
    return queries.stream().map(WatchedQuery::new).collect(Collectors.toList());
  }

  /** Waits for its end on a daemon thread. */
  void watch() {
    Daemons.start("query-end", this::awaitEnd);
  }

  private void awaitEnd() {
    try {
      query.awaitTermination();
    } catch (Exception e) {
      LOG.debug("{} has ended", this, e); // The query keeps its exception.
    } finally {
      ended = true;
    }
  }

  /**
   * Whether it has ended for Spark too. Spark calls a query inactive as soon as its {@code stop()}
   * begins; it could not be started again yet.
   */
  boolean hasEnded() {
    return ended;
  }

  boolean hasFailed() {
    return ended && query.exception().isDefined();
  }

  /** Tells how the query has ended, and logs it if that is not well. */
  StopOutcome outcome() {
    if (!ended) {
      String problem = this + " has been stopped, but has not ended; it is left behind";
      LOG.warn("{}", problem);
      return cut.and(StopOutcome.of(Kind.BATCH_CUT, problem));
    }
    // A batch that is cut may fail of that.
    if (cut == StopOutcome.COMPLETE && hasFailed()) {
      Throwable failure = query.exception().get();
      LOG.warn("{} has failed", this, failure);
      return StopOutcome.of(Kind.QUERY_FAILED, this + " has failed", failure);
    }
    return cut;
  }

  /**
   * Stops it as soon as it is between two batches, on a thread of its own: Spark's call waits for
   * the query's end, for ever where brokers are away, and a thread that had yet to be started for
   * it would come too late on a busy machine.
   */
  void finishBatch() {
    Daemons.start(
        "stop-query",
        () -> {
          while (!ended && !stopping.get() && !isBetweenBatches()) {
            LockSupport.parkNanos(LOOK.toNanos());
          }
          if (!ended && stopping.compareAndSet(false, true)) {
            stop();
          }
        });
  }

  /** Stops the query whatever it does, and says what that costs. */
  void cut(Duration limit) {
    if (ended || !stopping.compareAndSet(false, true)) {
      return;
    }
    String problem =
        String.format(
            "%s is stopped in the middle of a batch, which has not ended within %s; a restart reads "
                + "again what came after %s",
            this, Texts.of(limit), ends());
    LOG.warn("{}", problem);
    cut = StopOutcome.of(Kind.BATCH_CUT, problem);
    Daemons.start("stop-query", this::stop);
  }

  private boolean isBetweenBatches() {
    StreamingQueryStatus now = query.status();
    return says(now, BETWEEN_BATCHES)
        || (REPORTS_WHAT_IS_COMMITTED && isBetweenBatchesByReport(now));
  }

  /** A way to tell that holds even if Spark's words change. */
  private boolean isBetweenBatchesByReport(StreamingQueryStatus now) {
    return !now.isTriggerActive() || (isAfterAReport() && !says(now, IN_A_BATCH));
  }

  private static boolean says(StreamingQueryStatus now, List<String> beginnings) {
    return beginnings.stream().anyMatch(now.message()::startsWith);
  }

  /** Whether a batch has ended since the last look. */
  private boolean isAfterAReport() {
    String before = report;
    report = reported();
    return before != null && !before.equals(report);
  }

  private String reported() {
    StreamingQueryProgress last = query.lastProgress();
    return last == null ? "none" : last.batchId() + " " + last.timestamp();
  }

  private String ends() {
    StreamingQueryProgress last = query.lastProgress();
    return last == null
        ? "its start"
        : Arrays.stream(last.sources())
            .map(SourceProgress::endOffset)
            .collect(Collectors.joining(", "));
  }

  private void stop() {
    try {
      query.stop();
    } catch (Exception e) {
      LOG.warn("Could not stop {}", this, e);
    }
  }

  static String name(StreamingQuery query) {
    return query.name() == null ? "query " + query.id() : "query '" + query.name() + "'";
  }

  @Override
  public String toString() {
    return name(query);
  }
}
