package io.github.kafkaspark.offsets.store.kafka;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.MovedStream;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group that another program has moved, and who takes it over. */
@ExtendWith(KafkaExtension.class)
@Timeout(120)
class KafkaOffsetStoreMoveIT {

  private final EmbeddedKafka kafka;
  private final String prefix = "moved-" + UUID.randomUUID() + "-";
  private final String topic = EmbeddedKafka.uniqueTopic("moved");

  KafkaOffsetStoreMoveIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
    kafka.createTopic(topic, 2);
  }

  private OffsetStore store(boolean transactions) {
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    return transactions
        ? OffsetStores.kafka(cluster, prefix)
        : OffsetStores.kafkaWithoutTransactions(cluster, prefix);
  }

  private TopicOffsets at(long first, long second) {
    return TopicOffsets.empty().withOffset(topic, 0, first).withOffset(topic, 1, second);
  }

  /** As {@code kafka-consumer-groups.sh --reset-offsets} does. */
  private void move(int partition, long offset) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("group.id", prefix + ORDERS);
    try (KafkaConsumer<byte[], byte[]> tool =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      tool.commitSync(
          Collections.singletonMap(
              new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGroupThatWasMovedIsShownAndAdopted(boolean transactions) {
    try (OffsetStore store = store(transactions)) {
      OffsetWriter zombie = store.claim(ORDERS, NewCommit.start(at(7, 8), provenance()));
      assertThat(store.moved(ORDERS)).isEmpty();
      assertThat(store.damage(ORDERS)).isEmpty();
      move(1, 3);

      MovedStream moved = store.moved(ORDERS).get();
      assertThat(moved.offsets()).isEqualTo(at(7, 3));
      OffsetCommit before = moved.before().get();
      assertThat(before.generation()).isEqualTo(1);
      assertThat(before.provenance()).isEqualTo(provenance());
      if (GroupAdmin.knowsGroups()) { // Older clients take the others for those of the first.
        assertThatThrownBy(() -> store.latest(ORDERS)).isInstanceOf(OffsetStoreException.class);
        assertThat(store.damage(ORDERS)).hasSize(1).first().asString().contains("something else");
      }

      OffsetWriter owner = store.adopt(ORDERS, NewCommit.start(moved.offsets(), provenance()));

      assertThat(store.latest(ORDERS)).contains(owner.latest());
      assertThat(store.moved(ORDERS)).isEmpty();
      assertThat(owner.latest().offsets()).isEqualTo(at(7, 3));
      assertThat(owner.latest().sequence()).isEqualTo(2);
      assertThatThrownBy(() -> zombie.append(NewCommit.batch(at(9, 9), provenance())))
          .isInstanceOf(StaleWriterException.class);
      OffsetCommit next = owner.append(NewCommit.batch(at(8, 4), provenance()));
      assertThat(store.latest(ORDERS)).contains(next);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theGenerationIsAboveAllThatNobodyCanReadAnyMore(boolean transactions) {
    try (OffsetStore store = store(transactions)) {
      for (int i = 0; i < 3; i++) {
        store.claim(ORDERS, NewCommit.start(at(1, 1), provenance())).close();
      }
      move(0, 5);
      move(1, 5);
      MovedStream moved = store.moved(ORDERS).get();
      assertThat(moved.offsets()).isEqualTo(at(5, 5));
      assertThat(moved.before()).isEmpty();

      OffsetCommit first =
          store.adopt(ORDERS, NewCommit.start(moved.offsets(), provenance())).latest();
      assertThat(first.generation()).isGreaterThan(1_000_000_000);
      move(0, 6);
      OffsetCommit second = store.adopt(ORDERS, NewCommit.start(at(6, 5), provenance())).latest();
      assertThat(second.generation()).isGreaterThan(first.generation());
      OffsetCommit third = store.claim(ORDERS, NewCommit.start(at(6, 5), provenance())).latest();
      assertThat(third.generation()).isEqualTo(second.generation() + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesToAdoptWhatIsItsOwnOrOnlyAPart(boolean transactions) {
    try (OffsetStore store = store(transactions)) {
      OffsetWriter writer = store.claim(ORDERS, NewCommit.start(at(1, 1), provenance()));
      NewCommit start = NewCommit.start(at(5, 5).filter(p -> p.partition() == 0), provenance());
      assertThatThrownBy(() -> store.adopt(ORDERS, start))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot adopt 'orders' in the consumer group '%sorders': no other program has moved "
                  + "it; claim the stream",
              prefix);
      move(1, 5);
      assertThatThrownBy(() -> store.adopt(ORDERS, start))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid start: '%s' (expected offsets of [%s-1] too, which another program has moved "
                  + "in the consumer group '%sorders')",
              start.offsets(), topic, prefix);
      assertThat(writer.append(NewCommit.batch(at(2, 2), provenance())).generation()).isEqualTo(1);
    }
  }
}
