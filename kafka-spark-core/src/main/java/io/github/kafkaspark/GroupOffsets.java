package io.github.kafkaspark;

import io.github.kafkaspark.internal.ClientCalls;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what a group has committed, in one request with every version of the clients, without
 * joining it.
 */
final class GroupOffsets {

  /** Since clients 2.4; the one for a single partition is gone in 4.0. */
  private static final Method COMMITTED =
      ClientCalls.method(KafkaConsumer.class, "committed", Set.class);

  private GroupOffsets() {}

  /**
   * The committed offset of each partition that has one.
   *
   * @param lookup the settings of a consumer without a group
   * @throws KafkaException if the brokers do not answer within the limit, or refuse
   */
  static TopicOffsets committed(
      Map<String, Object> lookup, String group, Set<TopicPartition> partitions, Duration limit) {
    Map<String, Object> config = new HashMap<>(lookup);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    ScheduledExecutorService alarm =
        Executors.newSingleThreadScheduledExecutor(GroupOffsets::daemon);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      // Clients before 2.0 know no limit here.
      Object unused = alarm.schedule(consumer::wakeup, limit.toMillis(), TimeUnit.MILLISECONDS);
      try {
        return COMMITTED == null
            ? positions(consumer, new HashSet<>(partitions))
            : offsets(ClientCalls.invoke(COMMITTED, consumer, partitions));
      } catch (WakeupException e) {
        throw new TimeoutException("the brokers have not answered", e);
      } finally {
        alarm.shutdownNow();
      }
    }
  }

  /** Clients take the committed offsets of all that is assigned with the first position. */
  private static TopicOffsets positions(
      KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
    consumer.assign(partitions);
    try {
      long unused = consumer.position(partitions.iterator().next());
    } catch (NoOffsetForPartitionException e) {
      partitions.removeAll(e.partitions());
      consumer.assign(partitions);
    }
    Map<TopicPartition, Long> positions = new HashMap<>();
    partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
    return TopicOffsets.of(positions);
  }

  @SuppressWarnings("unchecked")
  private static TopicOffsets offsets(Object committed) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    ((Map<TopicPartition, OffsetAndMetadata>) committed)
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                offsets.put(partition, offset.offset());
              }
            });
    return TopicOffsets.of(offsets);
  }

  /** A thread that does not keep the host's JVM up. */
  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "kafka-spark-lookup-limit");
    thread.setDaemon(true);
    return thread;
  }
}
