package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.Daemons;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.StreamingQueryStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream's query and its newest run. Spark's threads set them, and wait for nobody. */
final class TrackedQuery {

  private static final Logger LOG = LoggerFactory.getLogger(TrackedQuery.class);

  private volatile boolean awaited;
  private volatile UUID run;
  private volatile StreamingQuery query;
  private volatile long since;
  private final AtomicReference<ProgressOffsets> newest = new AtomicReference<>();
  private final AtomicReference<StreamingQuery> stopping = new AtomicReference<>();

  /** A source was loaded for a run that is not known yet; older runs are over. */
  void await() {
    awaited = true;
    run = null;
    query = null;
  }

  /**
   * A run has begun.
   *
   * @param handle null if the session that runs it is not known
   */
  void started(UUID runId, StreamingQuery handle) {
    since = System.nanoTime();
    query = handle;
    run = runId;
    awaited = false;
  }

  boolean isAwaited() {
    return awaited;
  }

  boolean isKnown() {
    return query != null;
  }

  boolean isActive() {
    StreamingQuery current = query;
    return current != null && current.isActive();
  }

  /** Whether this run is the newest: events of an earlier one may come late. */
  boolean accepts(UUID runId) {
    return run == null ? !awaited : run.equals(runId);
  }

  /** The newest report of the query, whether or not the listener has seen it; null if none. */
  ProgressOffsets lastProgress() {
    StreamingQuery current = query;
    StreamingQueryProgress last = current == null ? null : current.lastProgress();
    return last == null ? null : offsetsOf(last);
  }

  /**
   * The offsets of a progress: the same for all who ask, Spark's listener and those who look at the
   * last progress, as long as none has asked for a newer one. Waits for nobody, and reads nothing.
   */
  ProgressOffsets offsetsOf(StreamingQueryProgress progress) {
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

  /**
   * Says in words if it has reported nothing for longer than this since it began, and never will:
   * in continuous processing no Spark reports progress.
   */
  Optional<String> silent(Duration patience) {
    StreamingQuery current = query;
    Duration running = Duration.ofNanos(System.nanoTime() - since);
    if (current == null || running.compareTo(patience) <= 0 || !isSilent(current)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            "the query has reported nothing for %s: it is in continuous processing, where Spark "
                + "reports no progress, so nothing can be recorded; use another trigger",
            running));
  }

  /** Whether it runs, has reported nothing and never will. */
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

  /** For messages. */
  String id() {
    StreamingQuery current = query;
    return current == null ? "unknown" : current.id().toString();
  }

  /**
   * Begins to stop it, if it is active and not being stopped already; does not wait for the batch.
   *
   * @return whether it has begun
   */
  boolean stop() {
    StreamingQuery current = query;
    if (current == null || !current.isActive() || stopping.getAndSet(current) == current) {
      return false;
    }
    Daemons.start("stop " + current.name(), () -> stop(current));
    return true;
  }

  private void stop(StreamingQuery current) {
    try {
      current.stop();
    } catch (Exception e) {
      boolean unused = stopping.compareAndSet(current, null); // To be tried again.
      LOG.warn("Could not stop query {}", current.id(), e);
    }
  }
}
