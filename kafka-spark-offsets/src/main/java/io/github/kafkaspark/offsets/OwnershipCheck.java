package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.Texts;
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

  /** The time since when the store is being asked; null if it is not. */
  private volatile Long asking;

  /**
   * @param clock the time in nanoseconds
   */
  OwnershipCheck(OffsetStore store, LongSupplier clock) {
    this.store = store;
    this.clock = clock;
    this.known = clock.getAsLong();
  }

  /** The store has taken a claim or a commit, or was found to have it. */
  void isKnown() {
    missing = Optional.empty();
    hasFailed = false;
    known = clock.getAsLong();
  }

  /** A commit has failed, perhaps for what another driver has put there. */
  void hasFailed() {
    hasFailed = true;
  }

  /** Whether it is time to ask. */
  boolean isDue() {
    return hasFailed || clock.getAsLong() - known > PERIOD.toNanos();
  }

  /** Whether only an answer tells if the store would take a commit of this driver. */
  boolean isInDoubt() {
    return hasFailed || missing.isPresent();
  }

  /** What the store no longer has of what was committed, in words; empty if it has all. */
  Optional<String> missing() {
    return missing;
  }

  /** Says in words if the store has not answered for longer than this. */
  Optional<String> late(Duration patience) {
    Long since = asking;
    Duration late = since == null ? Duration.ZERO : Duration.ofNanos(clock.getAsLong() - since);
    return late.compareTo(patience) > 0
        ? Optional.of("the store has not said for " + Texts.rounded(late) + " whose the stream is")
        : Optional.empty();
  }

  /**
   * Asks the store.
   *
   * @throws StaleWriterException if another driver owns the stream
   */
  void ask(StreamClaim claim) {
    asking = clock.getAsLong();
    try {
      Optional<String> answer = claim.missing(store);
      isKnown();
      missing = answer;
    } catch (StaleWriterException e) {
      isKnown();
      throw e;
    } catch (Throwable e) { // A store's errors too: the next one must not come at once.
      hasFailed = false;
      known = clock.getAsLong();
      missing = Optional.of("the store cannot be asked whether it has what is committed: " + e);
    } finally {
      asking = null;
    }
  }
}
