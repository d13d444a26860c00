package io.github.kafkaspark.offsets;

import java.time.Duration;
import java.util.Optional;

/** How the recording of one stream does, at one moment. An immutable value. */
public final class StreamStatus {

  private final StreamId stream;
  private final Health health;
  private final String reason;
  private final OffsetCommit committed;
  private final AtRisk atRisk;

  StreamStatus(
      StreamId stream, Health health, String reason, OffsetCommit committed, AtRisk atRisk) {
    this.stream = stream;
    this.health = health;
    this.reason = reason;
    this.committed = committed;
    this.atRisk = atRisk;
  }

  StreamStatus with(Health health, String reason) {
    return new StreamStatus(stream, health, reason, committed, atRisk);
  }

  StreamStatus with(AtRisk atRisk) {
    return new StreamStatus(stream, health, reason, committed, atRisk);
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

  /**
   * At most so many records are done but not committed, so a restart would read them again, beside
   * those of the running batch. Counted by offsets, so what a transaction or a compaction has left
   * empty counts too; of a partition without a committed offset all before its end. 0 if all that
   * the query has reported is committed.
   */
  public long recordsAtRisk() {
    return atRisk.records;
  }

  /** Of how many batches these records are at most; 0 if there are none. */
  public long batchesAtRisk() {
    return atRisk.batches;
  }

  /**
   * For how long the oldest of these batches has been waiting for the store; zero if none is, as
   * when Spark has dropped the event that would have told of it: a {@code flush} finds it.
   */
  public Duration pendingFor() {
    return atRisk.since;
  }

  @Override
  public String toString() {
    return "'"
        + stream
        + "' "
        + health
        + (reason == null ? "" : ": " + reason)
        + (committed == null ? ", nothing committed" : ", " + committed)
        + (atRisk.records == 0 ? "" : ", " + atRisk);
  }
}
