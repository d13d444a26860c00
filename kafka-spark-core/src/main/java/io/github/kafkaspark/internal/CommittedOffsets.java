package io.github.kafkaspark.internal;

import java.lang.reflect.Method;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what a consumer's group has committed, with every version of the clients, without joining
 * it. Clients from 2.4 on answer for many partitions at once. Older ones do so for offsets alone,
 * as a consumer's first positions, if {@code auto.offset.reset} is {@code none}.
 */
public final class CommittedOffsets {

  private static final Method COMMITTED =
      ClientCalls.method(KafkaConsumer.class, "committed", Set.class);

  /** Gone in clients 4.0. */
  private static final Method COMMITTED_ONE =
      ClientCalls.method(KafkaConsumer.class, "committed", TopicPartition.class);

  private CommittedOffsets() {}

  /** The offset and metadata of one partition; null if the group has none. */
  public static OffsetAndMetadata of(KafkaConsumer<?, ?> consumer, TopicPartition partition) {
    return of(consumer, Collections.singleton(partition)).get(partition);
  }

  /**
   * The offset and metadata of each of these partitions that has them. Clients before 2.4 ask for
   * one partition after the other.
   */
  @SuppressWarnings("unchecked")
  public static Map<TopicPartition, OffsetAndMetadata> of(
      KafkaConsumer<?, ?> consumer, Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
    if (COMMITTED != null && !partitions.isEmpty()) {
      found.putAll(
          (Map<TopicPartition, OffsetAndMetadata>)
              ClientCalls.invoke(COMMITTED, consumer, partitions));
    } else {
      for (TopicPartition partition : partitions) {
        found.put(
            partition, (OffsetAndMetadata) ClientCalls.invoke(COMMITTED_ONE, consumer, partition));
      }
    }
    found.values().removeIf(Objects::isNull);
    return found;
  }

  /** The offset of each of these partitions that has one, in one request. */
  public static Map<TopicPartition, Long> offsets(
      KafkaConsumer<?, ?> consumer, Set<TopicPartition> partitions) {
    if (COMMITTED == null) {
      return positions(consumer, partitions);
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    of(consumer, partitions).forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  /**
   * The same with a client before 2.4, which takes the committed offsets of all that is assigned
   * with the first position.
   */
  public static Map<TopicPartition, Long> positions(
      KafkaConsumer<?, ?> consumer, Set<TopicPartition> partitions) {
    Set<TopicPartition> found = new HashSet<>(partitions);
    // It would give the positions of an earlier question again.
    consumer.assign(Collections.emptySet());
    consumer.assign(found);
    try {
      if (!found.isEmpty()) {
        long unused = consumer.position(found.iterator().next());
      }
    } catch (NoOffsetForPartitionException e) {
      found.removeAll(e.partitions());
      consumer.assign(found);
    }
    Map<TopicPartition, Long> positions = new HashMap<>();
    found.forEach(partition -> positions.put(partition, consumer.position(partition)));
    return positions;
  }
}
