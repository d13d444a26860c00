package io.github.kafkaspark.testing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How long the kit waits for a broker before it gives up. */
final class Deadline {

  private static final long LIMIT_SECONDS = 30;

  private static final long POLL_NANOS = MILLISECONDS.toNanos(20);

  private final String task;
  private final long end = System.nanoTime() + SECONDS.toNanos(LIMIT_SECONDS);

  private Deadline(String task) {
    this.task = task;
  }

  /** A deadline from now on for something that reads well after "Cannot". */
  static Deadline to(String task) {
    return new Deadline(task);
  }

  /** Waits for a broker to answer a request. */
  void await(Future<?> future) {
    Object unused = answer(future);
  }

  /** Waits for what a broker answers to a request. */
  <T> T answer(Future<T> future) {
    try {
      return future.get(Math.max(0, end - System.nanoTime()), NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw failure("no answer within " + LIMIT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted", e);
    }
  }

  /** Waits for something that nothing announces. */
  void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (Thread.currentThread().isInterrupted()) {
        throw failure("interrupted", null);
      }
      if (System.nanoTime() - end > 0) {
        throw failure("not done within " + LIMIT_SECONDS + " s", null);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private IllegalStateException failure(String why, Throwable cause) {
    return new IllegalStateException("Cannot " + task + ": " + why, cause);
  }
}
