package io.github.kafkaspark.offsets;

import java.time.Duration;
import java.util.UUID;

/**
 * The progress that a query has reported and nobody has committed yet: its first and its newest,
 * and never more, however far behind the store is.
 */
final class PendingProgress {

  private final long ticket;
  private final long since;
  private final ProgressOffsets first;
  private final ProgressOffsets newest;

  private PendingProgress(long ticket, long since, ProgressOffsets first, ProgressOffsets newest) {
    this.ticket = ticket;
    this.since = since;
    this.first = first;
    this.newest = newest;
  }

  /**
   * @param now the time in nanoseconds
   */
  static PendingProgress of(long ticket, long now, ProgressOffsets progress) {
    return new PendingProgress(ticket, now, progress, progress);
  }

  /** This, with another that was handed over before or after it; either may be null. */
  static PendingProgress merge(PendingProgress one, PendingProgress other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    PendingProgress earlier = one.ticket <= other.ticket ? one : other;
    PendingProgress later = earlier == one ? other : one;
    if (!earlier.run().equals(later.run())) {
      return later;
    }
    // Tickets are drawn before the slot is taken, so a later one may carry an earlier batch.
    ProgressOffsets newest = later.newest.isBefore(earlier.newest) ? earlier.newest : later.newest;
    ProgressOffsets first = later.first.isBefore(earlier.first) ? later.first : earlier.first;
    return new PendingProgress(later.ticket, earlier.since, first, newest);
  }

  /** Grows with each hand-over of a stream. */
  long ticket() {
    return ticket;
  }

  /** How long ago the oldest of it was handed over. */
  Duration age(long now) {
    return Duration.ofNanos(Math.max(0, now - since));
  }

  UUID run() {
    return newest.run();
  }

  ProgressOffsets first() {
    return first;
  }

  ProgressOffsets newest() {
    return newest;
  }
}
