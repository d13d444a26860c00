package io.github.kafkaspark.examples;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes records to partitions that it chooses: by number, by key, and by a partitioner. */
public final class ProduceToPartitions {

  private static final String USAGE =
      "ProduceToPartitions [--bootstrap host:port] [--topic name] [--partition number]";

  /** How many were sent, and how many of them were not acknowledged. */
  static final class Sent {
    final int records;
    final int failed;

    private Sent(int records, int failed) {
      this.records = records;
      this.failed = failed;
    }
  }

  private ProduceToPartitions() {}

  /** Exits with 0 if every record was acknowledged. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.run(USAGE, args, ProduceToPartitions::produce);
  }

  private static boolean produce(Arguments arguments) throws Exception {
    String topic = arguments.get("--topic", "orders");
    int partition = Arguments.number(arguments.get("--partition", "0"));
    return Brokers.use(
        arguments,
        brokers -> {
          if (!arguments.has("--bootstrap")) {
            Example.say(ManageTopics.obey(brokers, "create", topic, 3));
          }
          Sent sent = produce(brokers, topic, partition);
          return Example.verdict(
              "ProduceToPartitions",
              sent.failed == 0,
              "sent " + sent.records + ", failed " + sent.failed);
        });
  }

  static Sent produce(String brokers, String topic, int partition) throws Exception {
    int partitions = Brokers.partitions(brokers, topic).size(); // Not fixed: topics grow.
    if (partition >= partitions) {
      throw new Example.Refusal(
          "'" + topic + "' has no partition " + partition + ", but 0 to " + (partitions - 1));
    }
    Map<ProducerRecord<String, String>, Future<RecordMetadata>> sent = new LinkedHashMap<>();
    try (KafkaProducer<String, String> producer = producer(brokers)) {
      for (int i = 0; i < 3; i++) { // By number: nobody else is asked.
        int next = (partition + i) % partitions;
        send(producer, new ProducerRecord<>(topic, next, "number", "to " + next), sent);
      }
      // Without a number the partitioner decides: here by the key, so that a customer's records
      // stay in their order, as without a partitioner of one's own …
      send(producer, new ProducerRecord<>(topic, "customer-7", "by its key"), sent);
      // … but for those from abroad.
      send(producer, new ProducerRecord<>(topic, "abroad-7", "by the partitioner"), sent);
    } // Waits until each has been acknowledged or given up.
    return report(sent);
  }

  private static KafkaProducer<String, String> producer(String brokers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", brokers);
    settings.put("acks", "all"); // Acknowledged when all in-sync replicas have it …
    settings.put("enable.idempotence", "true"); // … and written once, however often it is sent.
    settings.put("retries", "50"); // With clients of Kafka 2.1: "delivery.timeout.ms" in its place.
    settings.put("partitioner.class", AbroadLast.class.getName());
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private static void send(
      KafkaProducer<String, String> producer,
      ProducerRecord<String, String> record,
      Map<ProducerRecord<String, String>, Future<RecordMetadata>> sent) {
    sent.put(record, producer.send(record)); // It is under way; the answer comes later.
  }

  private static Sent report(Map<ProducerRecord<String, String>, Future<RecordMetadata>> sent)
      throws InterruptedException {
    int failed = 0;
    for (ProducerRecord<String, String> record : sent.keySet()) {
      String said = "  " + record.key() + ", " + record.value() + ": ";
      try {
        Example.say(said + sent.get(record).get()); // Topic, partition and offset.
      } catch (ExecutionException e) {
        failed++;
        Example.say(said + "FAILED, " + e.getCause());
      }
    }
    return new Sent(sent.size(), failed);
  }
}
