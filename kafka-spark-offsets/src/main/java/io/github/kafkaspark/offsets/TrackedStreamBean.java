package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a stream over JMX for as long as its tracker is there. */
final class TrackedStreamBean implements TrackedStreamMXBean, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrackedStreamBean.class);

  private final Recording recording;
  private final ObjectName name;
  private boolean registered;

  TrackedStreamBean(Recording recording) {
    this.recording = recording;
    this.name = name(recording.id());
    try {
      Object unused =
          ManagementFactory.getPlatformMBeanServer()
              .registerMBean(new StandardMBean(this, TrackedStreamMXBean.class, true), name);
      registered = true;
    } catch (InstanceAlreadyExistsException e) {
      LOG.warn(
          "Stream '{}' is recorded but not shown over JMX: the name {} is taken, by another tracker "
              + "of this JVM or by something else",
          recording.id(),
          name);
    } catch (JMException e) {
      LOG.warn("Stream '{}' is recorded but not shown over JMX", recording.id(), e);
    }
  }

  private static ObjectName name(StreamId stream) {
    try {
      return new ObjectName(
          "io.github.kafkaspark:type=TrackedStream,name=" + ObjectName.quote(stream.name()));
    } catch (JMException e) {
      throw new IllegalArgumentException(e.getMessage(), e); // A quoted name is always legal.
    }
  }

  private Optional<OffsetCommit> commit() {
    return recording.status().committed();
  }

  @Override
  public String getHealth() {
    return recording.status().health().name();
  }

  @Override
  public String getReason() {
    return recording.status().reason().orElse("");
  }

  @Override
  public Map<String, Long> getCommittedOffsets() {
    return map(commit().map(OffsetCommit::offsets).orElse(TopicOffsets.empty()));
  }

  @Override
  public Map<String, Long> getCurrentOffsets() {
    return map(recording.current());
  }

  @Override
  public Map<String, Long> getLag() {
    return recording.lag();
  }

  @Override
  public Long getPendingRecords() {
    Map<String, Long> lag = recording.lag();
    return lag.isEmpty() ? null : lag.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public long getCommitsSucceeded() {
    return recording.slot().succeeded();
  }

  @Override
  public long getCommitsFailed() {
    return recording.slot().failed();
  }

  @Override
  public long getGeneration() {
    return commit().map(OffsetCommit::generation).orElse(0L);
  }

  @Override
  public long getSequence() {
    return commit().map(OffsetCommit::sequence).orElse(0L);
  }

  @Override
  public Long getMillisSinceCommit() {
    return commit()
        .map(commit -> commit.provenance().time().toEpochMilli())
        .map(time -> Math.max(0, System.currentTimeMillis() - time))
        .orElse(null);
  }

  @Override
  public long getRecordsAtRisk() {
    return recording.status().recordsAtRisk();
  }

  @Override
  public long getBatchesAtRisk() {
    return recording.status().batchesAtRisk();
  }

  @Override
  public long getPendingMillis() {
    return recording.status().pendingFor().toMillis();
  }

  private static Map<String, Long> map(TopicOffsets offsets) {
    Map<String, Long> map = new TreeMap<>();
    offsets.asMap().forEach((partition, offset) -> map.put(partition.toString(), offset));
    return map;
  }

  @Override
  public void close() {
    if (registered) {
      registered = false;
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      } catch (JMException e) {
        LOG.debug("Somebody else has removed {}", name, e);
      }
    }
  }
}
