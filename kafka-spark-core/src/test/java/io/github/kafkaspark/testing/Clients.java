package io.github.kafkaspark.testing;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The kit's own Kafka clients: made for one call, so that none has a memory of a lost broker. */
final class Clients {

  private Clients() {}

  static AdminClient admin(String bootstrapServers) {
    return AdminClient.create(settings(bootstrapServers));
  }

  /** A producer that writes each record once, in order, whatever it has to try again. */
  static KafkaProducer<String, String> producer(String bootstrapServers) {
    Map<String, Object> settings = settings(bootstrapServers);
    settings.put("acks", "all");
    settings.put("enable.idempotence", "true");
    settings.put("retries", "10");
    // Clients 1.1 give up if a later batch comes first to a partition that a Kafka 4 broker has
    // just
    // created.
    settings.put("max.in.flight.requests.per.connection", "1");
    settings.put("max.block.ms", "15000");
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  static KafkaConsumer<String, String> consumer(String bootstrapServers) {
    Map<String, Object> settings = settings(bootstrapServers);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put("max.poll.records", "10000");
    // Nobody waits here for records to come.
    settings.put("fetch.max.wait.ms", "10");
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  private static Map<String, Object> settings(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("request.timeout.ms", "15000");
    return settings;
  }

  /** The partitions of a topic; none if there is no such topic. */
  static List<PartitionInfo> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    return partitions == null ? Collections.emptyList() : partitions;
  }
}
