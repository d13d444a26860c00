package io.github.kafkaspark.lifecycle;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A moment by which something has to be over. */
final class Deadline {

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  Deadline before(Duration earlier) {
    return new Deadline(end - earlier.toNanos());
  }

  boolean isOver() {
    return end - System.nanoTime() <= 0;
  }

  /** Never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** Waits, but not beyond the end. */
  void pause(Duration pause) {
    LockSupport.parkNanos(Math.min(left().toNanos(), pause.toNanos()));
  }
}
