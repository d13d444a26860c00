package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Optional;

/** The status of one stream's recording, at one moment. An immutable value. */
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

  /** The health of the recording. */
  public Health health() {
    return health;
  }

  /** The reason why it is not healthy; empty if it is. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** The newest commit made by this tracker; empty if it has made none. */
  public Optional<OffsetCommit> committed() {
    return Optional.ofNullable(committed);
  }

  /** Those of the newest commit. */
  TopicOffsets offsets() {
    return committed == null ? TopicOffsets.empty() : committed.offsets();
  }

  /**
   * The records, at most, that the query has done and the store has not committed: a restart would
   * read them again, beside those of the running batch. They are counted by offsets, so offsets
   * that a transaction or a compaction has left empty count too; of a partition without a committed
   * offset all before its end. 0 if all that the query has reported is committed.
   */
  public long recordsAtRisk() {
    return atRisk.records;
  }

  /** The number of batches, at most, that these records are of; 0 if there are none. */
  public long batchesAtRisk() {
    return atRisk.batches;
  }

  /**
   * The time for which the oldest of these batches has been waiting for the store; zero if none is.
   * It is zero too if Spark has dropped the event of the batch: a {@code flush} finds it.
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
