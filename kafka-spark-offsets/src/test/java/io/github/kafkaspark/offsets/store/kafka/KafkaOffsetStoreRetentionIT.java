package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.CommittedOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that are idle for three times as long as the broker keeps offsets. */
@Timeout(400)
class KafkaOffsetStoreRetentionIT {

  private static final Duration IDLE = Duration.ofMinutes(3);

  @Test
  void offsetsOfIdleStreamsOutliveTheRetention() {
    assumeTrue(
        Faults.full(),
        "it takes minutes: run it with -Pfaults; KafkaOffsetStoreIdleIT shows the same with a "
            + "short retention");
    Map<String, String> settings = new HashMap<>();
    settings.put("offsets.retention.minutes", "1");
    settings.put("offsets.retention.check.interval.ms", "5000");
    try (EmbeddedKafka kafka = EmbeddedKafka.fork(settings)) {
      kafka.createTopic("orders", 100);
      kafka.createTopic("payments", 1);
      KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
      assertThat(GroupRefresher.retention(cluster)).hasMinutes(1);
      try (OffsetStore store = OffsetStores.kafka(cluster, "offsets-");
          OffsetStore plain = OffsetStores.kafkaWithoutTransactions(cluster, "plain-")) {
        for (OffsetStore each : new OffsetStore[] {store, plain}) {
          commit(each, "one", offsets(1));
          commit(each, "hundred", offsets(100));
          commit(each, "two-topics", offsets(2).withOffset("payments", 0, 5));
        }
        long begun = System.nanoTime();
        commitOnce(kafka, "control");
        assertThat(committed(kafka, "control")).isNotNull();

        await()
            .atMost(IDLE.plusMinutes(2))
            .pollInterval(Duration.ofSeconds(1))
            .until(
                () ->
                    System.nanoTime() - begun > IDLE.toNanos()
                        && committed(kafka, "control") == null);

        for (OffsetStore each : new OffsetStore[] {store, plain}) {
          assertKept(each, "one", offsets(1));
          assertKept(each, "hundred", offsets(100));
          assertKept(each, "two-topics", offsets(2).withOffset("payments", 0, 5));
        }
        Faults.say(
            "KafkaOffsetStoreRetentionIT", "3 streams of each form are there, the control is gone");
      }
      kafka.kill();
    }
  }

  private static void commit(OffsetStore store, String stream, TopicOffsets offsets) {
    OffsetWriter writer =
        store.claim(StreamId.of(stream), NewCommit.start(offsets, BasicStoreContract.provenance()));
    OffsetCommit commit = writer.append(NewCommit.batch(offsets, BasicStoreContract.provenance()));
    assertThat(commit.sequence()).isEqualTo(2);
  }

  private static void assertKept(OffsetStore store, String stream, TopicOffsets offsets) {
    OffsetCommit kept = store.latest(StreamId.of(stream)).get();
    assertThat(kept.offsets()).isEqualTo(offsets);
    assertThat(kept.sequence()).isEqualTo(2);
  }

  private static TopicOffsets offsets(int partitions) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      offsets.put(new TopicPartition("orders", i), 7L + i);
    }
    return TopicOffsets.of(offsets);
  }

  private static void commitOnce(EmbeddedKafka kafka, String group) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka, group)) {
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      offsets.put(new TopicPartition("orders", 0), new OffsetAndMetadata(7));
      consumer.commitSync(offsets);
    }
  }

  private static OffsetAndMetadata committed(EmbeddedKafka kafka, String group) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka, group)) {
      return CommittedOffsets.of(consumer, new TopicPartition("orders", 0));
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedKafka kafka, String group) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("group.id", group);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
