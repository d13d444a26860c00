package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.CommittedOffsets;
import io.github.kafkaspark.offsets.BrokerClassPath;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kafka-consumer-groups} shows of a stream. */
@ExtendWith(KafkaExtension.class)
@Timeout(120)
class KafkaOffsetStoreToolIT {

  private static final String TOOL = "kafka.admin.ConsumerGroupCommand";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theGroupIsShownWithItsLag(boolean transactions, EmbeddedKafka kafka) throws Exception {
    String prefix = "offsets-" + UUID.randomUUID() + "-";
    String topic = EmbeddedKafka.uniqueTopic("orders");
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 10);
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    try (OffsetStore store =
        transactions
            ? OffsetStores.kafka(cluster, prefix)
            : OffsetStores.kafkaWithoutTransactions(cluster, prefix)) {
      TopicOffsets offsets = TopicOffsets.empty().withOffset(topic, 0, 7);
      store
          .claim(StreamId.of("orders"), NewCommit.start(offsets, BasicStoreContract.provenance()))
          .close();
    }

    assertThat(committed(kafka, prefix + "orders", new TopicPartition(topic, 0))).isEqualTo(7);
    assertThat(kafka.endOffsets(topic)).isEqualTo(TopicOffsets.empty().withOffset(topic, 0, 10));
    assumeTrue(
        BrokerClassPath.has(TOOL),
        "the tools of newer brokers are a jar of their own, which brokers do without");
    String shown =
        BrokerClassPath.run(
            TOOL,
            "--timeout",
            "60000",
            "--bootstrap-server",
            kafka.bootstrapServers(),
            "--describe",
            "--group",
            prefix + "orders");

    assertThat(shown).containsPattern("TOPIC +PARTITION +CURRENT-OFFSET +LOG-END-OFFSET +LAG ");
    assertThat(shown).containsPattern(topic + " +0 +7 +10 +3 ");
  }

  private static long committed(EmbeddedKafka kafka, String group, TopicPartition partition) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("group.id", group);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return CommittedOffsets.of(consumer, partition).offset();
    }
  }
}
