package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.CommittedOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.DurableStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the stores in Kafka have in common, with transactions and without. */
@ExtendWith(KafkaExtension.class)
@Timeout(120)
abstract class KafkaStoreCases extends DurableStoreContract {

  static final TopicPartition PARTITION = new TopicPartition("orders", 0);
  static final String MANY = "many-orders";
  private static final int MOST_OF_THE_CONTRACT = 100;

  final EmbeddedKafka kafka;
  final KafkaCluster cluster;
  final String prefix = "offsets-" + UUID.randomUUID() + "-";
  private final GroupProtocol.Factory protocol;

  KafkaStoreCases(EmbeddedKafka kafka, GroupProtocol.Factory protocol) {
    this.kafka = kafka;
    this.cluster = KafkaCluster.at(kafka.bootstrapServers()).timeout(Duration.ofSeconds(60));
    this.protocol = protocol;
  }

  @BeforeAll
  static void createTheTopicsOfTheContract(EmbeddedKafka kafka) {
    try {
      TopicOffsets unused = kafka.endOffsets(MANY);
      return; // The other form's cases have run before.
    } catch (IllegalArgumentException e) {
      // These are the first.
    }
    kafka.createTopic("orders", 2);
    kafka.createTopic(MANY, MOST_OF_THE_CONTRACT);
  }

  @Override
  protected OffsetStore newStore() {
    return storeWith(new GroupStep());
  }

  final OffsetStore storeWith(GroupStep step) {
    return new KafkaOffsetStore(cluster, prefix, protocol, step);
  }

  @Override
  protected OffsetStore open(Fault fault) {
    return storeWith(
        new GroupStep() {
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
  protected Opener elsewhere() {
    String brokers = kafka.bootstrapServers();
    String prefix = this.prefix;
    boolean fences = !lacks(Promise.ORDERS_CLAIMS).isPresent();
    return () -> {
      KafkaCluster cluster = KafkaCluster.at(brokers).timeout(Duration.ofSeconds(60));
      return fences
          ? OffsetStores.kafka(cluster, prefix)
          : OffsetStores.kafkaWithoutTransactions(cluster, prefix);
    };
  }

  @Override
  protected int slowness() {
    return 10;
  }

  @Override
  protected Optional<String> lacks(Promise promise) {
    switch (promise) {
      case LISTS_STREAMS:
        return GroupAdmin.knowsGroups()
            ? Optional.empty()
            : Optional.of("Kafka's clients list groups from 2.0 on");
      case KEEPS_A_STREAM_WITHOUT_OFFSETS:
        return Optional.of("a group has nothing but the offsets of partitions");
      default:
        return super.lacks(promise);
    }
  }

  @Test
  void aStreamThatWasClaimedWithoutOffsetsIsNotThere() {
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), provenance()));

    assertThat(store.latest(ORDERS)).isEmpty();
    commit(writer, 1);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  /** More than the shared broker should have are committed in {@link KafkaOffsetStoreSizeIT}. */
  @Override
  protected int manyPartitions() {
    return MOST_OF_THE_CONTRACT;
  }

  @Override
  protected TopicOffsets offsetsOf(int partitions) {
    Map<TopicPartition, Long> map = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
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
    TopicOffsets offsets = at(7).withOffset("orders", 1, 8).withOffset(MANY, 3, 9);
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(offsets, provenance()));
    OffsetCommit commit =
        writer.append(
            NewCommit.batch(
                offsets, provenance().withApplication("app-1").withBatch("query-1", 41)));

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
    OffsetWriter writer =
        store.claim(ORDERS, NewCommit.start(at(1).withOffset("orders", 1, 2), provenance()));
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
  void refusesAPartitionThatTheClusterDoesNotHave() {
    String expected =
        "Cannot commit offsets of 'orders' to the consumer group '%sorders': the cluster '%s' has "
            + "no partition %s that this user may read; create it again, grant this user Read on the "
            + "topic, or start the stream without it";
    OffsetWriter writer = claim(ORDERS, 1);

    assertThatThrownBy(
            () -> writer.append(NewCommit.batch(at(2).withOffset("no-such", 0, 1), provenance())))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(expected, prefix, cluster, "no-such-0");
    assertThatThrownBy(
            () ->
                store.claim(
                    ORDERS, NewCommit.start(at(2).withOffset("orders", 2, 1), provenance())))
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

    String message = committedBySomethingElse("");
    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> claim(ORDERS, 1))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(message);
    writer.close();
  }

  @Test
  void theWayOutOfAGroupThatAToolHasMovedIsWhereTheGroupIs() {
    claim(ORDERS, 1).close();
    Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
    moved.put(PARTITION, new OffsetAndMetadata(0));
    moved.put(new TopicPartition("orders", 1), new OffsetAndMetadata(0));
    try (KafkaConsumer<byte[], byte[]> tool = consumer()) {
      tool.commitSync(moved);
    }
    assertThatThrownBy(() -> store.latest(ORDERS)).hasMessage(committedBySomethingElse(""));

    TopicOffsets start =
        Brokers.ask(
            cluster,
            Collections.singleton("orders"),
            StartingOffsets.committedBy(prefix + ORDERS).orFail()::resolve);
    assertThat(start)
        .isEqualTo(TopicOffsets.empty().withOffset("orders", 0, 0).withOffset("orders", 1, 0));
  }

  private String committedBySomethingElse(String members) {
    return String.format(
        "Cannot read offsets of 'orders' in the consumer group '%1$sorders': the offset of orders-0 "
            + "was committed by something else%2$s; if a tool has moved the group on purpose, "
            + "'kafka-spark adopt orders' or Rewind.toAdopted() takes it over; else choose another "
            + "group prefix, and begin there where this group is by "
            + "firstTime(StartingOffsets.committedBy(\"%1$sorders\").orFail())",
        prefix, members);
  }

  @Test
  void namesTheMembersOfAGroupThatConsumersUse() {
    claim(ORDERS, 1).close();
    try (KafkaConsumer<byte[], byte[]> member = memberOfTheGroup()) {
      member.commitSync(Collections.singletonMap(PARTITION, new OffsetAndMetadata(1, "")));

      assertThatThrownBy(() -> store.latest(ORDERS))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessage(
              committedBySomethingElse(
                  GroupAdmin.knowsGroups()
                      ? ", and consumers with the client ids [a-member] are members of the group"
                      : ""));
    }
  }

  @Test
  void listsAStreamOfANewerFormat() {
    needs(Promise.LISTS_STREAMS);
    commitByHand("kafka-spark 2 something new");
    assertThat(store.streams()).containsExactly(ORDERS);
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
            "1 of 2 partitions of the topic 'orders' are there, the others may have expired, or "
                + "a driver that was replaced has written over them");
  }

  @Test
  void refusesAGroupWithMembersWhereItCanAskForThem() {
    KafkaConsumer<byte[], byte[]> member = memberOfTheGroup();
    try {
      if (GroupAdmin.knowsGroups()) {
        assertThatThrownBy(() -> claim(ORDERS, 1))
            .isExactlyInstanceOf(OffsetStoreException.class)
            .hasMessage(
                "Cannot claim 'orders' in the consumer group '%sorders' of the Kafka brokers '%s': "
                    + "consumers are members of the group, with the client ids [a-member]; stop "
                    + "them (a query's kafka.group.id must be another one), or choose another "
                    + "group prefix",
                prefix, cluster);
        assertThat(store.latest(ORDERS)).isEmpty();
      } else {
        claimsInAGroupWithMembersUnasked();
      }
    } finally {
      member.close();
    }
    commit(claim(ORDERS, 1), 2);
  }

  /** What comes of such a claim with clients that cannot ask. */
  abstract void claimsInAGroupWithMembersUnasked();

  @Test
  void refusesAProvenanceThatIsTooLongForTheMetadata() {
    Provenance longest =
        Provenance.of(String.join("", Collections.nCopies(5_000, "x")), provenance().time());

    assertThatThrownBy(() -> store.claim(ORDERS, NewCommit.start(at(1), longest)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid provenance: '")
        .hasMessageContaining("(expected at most 4096 characters as the metadata of");
  }

  final OffsetAndMetadata committed(TopicPartition partition) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return CommittedOffsets.of(consumer, partition);
    }
  }

  final void commitByHand(String metadata) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.commitSync(Collections.singletonMap(PARTITION, new OffsetAndMetadata(1, metadata)));
    }
  }

  /** A consumer that the group's coordinator takes for a member. */
  @SuppressWarnings("deprecation") // The other poll is new in 2.0.
  final KafkaConsumer<byte[], byte[]> memberOfTheGroup() {
    KafkaConsumer<byte[], byte[]> member = consumer();
    member.subscribe(Collections.singleton(MANY));
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              Object unused = member.poll(100);
              return !member.assignment().isEmpty();
            });
    return member;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("group.id", prefix + ORDERS);
    config.put("client.id", "a-member");
    config.put("enable.auto.commit", "false");
    config.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
