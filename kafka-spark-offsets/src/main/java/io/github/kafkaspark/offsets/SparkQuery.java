package io.github.kafkaspark.offsets;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.StreamingQueryStatus;
import scala.Option;

/** One run of a query of Spark's. Safe for use by several threads. */
final class SparkQuery implements RunningQuery {

  private final UUID run;
  private final StreamingQuery query;
  private final AtomicReference<ProgressOffsets> newest = new AtomicReference<>();

  /**
   * @param query null if the session that runs it is not known; then only what the listener is told
   *     is known of it
   */
  SparkQuery(UUID run, StreamingQuery query) {
    this.run = run;
    this.query = query;
  }

  @Override
  public String id() {
    return query == null ? "unknown" : String.valueOf(query.id());
  }

  @Override
  public boolean isActive() {
    return query != null && query.isActive();
  }

  @Override
  public boolean hasEndedInOrder() {
    if (query == null || query.isActive()) {
      return false;
    }
    Option<StreamingQueryException> failure = query.exception();
    return failure != null && !failure.isDefined();
  }

  @Override
  public ProgressOffsets lastProgress() {
    StreamingQueryProgress last = query == null ? null : query.lastProgress();
    return last == null ? null : offsetsOf(last);
  }

  @Override
  public ProgressOffsets firstProgress() {
    StreamingQueryProgress[] recent = query == null ? null : query.recentProgress();
    return recent == null || recent.length == 0 ? null : ProgressOffsets.of(recent[0]);
  }

  @Override
  public List<ProgressOffsets> recentProgress() {
    StreamingQueryProgress[] recent = query == null ? null : query.recentProgress();
    return recent == null
        ? Collections.emptyList()
        : Arrays.stream(recent).map(ProgressOffsets::of).collect(Collectors.toList());
  }

  @Override
  public FileSinkLog sinkLog(String folder) throws IOException {
    SparkSession session = query == null ? null : query.sparkSession();
    return FileSinkLog.read(
        session == null ? new Configuration() : session.sparkContext().hadoopConfiguration(),
        folder);
  }

  /**
   * {@inheritDoc} Spark's listener and those who look at the last progress see the same, as long as
   * none has asked for a newer one. Reads nothing.
   */
  @Override
  public ProgressOffsets offsetsOf(StreamingQueryProgress progress) {
    while (true) {
      ProgressOffsets known = newest.get();
      if (known != null && known.isOf(progress)) {
        return known;
      }
      ProgressOffsets next = ProgressOffsets.of(progress);
      boolean late = known != null && next.isBefore(known);
      if (late || newest.compareAndSet(known, next)) {
        return next;
      }
    }
  }

  @Override
  public Optional<ProgressOffsets> failedAt() {
    Option<StreamingQueryException> failure = query == null ? null : query.exception();
    return failure != null && failure.isDefined() && FailedStart.isKnown(failure.get())
        ? Optional.of(ProgressOffsets.failed(query.id(), run, failure.get()))
        : Optional.empty();
  }

  @Override
  public boolean isSilent() {
    return query != null && isSilent(query);
  }

  static boolean isSilent(StreamingQuery query) {
    return query.isActive() && query.lastProgress() == null && isContinuous(query.status());
  }

  /**
   * Only the status tells the mode. Its message is one of two that no micro-batch has; before Spark
   * 3 it stays the first one, in a trigger that never ends.
   */
  private static boolean isContinuous(StreamingQueryStatus status) {
    String message = status.message();
    return message.equals("Running")
        || message.startsWith("Committing epoch ")
        || (message.equals("Initializing sources") && status.isTriggerActive());
  }

  @Override
  public void stop() throws Exception {
    query.stop();
  }
}
