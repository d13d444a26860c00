package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The slot of one stream between Spark's threads and the store's thread: on the walk back to the
 * store the recording puts progress in, and the store's thread takes it out and commits it. The
 * newest progress replaces the one that is not committed yet. After a commit has failed, the slot
 * tries again, later and later.
 *
 * <pre>
 * state          handed over    taken      committed   failed        replaced   reset
 * EMPTY          WAITING        EMPTY      -           -             -          EMPTY
 * WAITING        WAITING        TRYING     -           -             -          EMPTY
 * TRYING         TRYING_NEWER   -          EMPTY       BACKING_OFF   EMPTY      TRYING
 * TRYING_NEWER   TRYING_NEWER   -          WAITING     BACKING_OFF   WAITING    TRYING
 * BACKING_OFF    BACKING_OFF    TRYING     -           -             -          EMPTY
 * </pre>
 *
 * <p>The store's thread takes what is there if it looks and the next try is due, or if somebody
 * waits for it; a look before that changes nothing. A try is committed, failed, or fenced because
 * the writer was replaced. A new claim resets the slot.
 *
 * <p>Spark's threads wake nobody, which would cost them more than all else that they do here: the
 * store's thread looks by itself, every few milliseconds.
 */
final class CommitSlot {

  /** What the slot has, as the table says. */
  enum State {
    EMPTY,
    WAITING,
    TRYING,
    TRYING_NEWER,
    BACKING_OFF
  }

  /** The work with a progress, on the store's thread. */
  interface Committer {
    /**
     * Commits it; whatever it throws makes the slot try again, but for a stale writer.
     *
     * @return whether there was anything to commit
     */
    boolean commit(PendingProgress progress);

    /** The progress that was handed over is settled, and those that wait for it go on. */
    void settled();

    /** A commit failed; the next try comes in {@code delayMs}, with what has come by then. */
    void failed(Throwable cause, long delayMs);

    /** The writer was replaced, so there is no next try. */
    void fenced(StaleWriterException cause);
  }

  private final Executor storeThread;
  private final Duration period;
  private final Committer committer;
  private final AtomicLong tickets = new AtomicLong();
  private final AtomicLong succeeded = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<PendingProgress> pending = new AtomicReference<>();
  private volatile ProgressOffsets newest;
  private final LongSupplier clock;
  private volatile TicketLatch settled = new TicketLatch(0);

  /** The time when the next try may begin, if nobody waits for it. */
  private volatile long due;

  /** The progress that the store's thread is committing, and the time when it began. */
  private volatile PendingProgress trying;

  private volatile long tryingSince;

  /** Whether the newest try has failed, and the next one is not due for that. */
  private volatile boolean backsOff;

  private volatile boolean isLast;

  /** Only the store's thread uses it. */
  private int failures;

  /**
   * @param period from the begin of one commit to that of the next, at least
   * @param clock the time in nanoseconds
   */
  CommitSlot(Executor storeThread, Duration period, Committer committer, LongSupplier clock) {
    this.storeThread = storeThread;
    this.period = period;
    this.committer = committer;
    this.clock = clock;
    this.due = clock.getAsLong();
  }

  /** Hands a progress over without waiting for anything, and returns its ticket. */
  long handOver(ProgressOffsets progress) {
    newest = progress;
    PendingProgress handed =
        PendingProgress.of(tickets.incrementAndGet(), clock.getAsLong(), progress);
    PendingProgress unused = pending.accumulateAndGet(handed, PendingProgress::merge);
    return handed.ticket();
  }

  /** The row of the table in which the slot is. */
  State state() {
    boolean waits = pending.get() != null;
    if (trying != null) {
      return waits ? State.TRYING_NEWER : State.TRYING;
    }
    return waits ? (backsOff ? State.BACKING_OFF : State.WAITING) : State.EMPTY;
  }

  /** The progress that was handed over last; null if none was. */
  ProgressOffsets newest() {
    return newest;
  }

  /** The newest ticket; 0 if nothing was ever handed over. */
  long newestTicket() {
    return tickets.get();
  }

  /** The progress that is not settled; null if all is. */
  PendingProgress waiting() {
    return PendingProgress.merge(trying, pending.get());
  }

  /** The number of commits that have come through. */
  long succeeded() {
    return succeeded.get();
  }

  /** The number of tries that have failed. */
  long failed() {
    return failed.get();
  }

  /** Says in words if a commit takes longer than this beyond the period; empty if none does. */
  Optional<String> late(Duration patience) {
    long now = clock.getAsLong();
    long since = tryingSince;
    if (trying != null && now - since > patience.toNanos()) {
      return Optional.of(
          "the store has not returned from a commit for "
              + Texts.rounded(Duration.ofNanos(now - since)));
    }
    Duration late = overdue();
    return late.compareTo(patience) > 0
        ? Optional.of("a commit has been waiting for the store for " + Texts.rounded(late))
        : Optional.empty();
  }

  /** How long a commit has been waiting beyond the period; not positive if none has. */
  Duration overdue() {
    PendingProgress waiting = waiting();
    return waiting == null ? Duration.ZERO : waiting.age(clock.getAsLong()).minus(period);
  }

  /** Makes what waits due for the last time; whoever wants that says so if it fails. */
  void tryLast() {
    isLast = true;
    backsOff = false;
    due = clock.getAsLong();
  }

  /** How long the try that is under way has taken; zero if there is none. */
  Duration trying() {
    long since = tryingSince;
    return trying == null ? Duration.ZERO : Duration.ofNanos(clock.getAsLong() - since);
  }

  /**
   * Tries at once, however long the slot would have waited, and waits until this ticket is settled.
   */
  void await(long ticket, Duration limit, Supplier<? extends RuntimeException> tooLate) {
    storeThread.execute(this::run);
    settled.await(ticket, limit, tooLate);
  }

  /**
   * Forgets what is not committed: a new claim begins, and has nothing to do with it. Those that
   * wait for it need wait no longer.
   */
  void reset() {
    TicketLatch before = settled;
    pending.set(null);
    backsOff = false;
    due = clock.getAsLong();
    settled = new TicketLatch(tickets.get());
    before.failed();
  }

  /** Commits what was handed over, if it is time for it; called by the store's thread. */
  void look() {
    if (pending.get() != null && due - clock.getAsLong() <= 0) {
      run();
    }
  }

  private void run() {
    TicketLatch waiting = settled;
    PendingProgress handed = pending.getAndSet(null);
    if (handed == null) {
      return;
    }
    tryingSince = clock.getAsLong();
    trying = handed;
    backsOff = false;
    due = tryingSince + Math.min(Deadline.nanos(period), Long.MAX_VALUE / 2);
    try {
      boolean committed = committer.commit(handed);
      failures = 0;
      long unused = committed ? succeeded.incrementAndGet() : 0;
      trying = null; // Before those who wait are told, and look.
      waiting.done(handed.ticket());
      committer.settled();
    } catch (StaleWriterException e) {
      committer.fenced(e);
      waiting.failed();
    } catch (Throwable e) {
      tryAgain(handed, waiting, e);
    } finally {
      trying = null;
    }
  }

  private void tryAgain(PendingProgress handed, TicketLatch latch, Throwable cause) {
    failures++;
    long unusedCount = failed.incrementAndGet();
    long delayMs = Backoff.delayMs(failures);
    if (latch == settled) { // Else a new claim has begun, which has nothing to do with it.
      PendingProgress unused = pending.accumulateAndGet(handed, PendingProgress::merge);
      due = clock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(delayMs);
      backsOff = true;
    }
    if (!isLast) {
      committer.failed(cause, delayMs);
    }
  }
}
