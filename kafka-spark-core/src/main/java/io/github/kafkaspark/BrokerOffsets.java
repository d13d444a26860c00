package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

  /**
   * Refuses offsets that a source could not begin at. Spark would find out in the query's first
   * batch, or with {@code failOnDataLoss=false} never.
   *
   * @throws NullPointerException if {@code offsets} is null
   * @throws IllegalArgumentException if a partition is not one of {@link #partitions()}, or its
   *     offset is below {@link #beginning()} or above {@link #end()}
   */
  default void requireReadable(TopicOffsets offsets) {
    Set<TopicPartition> unknown = new TreeSet<>(TopicOffsets.ORDER);
    unknown.addAll(requireNonNull(offsets, "offsets").partitions());
    unknown.removeAll(partitions());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid starting offsets: %s (expected only partitions that exist and are selected: "
                  + "%s)",
              unknown, partitions()));
    }
    offsets
        .asMap()
        .forEach(
            (partition, offset) -> {
              long beginning = beginning().get(partition).orElse(0);
              long end = end().get(partition).orElse(Long.MAX_VALUE);
              if (offset < beginning || offset > end) {
                throw new IllegalArgumentException(
                    String.format(
                        "Invalid starting offset: %d for %s (expected %d to %d, which is what the "
                            + "brokers have; records outside are gone or were never there)",
                        offset, partition, beginning, end));
              }
            });
  }
}
