package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether a stream is still this driver's, and the store has what was committed. Each commit tells;
 * while there is nothing to commit, only a question does. The lock of the stream's state guards the
 * question; the answer waits for nobody.
 */
final class OwnershipCheck {

  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final OffsetStore store;
  private final LongSupplier clock;
  private volatile Optional<String> missing = Optional.empty();
  private volatile long known;
  private volatile boolean hasFailed;

  /**
   * @param clock the time in nanoseconds
   */
  OwnershipCheck(OffsetStore store, LongSupplier clock) {
    this.store = store;
    this.clock = clock;
    this.known = clock.getAsLong();
  }

  /** The store has taken a commit. */
  void isKnown() {
    missing = Optional.empty();
    hasFailed = false;
    known = clock.getAsLong();
  }

  /** A commit has failed, perhaps for what another driver has put there. */
  void hasFailed() {
    hasFailed = true;
  }

  boolean isDue() {
    return hasFailed || clock.getAsLong() - known > PERIOD.toNanos();
  }

  /** What the store no longer has of what was committed, in words; empty if it has all. */
  Optional<String> missing() {
    return missing;
  }

  /**
   * Asks the store.
   *
   * @param claim the claim in force; null if there is none
   * @throws StaleWriterException if another driver owns the stream
   */
  void ask(StreamClaim claim) {
    isKnown();
    try {
      missing = claim == null ? Optional.empty() : claim.missing(store);
    } catch (StaleWriterException e) {
      throw e;
    } catch (RuntimeException e) {
      missing = Optional.of("the store cannot be asked whether it has what is committed: " + e);
    }
  }
}
