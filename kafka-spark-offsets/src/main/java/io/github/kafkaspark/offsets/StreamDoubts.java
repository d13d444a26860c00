package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.StreamLife.State;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What is wrong with a stream though no commit of it has failed: what is not recorded, or not
 * known. Its calls wait for nobody.
 */
final class StreamDoubts {

  /** If a store, a query's start or its first progress takes longer, the status says so. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final String FORGOTTEN =
      "Spark keeps no progress of the query for those who ask, so what its listener bus drops is "
          + "never known: set spark.sql.streaming.numRecentProgressUpdates to 2 or more";

  private final StreamId id;
  private final StreamLife life;
  private final CommitSlot slot;
  private final StreamState state;
  private final LongSupplier clock;
  private final OtherQueries others = new OtherQueries();

  /** The time since when the stream waits for its query, if it does. */
  private volatile long since;

  private volatile boolean beginsByFallback;
  private volatile boolean asked;
  private volatile boolean closed;

  /**
   * @param clock the time in nanoseconds
   */
  StreamDoubts(
      StreamId id, StreamLife life, CommitSlot slot, StreamState state, LongSupplier clock) {
    this.id = id;
    this.life = life;
    this.slot = slot;
    this.state = state;
    this.clock = clock;
    this.since = clock.getAsLong();
  }

  /** A source asks where it begins. */
  void asked() {
    asked = true;
  }

  /** A source was loaded, and waits for its query. */
  void loaded(ResumePlan plan) {
    beginsByFallback = plan.isFallback();
    since = clock.getAsLong();
  }

  /** The query has said where it began. */
  void beginIsKnown() {
    beginsByFallback = false;
  }

  /** From now on nothing is recorded. */
  void closed() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** A query that seems to be meant is not recorded. */
  void add(UUID query, String line) {
    others.add(query, line);
  }

  /**
   * Forgets other queries that have ended. A stream that waits for its query remembers them: one of
   * them may have been its own, by a wrong name.
   */
  void keep(Predicate<UUID> isActive) {
    if (life.state() != State.LOADED) {
      others.keep(isActive);
    }
  }

  /** What is wrong now, the worst first. */
  Optional<String> now(Duration patience) {
    Optional<String> doubt = slot.late(patience);
    StreamRun run = life.run();
    if (!doubt.isPresent()) {
      doubt = state.ownership().late(patience);
    }
    if (!doubt.isPresent()) {
      doubt = state.ownership().missing();
    }
    if (!doubt.isPresent() && run != null) {
      doubt = run.silent(patience);
    }
    if (!doubt.isPresent() && run != null) {
      doubt = unknown(run);
    }
    if (!doubt.isPresent()) {
      doubt = others.reason();
    }
    return doubt.isPresent() || !isOver(patience) ? doubt : unused();
  }

  private boolean isOver(Duration patience) {
    return clock.getAsLong() - since > patience.toNanos();
  }

  /** What Spark does not tell, or nobody listens to. */
  private Optional<String> unknown(StreamRun run) {
    if (run.isForgotten()) {
      return Optional.of(FORGOTTEN);
    }
    if (closed && run.query().isActive()) {
      return Optional.of(
          "the tracker is closed while the query runs, so what it does is not recorded; attach a "
              + "new tracker");
    }
    return beginsByFallback && !run.query().isActive() && run.hasSaidNothing()
        ? Optional.of(
            "the query has ended before its first progress, so nobody knows whether a checkpoint "
                + "of it overrules the start; keep the checkpoint, and start the query with it")
        : Optional.empty();
  }

  /** The reason why nothing is recorded; empty if something is. */
  Optional<String> unused() {
    State now = life.state();
    if (now != State.NAMED && now != State.LOADED) {
      return Optional.empty();
    }
    if (now == State.NAMED && asked) {
      return Optional.of(
          String.format(
              "a source asked where '%s' begins and has not been loaded since; the failure of its "
                  + "load says why, unless it was only checked",
              id));
    }
    return Optional.of(
        String.format(
            "no query named '%s' has started in the tracker's session%s; call "
                + "queryName(stream.name()) on the query, and start it in the session that the "
                + "tracker is attached to",
            id,
            now == State.LOADED
                ? " since its source was loaded, so nothing of it is recorded"
                : ""));
  }
}
