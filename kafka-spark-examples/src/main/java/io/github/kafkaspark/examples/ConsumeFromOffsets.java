package io.github.kafkaspark.examples;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads each partition from an offset of its own, and commits each after the work. */
public final class ConsumeFromOffsets {

  private static final String USAGE =
      "ConsumeFromOffsets [--bootstrap host:port] [--topic name] [--group name]"
          + " [--from partition:offset,...]";

  private ConsumeFromOffsets() {}

  /** Exits with 0 if another consumer of the group would go on where this one has stopped. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.run(USAGE, args, ConsumeFromOffsets::consume);
  }

  private static boolean consume(Arguments arguments) throws Exception {
    String topic = arguments.get("--topic", "orders");
    String group = arguments.get("--group", "billing");
    Map<TopicPartition, Long> from = arguments.offsets("--from", topic, "0:0");
    return Brokers.use(
        arguments,
        brokers -> {
          if (!arguments.has("--bootstrap")) {
            Example.say(ManageTopics.obey(brokers, "create", topic, 3));
            ProduceToPartitions.Sent unused = ProduceToPartitions.produce(brokers, topic, 0);
          }
          return consume(brokers, group, topic, from);
        });
  }

  private static boolean consume(
      String brokers, String group, String topic, Map<TopicPartition, Long> from) throws Exception {
    int partitions = Brokers.partitions(brokers, topic).size();
    Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    int records = 0;
    try (KafkaConsumer<String, String> consumer = consumer(brokers, group)) {
      for (TopicPartition each : from.keySet()) {
        if (each.partition() >= partitions) {
          throw new Example.Refusal("no partition " + each + ", but 0 to " + (partitions - 1));
        }
      }
      consumer.assign(from.keySet()); // Not subscribe, which leaves it to the group who reads what.
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(from.keySet());
      Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
      from.forEach(consumer::seek); // Beats what the group has committed. Not checked by Kafka:
      for (TopicPartition each : from.keySet()) {
        if (from.get(each) < begins.get(each) || from.get(each) > ends.get(each)) {
          throw new Example.Refusal(
              String.format(
                  "%s has no offset %d, but %d to %d",
                  each, from.get(each), begins.get(each), ends.get(each)));
        }
      }
      do {
        for (ConsumerRecord<String, String> record : Brokers.poll(consumer)) {
          Example.say("  " + record.partition() + "@" + record.offset() + ": " + record.value());
          records++;
        }
        for (TopicPartition each : from.keySet()) {
          done.put(each, new OffsetAndMetadata(consumer.position(each))); // The next one to read.
        }
        consumer.commitSync(done); // After the work: a crash before this repeats, and loses none.
      } while (from.keySet().stream().anyMatch(p -> consumer.position(p) < ends.get(p)));
    }
    try (KafkaConsumer<String, String> another = consumer(brokers, group)) {
      another.assign(done.keySet());
      done.keySet().forEach(p -> Example.say(p + ": the group goes on at " + another.position(p)));
      boolean goesOn =
          done.keySet().stream().allMatch(p -> another.position(p) == done.get(p).offset());
      return Example.verdict(
          "ConsumeFromOffsets",
          goesOn,
          String.format(
              "read %d records, and the group '%s' goes on %s",
              records, group, goesOn ? "behind them" : "elsewhere"));
    }
  }

  private static KafkaConsumer<String, String> consumer(String brokers, String group) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", brokers);
    settings.put("group.id", group);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "none"); // An offset that is gone is an error, not a guess.
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }
}
