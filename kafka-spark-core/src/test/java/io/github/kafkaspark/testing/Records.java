package io.github.kafkaspark.testing;

import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.TopicOffsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Writes and reads a broker's records. */
final class Records {

  private static final Comparator<ConsumerRecord<String, String>> BY_PARTITION_AND_OFFSET =
      Comparator.<ConsumerRecord<String, String>>comparingInt(ConsumerRecord::partition)
          .thenComparingLong(ConsumerRecord::offset);

  private final String bootstrapServers;

  Records(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  void write(Collection<ProducerRecord<String, String>> records) {
    try (KafkaProducer<String, String> producer = Clients.producer(bootstrapServers)) {
      Deadline deadline = Deadline.to("produce " + records.size() + " records");
      records.stream().map(producer::send).collect(toList()).forEach(deadline::await);
    }
  }

  void writeNumbers(String topic, int from, int until) {
    int partitions = partitions(topic).size();
    write(
        IntStream.range(from, until)
            .mapToObj(
                number ->
                    new ProducerRecord<String, String>(
                        topic, number % partitions, null, String.valueOf(number)))
            .collect(toList()));
  }

  TopicOffsets end(String topic) {
    try (KafkaConsumer<String, String> consumer = Clients.consumer(bootstrapServers)) {
      return TopicOffsets.of(consumer.endOffsets(partitions(consumer, topic)));
    }
  }

  /** Goes by the consumer's position, since not every offset is that of a record. */
  List<ConsumerRecord<String, String>> read(String topic) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = Clients.consumer(bootstrapServers)) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Deadline.to("read topic '" + topic + "'")
          .until(
              () -> {
                ConsumerPoll.poll(consumer).forEach(records::add);
                return partitions.stream()
                    .allMatch(partition -> consumer.position(partition) >= end.get(partition));
              });
      records.removeIf(record -> record.offset() >= end.get(partitionOf(record)));
    }
    records.sort(BY_PARTITION_AND_OFFSET);
    return records;
  }

  private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  private List<TopicPartition> partitions(String topic) {
    try (KafkaConsumer<String, String> consumer = Clients.consumer(bootstrapServers)) {
      return partitions(consumer, topic);
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    List<TopicPartition> partitions =
        Clients.partitions(consumer, topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .collect(toList());
    if (partitions.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid topic: '" + topic + "' (expected one that exists)");
    }
    return partitions;
  }
}
