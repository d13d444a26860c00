package io.github.kafkaspark.offsets;

import java.util.Optional;

/** How the recording of one stream does, at one moment. An immutable value. */
public final class StreamStatus {

  private final StreamId stream;
  private final Health health;
  private final String reason;
  private final OffsetCommit committed;

  StreamStatus(StreamId stream, Health health, String reason, OffsetCommit committed) {
    this.stream = stream;
    this.health = health;
    this.reason = reason;
    this.committed = committed;
  }

  StreamStatus with(Health health, String reason) {
    return new StreamStatus(stream, health, reason, committed);
  }

  /** The stream. */
  public StreamId stream() {
    return stream;
  }

  /** How well it does. */
  public Health health() {
    return health;
  }

  /** Why it is not healthy; empty if it is. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** The newest commit made by this tracker; empty if it has made none. */
  public Optional<OffsetCommit> committed() {
    return Optional.ofNullable(committed);
  }

  @Override
  public String toString() {
    return "'"
        + stream
        + "' "
        + health
        + (reason == null ? "" : ": " + reason)
        + (committed == null ? ", nothing committed" : ", " + committed);
  }
}
