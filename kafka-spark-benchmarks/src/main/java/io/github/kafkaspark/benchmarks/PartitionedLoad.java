package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The offsets of a job that reads so many partitions and goes on from commit to commit. */
final class PartitionedLoad {

  /** Few enough that a busy machine creates them within the time that the kit gives it. */
  private static final int IN_ONE_TOPIC = 500;

  private static final long RECORDS_A_BATCH = 1_000;

  private final int partitions;
  private long offset = 1_234_567_890L;

  PartitionedLoad(int partitions) {
    this.partitions = partitions;
  }

  /** A broker that has so many partitions; with thousands it takes a while. */
  static EmbeddedKafka broker(int partitions) {
    Map<String, String> settings = new HashMap<>();
    settings.put("log.index.size.max.bytes", "4096");
    // For each partition that it creates, Kafka 1.1 reads this checkpoint of all partitions.
    settings.put("replica.high.watermark.checkpoint.interval.ms", "3600000");
    EmbeddedKafka kafka = EmbeddedKafka.fork(settings);
    try {
      for (int done = 0; done < partitions; done += IN_ONE_TOPIC) {
        System.err.printf("  %,d of %,d partitions created%n", done, partitions);
        kafka.createTopic(topic(done), Math.min(IN_ONE_TOPIC, partitions - done));
      }
      return kafka;
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  /** Each partition a batch further than the last time. */
  TopicOffsets next() {
    offset += RECORDS_A_BATCH;
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      offsets.put(new TopicPartition(topic(i), i % IN_ONE_TOPIC), offset + i);
    }
    return TopicOffsets.of(offsets);
  }

  /** The same as a consumer commits it. */
  Map<TopicPartition, OffsetAndMetadata> nextForConsumer() {
    return next().asMap().entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue())));
  }

  private static String topic(int partition) {
    return "shop-orders-" + partition / IN_ONE_TOPIC;
  }
}
