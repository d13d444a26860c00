package io.github.kafkaspark.offsets.store.kafka;

import static io.github.kafkaspark.internal.ClientCalls.invoke;
import static io.github.kafkaspark.internal.ClientCalls.method;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.internal.ClientCalls;
import io.github.kafkaspark.internal.ClientSettings;
import io.github.kafkaspark.internal.OwnClients;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
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
 * The clients of a group's offsets, and calls that not every version of them has: 4.0 has no {@code
 * sendOffsetsToTransaction} with a group's name.
 */
final class GroupClients {

  private static final Method SEND_BY_NAME =
      method(KafkaProducer.class, "sendOffsetsToTransaction", Map.class, String.class);
  private static final Method CLOSE_PRODUCER = method(KafkaProducer.class, "close", Duration.class);
  private static final Method CLOSE_PRODUCER_1_1 =
      method(KafkaProducer.class, "close", long.class, TimeUnit.class);

  private GroupClients() {}

  static BoundedClient<KafkaConsumer<byte[], byte[]>> consumer(KafkaCluster cluster, String group) {
    Map<String, Object> config = config(cluster, ConsumerConfig.configNames());
    config.put("group.id", group);
    ClientSettings.joinNoGroup(config, cluster.timeout());
    config.put("auto.offset.reset", "none");
    // Clients 1.1 want this below the request's limit, though nothing is fetched.
    config.put("fetch.max.wait.ms", (int) cluster.timeout().toMillis() / 2);
    return new BoundedClient<>(
        OwnClients.consumer(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
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
        OwnClients.producer(config, new ByteArraySerializer(), new ByteArraySerializer()),
        GroupClients::closeNow,
        GroupClients::closeNow);
  }

  static BoundedClient<AdminClient> admin(KafkaCluster cluster) {
    return new BoundedClient<>(
        OwnClients.admin(config(cluster, AdminClientConfig.configNames())),
        ClientCalls::closeNow,
        ClientCalls::closeNow);
  }

  private static Map<String, Object> config(KafkaCluster cluster, Set<String> known) {
    Map<String, Object> config =
        ClientSettings.of(cluster.options(), cluster.bootstrapServers(), cluster.timeout(), known);
    config.put("client.id", "kafka-spark-offsets-" + UUID.randomUUID());
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

  private static void closeNow(KafkaProducer<?, ?> producer) {
    Object unused =
        CLOSE_PRODUCER == null
            ? invoke(CLOSE_PRODUCER_1_1, producer, 0L, TimeUnit.MILLISECONDS)
            : invoke(CLOSE_PRODUCER, producer, Duration.ZERO);
  }
}
