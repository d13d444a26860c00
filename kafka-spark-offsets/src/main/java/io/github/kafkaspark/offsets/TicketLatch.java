package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.Deadline;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The ticket up to which a stream is settled, for those that wait for it. */
final class TicketLatch {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long ticket;
  private boolean failed;

  /** Up to this hand-over, all is settled or no longer matters. */
  TicketLatch(long ticket) {
    this.ticket = ticket;
  }

  void done(long ticket) {
    lock.lock();
    try {
      this.ticket = Math.max(this.ticket, ticket);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing will be settled any more. */
  void failed() {
    lock.lock();
    try {
      failed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void await(long ticket, Duration limit, Supplier<? extends RuntimeException> tooLate) {
    Deadline deadline = Deadline.in(limit);
    lock.lock();
    try {
      while (this.ticket < ticket) {
        if (failed || deadline.isOver()) {
          throw tooLate.get();
        }
        long unused = changed.awaitNanos(deadline.left().toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw tooLate.get();
    } finally {
      lock.unlock();
    }
  }
}
