package io.github.kafkaspark.jobs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The system's clock, and as far ahead of it as somebody says. */
final class AheadClock extends Clock {

  private final AtomicReference<Duration> ahead;

  AheadClock(AtomicReference<Duration> ahead) {
    this.ahead = ahead;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead.get());
  }
}
