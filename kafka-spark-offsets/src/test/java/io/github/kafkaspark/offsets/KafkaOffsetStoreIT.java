package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
@Timeout(120)
class KafkaOffsetStoreIT extends DurableStoreContract {

  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
  private static final String MANY = "many-orders";
  private static final int MOST_OF_THE_CONTRACT = 100;

  private final EmbeddedKafka kafka;
  private final KafkaCluster cluster;
  private final String prefix = "offsets-" + UUID.randomUUID() + "-";

  KafkaOffsetStoreIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
    this.cluster = KafkaCluster.at(kafka.bootstrapServers()).timeout(Duration.ofSeconds(20));
  }

  @BeforeAll
  static void createTheTopicsOfTheContract(EmbeddedKafka kafka) {
    kafka.createTopic("orders", 2);
    kafka.createTopic(MANY, MOST_OF_THE_CONTRACT);
  }

  @Override
  protected OffsetStore newStore() {
    return OffsetStores.kafka(cluster, prefix);
  }

  @Override
  protected OffsetStore open(Fault fault) {
    return new KafkaOffsetStore(
        cluster,
        prefix,
        new GroupProducer.Step() {
          @Override
          void before() throws IOException {
            fault.at(Moment.BEFORE);
          }

          @Override
          void after() throws IOException {
            fault.at(Moment.AFTER);
          }
        });
  }

  @Override
  protected boolean listsStreams() {
    return GroupClients.canList();
  }

  @Override
  protected boolean keepsAStreamWithoutOffsets() {
    return false;
  }

  /** More than the shared broker should have are committed in {@link KafkaOffsetStoreSizeIT}. */
  @Override
  protected TopicOffsets offsetsOf(int partitions) {
    Map<TopicPartition, Long> map = new HashMap<>();
    for (int i = 0; i < Math.min(partitions, MOST_OF_THE_CONTRACT); i++) {
      map.put(new TopicPartition(MANY, i), Long.MAX_VALUE - i);
    }
    return TopicOffsets.of(map);
  }

  @Test
  void aPlainConsumerOfTheGroupSeesTheCommit() {
    OffsetWriter writer = claim(ORDERS, 5);
    assertThat(committed(PARTITION).offset()).isEqualTo(5);
    commit(writer, 17);
    assertThat(committed(PARTITION).offset()).isEqualTo(17);
  }

  @Test
  void theMetadataSaysWhoCommittedAndFromWhat() {
    TopicOffsets offsets = at(7).with("orders", 1, 8).with(MANY, 3, 9);
    OffsetWriter writer = store.claim(ORDERS, offsets, provenance());
    OffsetCommit commit =
        writer.append(
            OffsetCommit.Kind.BATCH,
            offsets,
            provenance().application("app-1").batch("query-1", 41));

    String json =
        "\\{\"kind\":\"BATCH\",\"writer\":\"4711@host\",\"time\":\"2026-01-02T03:04:05.006Z\","
            + "\"application\":\"app-1\",\"query\":\"query-1\",\"batch\":41,\"owner\":\"[0-9a-f-]+\"}";
    assertThat(committed(PARTITION).metadata()).matches("kafka-spark 1 1\\.2 2/3 " + json);
    assertThat(committed(new TopicPartition("orders", 1)).metadata())
        .isEqualTo("kafka-spark 1 1.2");
    assertThat(committed(new TopicPartition(MANY, 3)).metadata())
        .matches("kafka-spark 1 1\\.2 1/3 " + json);
    assertThat(store.latest(ORDERS)).contains(commit);
  }

  @Test
  void leavesOutPartitionsThatOnlyAnOlderCommitHas() {
    OffsetWriter writer = store.claim(ORDERS, at(1).with("orders", 1, 2), provenance());
    commit(writer, 3);

    assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(at(3));
    assertThat(committed(new TopicPartition("orders", 1)).offset()).isEqualTo(2);
  }

  @Test
  void hasTheNewestCommitOnly() {
    commit(claim(ORDERS, 0), 1);

    assertThat(store.history(ORDERS)).containsExactly(store.latest(ORDERS).get());
  }

  @Test
  void aZombieInTheMiddleOfATransactionCommitsNothing() {
    OffsetWriter[] owner = new OffsetWriter[1];
    boolean[] armed = new boolean[1];
    GroupProducer.Step pausedInTheMiddle =
        new GroupProducer.Step() {
          @Override
          void before() {
            if (armed[0]) {
              owner[0] = claim(ORDERS, 10);
            }
          }
        };
    try (OffsetStore paused = new KafkaOffsetStore(cluster, prefix, pausedInTheMiddle)) {
      OffsetWriter zombie = claim(paused, ORDERS, 0);
      armed[0] = true;

      assertThatThrownBy(() -> commit(zombie, 99))
          .isInstanceOf(StaleWriterException.class)
          .hasMessage(
              "Cannot commit offsets of 'orders': generation 1 was replaced by generation 2; "
                  + "another driver has claimed the stream, stop this query");
    }
    assertThat(store.latest(ORDERS)).contains(owner[0].latest());
    commit(owner[0], 11);
    assertThat(committed(PARTITION).offset()).isEqualTo(11);
  }

  @Test
  void anOwnerThatWasFencedByAClaimThatCameToNothingGoesOn() {
    OffsetWriter writer = claim(ORDERS, 0);
    GroupProducer.init(cluster, prefix + ORDERS, Limit.of(cluster.timeout())).close();

    assertThatThrownBy(() -> commit(writer, 1))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(
            "Cannot commit offsets of 'orders' to the consumer group '" + prefix + "orders' of ")
        .hasMessageEndingWith("; nothing was committed, append again");
    commit(writer, 2);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(writer.latest().sequence()).isEqualTo(2);
  }

  @Test
  void aReplacedClaimWithoutOffsetsIsStale() {
    OffsetWriter zombie = store.claim(ORDERS, TopicOffsets.empty(), provenance());
    OffsetWriter owner = store.claim(ORDERS, TopicOffsets.empty(), provenance());

    assertThatThrownBy(() -> commit(zombie, 99))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    commit(owner, 1);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
  }

  @Test
  void refusesAPartitionThatTheClusterDoesNotHave() {
    String expected =
        "Cannot commit offsets of 'orders' to the consumer group '%sorders': the cluster '%s' has "
            + "no partition %s; create it again, or start the stream without it";
    OffsetWriter writer = claim(ORDERS, 1);

    assertThatThrownBy(
            () -> writer.append(OffsetCommit.Kind.BATCH, at(2).with("no-such", 0, 1), provenance()))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(expected, prefix, cluster, "no-such-0");
    assertThatThrownBy(() -> store.claim(ORDERS, at(2).with("orders", 2, 1), provenance()))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(expected, prefix, cluster, "orders-2");
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    commit(writer, 3);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void refusesOffsetsThatSomethingElseHasCommitted() {
    OffsetWriter writer = claim(ORDERS, 1);
    commitByHand("by hand");

    String message =
        "Cannot read offsets of 'orders' in the consumer group '"
            + prefix
            + "orders': the offset of orders-0 was committed by something else; delete the group "
            + "to begin anew, or choose another group prefix";
    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> claim(ORDERS, 1))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(message);
    writer.close();
  }

  @Test
  void refusesOffsetsOfANewerFormat() {
    commitByHand("kafka-spark 2 something new");

    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot read offsets from a consumer group: they were written by a newer kafka-spark, "
                + "in format 2, and this one reads up to format 1; use the newer version for this "
                + "job");
  }

  @Test
  void refusesAGroupWhereAPartitionOfTheCommitIsMissing() {
    commitByHand("kafka-spark 1 1.1 2/2 {}");

    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContaining(
            "1 of 2 partitions of the topic 'orders' are there, the others may have expired");
  }

  @Test
  void refusesAProvenanceThatIsTooLongForTheMetadata() {
    Provenance longest =
        Provenance.of(String.join("", Collections.nCopies(5_000, "x")), provenance().time());

    assertThatThrownBy(() -> store.claim(ORDERS, at(1), longest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid provenance: '")
        .hasMessageContaining("(expected at most 4096 characters as the metadata of");
  }

  @Test
  void refusesABlankPrefix() {
    assertThatThrownBy(() -> OffsetStores.kafka(cluster, " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid group prefix: ' ' (expected a non-blank text that no other consumer group "
                + "begins with, such as 'spark-offsets-')");
    assertThatThrownBy(() -> OffsetStores.kafka(null, prefix))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("cluster");
    assertThatThrownBy(() -> OffsetStores.kafka(cluster, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("groupPrefix");
  }

  private OffsetAndMetadata committed(TopicPartition partition) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return GroupClients.committed(consumer, partition);
    }
  }

  private void commitByHand(String metadata) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.commitSync(Collections.singletonMap(PARTITION, new OffsetAndMetadata(1, metadata)));
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("group.id", prefix + ORDERS);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
