package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.offsets.ConsumerLag;
import io.github.kafkaspark.offsets.ConsumerLag.Partition;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** What one look has found of a stream. An immutable value. */
final class StreamLook {

  private final StreamId stream;
  private final Answer<OffsetCommit> commit;
  private final Optional<ConsumerLag> lag;
  private final Map<TopicPartition, Answer<Instant>> oldest;

  StreamLook(
      StreamId stream,
      Answer<OffsetCommit> commit,
      Optional<ConsumerLag> lag,
      Map<TopicPartition, Answer<Instant>> oldest) {
    this.stream = stream;
    this.commit = commit;
    this.lag = lag;
    this.oldest = oldest;
  }

  StreamId stream() {
    return stream;
  }

  /** Its newest commit, or why that cannot be read. */
  Answer<OffsetCommit> commit() {
    return commit;
  }

  /** Empty if nobody could be asked about it. */
  Optional<ConsumerLag> lag() {
    return lag;
  }

  /** Whether somebody could tell how far it is behind. */
  boolean isKnown() {
    return lag.isPresent() && lag.get().isKnown();
  }

  /** As far as it is known. */
  long behind() {
    return lag.map(ConsumerLag::total).orElse(0L);
  }

  /** By partition; empty if the brokers told nothing. */
  Map<TopicPartition, Partition> partitions() {
    return lag.map(ConsumerLag::partitions).orElse(Collections.emptyMap());
  }

  /** Of a partition that is behind: the time in its oldest record that is not read yet. */
  Optional<Answer<Instant>> oldest(TopicPartition partition) {
    return Optional.ofNullable(oldest.get(partition));
  }
}
