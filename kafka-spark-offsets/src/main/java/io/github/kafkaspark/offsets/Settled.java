package io.github.kafkaspark.offsets;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Up to which hand-over a stream is settled, for those who wait for it. */
final class Settled {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long ticket;
  private boolean failed;

  /** Up to this hand-over, all is settled or no longer matters. */
  Settled(long ticket) {
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
    long left = nanos(limit);
    lock.lock();
    try {
      while (this.ticket < ticket) {
        if (failed || left <= 0) {
          throw tooLate.get();
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw tooLate.get();
    } finally {
      lock.unlock();
    }
  }

  /** A limit in nanoseconds; more than 292 years are as good as none. */
  static long nanos(Duration limit) {
    try {
      return limit.toNanos();
    } catch (ArithmeticException e) {
      return limit.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }
}
