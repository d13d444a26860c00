package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What there is to see of a stream at one moment, for one thread; what it needs a broker for, as
 * the brokers told last.
 */
final class StreamView implements TrackedStreamMXBean {

  private final StreamStatus status;
  private final Optional<ProgressOffsets> newest;
  private final long succeeded;
  private final long failed;
  private final StreamLag lag;

  /** Null as long as nobody has asked. */
  private StreamLag.Answer answer;

  /**
   * @param newest what the query has reported last; null if nothing
   */
  StreamView(
      StreamStatus status, ProgressOffsets newest, long succeeded, long failed, StreamLag lag) {
    this.status = status;
    this.newest = Optional.ofNullable(newest);
    this.succeeded = succeeded;
    this.failed = failed;
    this.lag = lag;
  }

  @Override
  public String getHealth() {
    return status.health().name();
  }

  @Override
  public int getHealthCode() {
    return status.health().code();
  }

  @Override
  public String getReason() {
    return status.reason().orElse("");
  }

  @Override
  public Map<String, Long> getCommittedOffsets() {
    return map(status.offsets());
  }

  @Override
  public Map<String, Long> getCurrentOffsets() {
    return map(newest.map(ProgressOffsets::ends).orElse(TopicOffsets.empty()));
  }

  private StreamLag.Answer answer() {
    if (answer == null) {
      answer =
          lag.look(
              status.offsets(),
              () -> newest.map(ProgressOffsets::latest).orElse(TopicOffsets.empty()));
    }
    return answer;
  }

  @Override
  public Map<String, Long> getLag() {
    return answer().lag();
  }

  @Override
  public Map<String, Long> getLagMillis() {
    return answer().waitingMillis();
  }

  @Override
  public Long getLagAgeMillis() {
    OptionalLong age = answer().ageMillis();
    return age.isPresent() ? age.getAsLong() : null;
  }

  @Override
  public String getLagProblem() {
    return answer().problem();
  }

  @Override
  public Long getPendingRecords() {
    Map<String, Long> all = getLag();
    return all.isEmpty() ? null : all.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public long getCommitsSucceeded() {
    return succeeded;
  }

  @Override
  public long getCommitsFailed() {
    return failed;
  }

  @Override
  public long getGeneration() {
    return status.committed().map(OffsetCommit::generation).orElse(0L);
  }

  @Override
  public long getSequence() {
    return status.committed().map(OffsetCommit::sequence).orElse(0L);
  }

  @Override
  public Long getMillisSinceCommit() {
    return status
        .committed()
        .map(commit -> commit.provenance().time().toEpochMilli())
        .map(time -> Math.max(0, System.currentTimeMillis() - time))
        .orElse(null);
  }

  @Override
  public long getRecordsAtRisk() {
    return status.recordsAtRisk();
  }

  @Override
  public long getBatchesAtRisk() {
    return status.batchesAtRisk();
  }

  @Override
  public long getPendingMillis() {
    return status.pendingFor().toMillis();
  }

  private static Map<String, Long> map(TopicOffsets offsets) {
    Map<String, Long> map = new TreeMap<>();
    offsets.asMap().forEach((partition, offset) -> map.put(partition.toString(), offset));
    return map;
  }
}
