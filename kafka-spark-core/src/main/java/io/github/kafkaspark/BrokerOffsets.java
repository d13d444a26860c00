package io.github.kafkaspark;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What a {@link StartingOffsets} may ask the brokers while its source loads.
 *
 * <p>An answer is asked for once and kept, in one request whatever the number of partitions. Each
 * method throws {@link IllegalStateException} if the brokers do not answer within {@link
 * KafkaCluster#timeout()}. Use it on the thread that it was given to, and not after {@code resolve}
 * has returned.
 */
public interface BrokerOffsets {

  /** The partitions that the source selects and that exist, ordered by topic and partition. */
  Set<TopicPartition> partitions();

  /** Whether the source selects this partition, or would if it existed. */
  boolean selects(TopicPartition partition);

  /** For each of {@link #partitions()} the first offset that can still be read. */
  TopicOffsets beginning();

  /** For each of {@link #partitions()} the offset that the next record will get. */
  TopicOffsets end();

  /** The id that the brokers gave their cluster; empty if they are too old to have one. */
  Optional<String> clusterId();
}
