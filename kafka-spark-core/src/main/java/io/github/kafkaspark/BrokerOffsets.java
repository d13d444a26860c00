package io.github.kafkaspark;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What a {@link StartingOffsets} may ask the brokers while its source loads, and anybody by {@link
 * Brokers#ask}.
 *
 * <p>It asks for each answer once, in one request whatever the number of partitions, and keeps it.
 * Each method throws {@link IllegalStateException} if the brokers do not answer within {@link
 * KafkaCluster#timeout()}. Use it on the thread that it was given to, and not after {@code resolve}
 * or the question has returned.
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

  /**
   * For each of {@link #partitions()} the offset of its first record that is of this time or later.
   * The answer lacks a partition that has no such record. No offset is above {@link #end()}, which
   * is looked up first: a record that comes while the brokers are asked is behind the answer, never
   * before it.
   *
   * @throws NullPointerException if {@code instant} is null
   * @throws UnsupportedOperationException if this implementation does not know times
   */
  default TopicOffsets byTime(Instant instant) {
    throw new UnsupportedOperationException(getClass().getName() + " does not know times");
  }

  /**
   * For each of {@link #partitions()} the next offset to read that a consumer group has committed.
   * The answer lacks a partition for which the group has committed nothing. The library does not
   * join the group, and so does not disturb its members.
   *
   * @throws NullPointerException if {@code group} is null
   * @throws IllegalArgumentException if it is blank
   * @throws UnsupportedOperationException if this implementation does not know groups
   */
  default TopicOffsets committed(String group) {
    throw new UnsupportedOperationException(getClass().getName() + " does not know groups");
  }

  /**
   * Whether the host has called {@code check} in place of {@code load}, so that nothing will be
   * read. A start that otherwise changes something in the world, such as by claiming a stream, does
   * not do so then.
   */
  default boolean isCheck() {
    return false;
  }

  /**
   * What the source does with records that are gone before it has read them; {@link DataLoss#FAIL}
   * where no source asks. A start that resumes knows by it whether the host accepts loss.
   */
  default DataLoss onDataLoss() {
    return DataLoss.FAIL;
  }

  /** The cluster, for code that asks the brokers later; empty if it is not known. */
  default Optional<KafkaCluster> cluster() {
    return Optional.empty();
  }

  /**
   * What the source subscribes to, in the words of Spark's progress: {@code Subscribe[orders]} or
   * {@code SubscribePattern[…]}. Empty if it reads assigned partitions, or is not known.
   */
  default Optional<String> selection() {
    return Optional.empty();
  }

  /** The id that the brokers gave their cluster; empty if they are too old to have one. */
  Optional<String> clusterId();

  /**
   * Which topics the names of {@link #partitions()} mean now. The answer lacks a topic of which
   * nothing is known; without topic ids it says the cluster alone, as by default. To have them
   * takes brokers and clients of Kafka 2.8. Ask it before the offsets: those of a topic that was
   * created anew in between would count as the older one's.
   */
  default Map<String, TopicIdentity> identities() {
    return TopicIdentity.of(partitions(), clusterId(), Collections.emptyMap());
  }

  /**
   * Refuses offsets that a source could not begin at. Spark would find out in the query's first
   * batch, or with {@code failOnDataLoss=false} never.
   *
   * @throws NullPointerException if {@code offsets} is null
   * @throws IllegalArgumentException if a partition is not one of {@link #partitions()}, or its
   *     offset is below {@link #beginning()} or above {@link #end()}
   */
  default void requireReadable(TopicOffsets offsets) {
    Ranges.requireReadable("starting", offsets, this);
  }
}
