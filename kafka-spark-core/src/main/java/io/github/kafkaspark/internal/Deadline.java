package io.github.kafkaspark.internal;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A moment by which something has to be over. */
public final class Deadline {

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  /** The moment that comes after so long; one in more than 292 years never comes. */
  public static Deadline in(Duration duration) {
    // Half of the range, for differences of two moments must not overflow.
    return new Deadline(System.nanoTime() + Math.min(nanos(duration), Long.MAX_VALUE / 2));
  }

  /** A duration in nanoseconds; more than 292 years are as good as without an end. */
  public static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  /** The moment that is so much earlier. */
  public Deadline before(Duration earlier) {
    return new Deadline(end - earlier.toNanos());
  }

  /** Whether the moment has come. */
  public boolean isOver() {
    return end - System.nanoTime() <= 0;
  }

  /** Never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** Waits, but not beyond the moment. */
  public void pause(Duration pause) {
    LockSupport.parkNanos(Math.min(left().toNanos(), pause.toNanos()));
  }
}
