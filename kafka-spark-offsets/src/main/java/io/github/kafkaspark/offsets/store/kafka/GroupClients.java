package io.github.kafkaspark.offsets.store.kafka;

import static io.github.kafkaspark.internal.ClientCalls.invoke;
import static io.github.kafkaspark.internal.ClientCalls.method;

import io.github.kafkaspark.KafkaCluster;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The clients of a group's offsets, and calls that not every version of them has: 4.0 has neither
 * {@code committed(TopicPartition)} nor {@code sendOffsetsToTransaction} with a group's name.
 */
final class GroupClients {

  private static final Method SEND_BY_NAME =
      method(KafkaProducer.class, "sendOffsetsToTransaction", Map.class, String.class);
  private static final Method CLOSE_PRODUCER = method(KafkaProducer.class, "close", Duration.class);
  private static final Method CLOSE_PRODUCER_1_1 =
      method(KafkaProducer.class, "close", long.class, TimeUnit.class);
  private static final Method COMMITTED = method(KafkaConsumer.class, "committed", Set.class);
  private static final Method COMMITTED_ONE =
      method(KafkaConsumer.class, "committed", TopicPartition.class);

  private GroupClients() {}

  static BoundedClient<KafkaConsumer<byte[], byte[]>> consumer(KafkaCluster cluster, String group) {
    int millis = (int) cluster.timeout().toMillis();
    Map<String, Object> config = config(cluster, ConsumerConfig.configNames());
    config.put("group.id", group);
    config.put("enable.auto.commit", "false");
    config.put("auto.offset.reset", "none");
    // Clients 1.1 want these below the request's limit, though the group is not joined.
    config.put("session.timeout.ms", millis / 2);
    config.put("heartbeat.interval.ms", millis / 6);
    config.put("fetch.max.wait.ms", millis / 2);
    return new BoundedClient<>(
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        KafkaConsumer::wakeup,
        KafkaConsumer::close);
  }

  static BoundedClient<KafkaProducer<byte[], byte[]>> producer(
      KafkaCluster cluster, String transactionalId) {
    int millis = (int) cluster.timeout().toMillis();
    Map<String, Object> config = config(cluster, ProducerConfig.configNames());
    config.put("transactional.id", transactionalId);
    config.put("enable.idempotence", "true");
    config.put("acks", "all");
    config.put("linger.ms", "0");
    config.put("max.block.ms", millis);
    if (ProducerConfig.configNames().contains("delivery.timeout.ms")) {
      config.put("delivery.timeout.ms", millis);
    }
    // A coordinator that still completes the transaction before is asked again after this time.
    config.putIfAbsent("retry.backoff.ms", "10");
    return new BoundedClient<>(
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()),
        GroupClients::closeNow,
        GroupClients::closeNow);
  }

  static BoundedClient<AdminClient> admin(KafkaCluster cluster) {
    return new BoundedClient<>(
        AdminClient.create(config(cluster, AdminClientConfig.configNames())),
        AdminClient::close,
        AdminClient::close);
  }

  private static Map<String, Object> config(KafkaCluster cluster, Set<String> known) {
    int millis = (int) cluster.timeout().toMillis();
    Map<String, Object> config = new HashMap<>(cluster.options());
    config.put("bootstrap.servers", cluster.bootstrapServers());
    config.put("client.id", "kafka-spark-offsets-" + UUID.randomUUID());
    config.put("request.timeout.ms", millis);
    if (known.contains("default.api.timeout.ms")) {
      config.put("default.api.timeout.ms", millis);
    }
    return config;
  }

  /** Adds offsets to the running transaction. */
  static void send(
      KafkaProducer<byte[], byte[]> producer,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      String group) {
    if (SEND_BY_NAME != null) {
      Object unused = invoke(SEND_BY_NAME, producer, offsets, group);
      return;
    }
    try {
      Class<?> type = Class.forName("org.apache.kafka.clients.consumer.ConsumerGroupMetadata");
      Object unused =
          invoke(
              KafkaProducer.class.getMethod("sendOffsetsToTransaction", Map.class, type),
              producer,
              offsets,
              type.getConstructor(String.class).newInstance(group));
    } catch (ReflectiveOperationException e) {
      throw new KafkaException("sendOffsetsToTransaction: " + e, e);
    }
  }

  /** The offset that a group has committed for one partition; null if none. */
  static OffsetAndMetadata committed(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
    return committed(consumer, Collections.singleton(partition)).get(partition);
  }

  /** The offsets that a group has committed for these partitions. */
  @SuppressWarnings("unchecked")
  static Map<TopicPartition, OffsetAndMetadata> committed(
      KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
    if (COMMITTED != null && !partitions.isEmpty()) {
      found.putAll(
          (Map<TopicPartition, OffsetAndMetadata>) invoke(COMMITTED, consumer, partitions));
    } else {
      for (TopicPartition partition : partitions) {
        found.put(partition, (OffsetAndMetadata) invoke(COMMITTED_ONE, consumer, partition));
      }
    }
    found.values().removeIf(Objects::isNull);
    return found;
  }

  private static void closeNow(KafkaProducer<?, ?> producer) {
    Object unused =
        CLOSE_PRODUCER == null
            ? invoke(CLOSE_PRODUCER_1_1, producer, 0L, TimeUnit.MILLISECONDS)
            : invoke(CLOSE_PRODUCER, producer, Duration.ZERO);
  }
}
