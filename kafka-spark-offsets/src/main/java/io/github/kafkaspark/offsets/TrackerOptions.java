package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Texts;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Settings of an {@link OffsetTracker}, for hosts that the defaults do not suit.
 *
 * <pre>{@code
 * OffsetTracker.attach(
 *     spark,
 *     store,
 *     TrackerOptions.defaults()
 *         .commitEvery(Duration.ofSeconds(10))
 *         .stopAfter(Duration.ofMinutes(30))
 *         .onHealthChange(status -> alarm(status.toString())));
 * }</pre>
 *
 * <p>An immutable value: each step returns a new one.
 */
public final class TrackerOptions {

  /** How long to wait for the store where the host has not said. */
  static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

  private static final TrackerOptions DEFAULTS =
      new TrackerOptions(Duration.ZERO, null, true, true, false, status -> {});

  final Duration commitEvery;

  /** Null for never. */
  final Duration stopAfter;

  final boolean stopsFenced;
  final boolean stopsSkipping;
  final boolean stopsWithoutState;
  final Consumer<StreamStatus> onHealthChange;

  private TrackerOptions(
      Duration commitEvery,
      Duration stopAfter,
      boolean stopsFenced,
      boolean stopsSkipping,
      boolean stopsWithoutState,
      Consumer<StreamStatus> onHealthChange) {
    this.commitEvery = commitEvery;
    this.stopAfter = stopAfter;
    this.stopsFenced = stopsFenced;
    this.stopsSkipping = stopsSkipping;
    this.stopsWithoutState = stopsWithoutState;
    this.onHealthChange = onHealthChange;
  }

  /**
   * Commits every batch, stops only the queries of fenced streams and those whose file sink skips
   * their batches, and calls nobody.
   */
  public static TrackerOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Commits a stream no more than once in this time; a {@code flush} and a {@code close} commit at
   * once. A restart may read the batches in between again for that much longer.
   *
   * @param period zero, the default, commits every batch that the store keeps up with
   * @throws NullPointerException if {@code period} is null
   * @throws IllegalArgumentException if it is negative
   */
  public TrackerOptions commitEvery(Duration period) {
    if (requireNonNull(period, "period").isNegative()) {
      throw new IllegalArgumentException(
          "Invalid commit period: '"
              + Texts.of(period)
              + "' (expected zero, for every batch, or more)");
    }
    return new TrackerOptions(
        period, stopAfter, stopsFenced, stopsSkipping, stopsWithoutState, onHealthChange);
  }

  /**
   * Stops a stream's query when a finished batch has been waiting for so long for a durable commit,
   * counted from when {@link #commitEvery} lets it be committed at the latest. It is for a host to
   * which a longer way back is worse than no progress. It stops the running batch in the middle, as
   * {@code query.stop()} does, and logs the reason as a warning. By default the tracker stops no
   * query because of its store.
   *
   * @throws NullPointerException if {@code limit} is null
   * @throws IllegalArgumentException if it is zero or negative
   */
  public TrackerOptions stopAfter(Duration limit) {
    if (requireNonNull(limit, "limit").isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(
          "Invalid limit without a durable commit: '"
              + Texts.of(limit)
              + "' (expected more than zero)");
    }
    return new TrackerOptions(
        commitEvery, limit, stopsFenced, stopsSkipping, stopsWithoutState, onHealthChange);
  }

  /**
   * Leaves the query of a fenced stream running, unrecorded. By default the tracker stops it, since
   * another driver has claimed the stream and does its work.
   */
  public TrackerOptions keepFencedQueries() {
    return new TrackerOptions(
        commitEvery, stopAfter, false, stopsSkipping, stopsWithoutState, onHealthChange);
  }

  /**
   * Leaves a query running whose file sink skips its batches, unrecorded. Spark's sink for {@code
   * parquet}, {@code json}, {@code csv}, {@code text} and {@code orc} skips without a word each
   * batch whose number its folder has, and a query with a new checkpoint counts from 0 again. By
   * default the tracker stops such a query when it reports its first batch with data, since its
   * records reach nobody. In either case nothing of the run is committed, nor of a later one with
   * the same checkpoint, which has the skipped batch as done, and the stream is {@link
   * Health#FAILED} until its source is loaded anew.
   */
  public TrackerOptions keepSkippingQueries() {
    return new TrackerOptions(
        commitEvery, stopAfter, stopsFenced, false, stopsWithoutState, onHealthChange);
  }

  /**
   * Stops a query that keeps state, such as windows or {@code dropDuplicates}, when it goes on
   * where its stream is recorded but has not the checkpoint of the query that was recorded: the
   * state is lost, so what it computes is wrong at first. The first progress shows it, so one batch
   * of each start has reached the sink; it is not committed, and the stream is {@link
   * Health#FAILED} until its source is loaded anew. By default the tracker logs a warning.
   */
  public TrackerOptions stopIfStateIsLost() {
    return new TrackerOptions(
        commitEvery, stopAfter, stopsFenced, stopsSkipping, true, onHealthChange);
  }

  /**
   * Calls this whenever the {@link StreamStatus#health() health} of a stream changes; a stream
   * begins {@link Health#HEALTHY}. The tracker sees a change that only time shows within about a
   * second. The calls come one after another on a daemon thread that does nothing else. If a call
   * throws, the tracker logs a warning. If a call never returns, the newest 1,000 changes wait
   * behind it, and nothing else suffers. A second callback replaces the first.
   *
   * @throws NullPointerException if {@code callback} is null
   */
  public TrackerOptions onHealthChange(Consumer<StreamStatus> callback) {
    return new TrackerOptions(
        commitEvery,
        stopAfter,
        stopsFenced,
        stopsSkipping,
        stopsWithoutState,
        requireNonNull(callback, "callback"));
  }

  /** What was chosen, in one line. */
  @Override
  public String toString() {
    return "TrackerOptions(commits "
        + (commitEvery.isZero() ? "every batch" : "every " + Texts.of(commitEvery))
        + (stopAfter == null
            ? ""
            : ", stops a query after " + Texts.of(stopAfter) + " without a durable commit")
        + (stopsFenced ? ", stops fenced queries" : ", keeps fenced queries")
        + (stopsSkipping ? "" : ", keeps queries whose file sink skips batches")
        + (stopsWithoutState ? ", stops a query that has lost its state" : "")
        + (onHealthChange == DEFAULTS.onHealthChange ? "" : ", tells of changes of health")
        + ")";
  }
}
