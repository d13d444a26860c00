package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupCommitTest {

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final TopicPartition FIRST = new TopicPartition("orders", 0);

  @Test
  void readsTheMetadataOfTheFirstRelease() {
    Map<TopicPartition, OffsetAndMetadata> group = new HashMap<>();
    group.put(
        FIRST,
        new OffsetAndMetadata(
            17,
            "kafka-spark 1 3.12 2/2 {\"kind\":\"BATCH\",\"writer\":\"4711@host\","
                + "\"time\":\"2026-01-02T03:04:05.006Z\",\"application\":\"app-1\","
                + "\"query\":\"query-1\",\"batch\":41,\"owner\":\"me\"}"));
    group.put(new TopicPartition("orders", 1), new OffsetAndMetadata(4, "kafka-spark 1 3.12"));

    GroupCommit read = reader().read(group).get();

    assertThat(read.owner()).isEqualTo("me");
    assertThat(read.commit())
        .isEqualTo(
            OffsetCommit.of(
                ORDERS,
                3,
                12,
                NewCommit.batch(
                    TopicOffsets.empty().withOffset("orders", 0, 17).withOffset("orders", 1, 4),
                    BasicStoreContract.provenance()
                        .withApplication("app-1")
                        .withBatch("query-1", 41))));
    assertThat(GroupCommit.of(read.commit(), "me").write(TopicOffsets.empty())).isEqualTo(group);
  }

  @Test
  void writesAndReadsTenThousandPartitionsInPartsThatABrokerTakes() {
    Map<TopicPartition, Long> map = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      String topic = String.join("", Collections.nCopies(248, "x")) + i % 7;
      map.put(new TopicPartition(topic, i), Long.MAX_VALUE - i);
    }
    OffsetCommit commit = commit(1, TopicOffsets.of(map));

    Map<TopicPartition, OffsetAndMetadata> group =
        GroupCommit.of(commit, "me").write(TopicOffsets.empty());
    List<Map<TopicPartition, OffsetAndMetadata>> parts = GroupParts.of("group", group);

    assertThat(parts).hasSizeBetween(5, 20);
    Map<TopicPartition, OffsetAndMetadata> whole = new HashMap<>();
    parts.forEach(whole::putAll);
    assertThat(whole).isEqualTo(group);
    assertThat(parts.stream().mapToInt(Map::size).sum()).isEqualTo(10_000);
    assertThat(reader().read(whole).get().commit()).isEqualTo(commit);
  }

  @Test
  void leavesOutATopicThatWasDeletedAndWhatAnOlderCommitLeft() {
    TopicOffsets offsets =
        TopicOffsets.empty().withOffset("a", 0, 1).withOffset("b", 0, 2).withOffset("b", 1, 3);
    Map<TopicPartition, OffsetAndMetadata> group =
        new HashMap<>(GroupCommit.of(commit(2, offsets), "me").write(TopicOffsets.empty()));
    group.putAll(
        GroupCommit.of(commit(1, TopicOffsets.empty().withOffset("old", 0, 9)), "other")
            .write(TopicOffsets.empty()));
    group.remove(new TopicPartition("a", 0));

    assertThat(reader().read(group).get().commit().offsets())
        .isEqualTo(offsets.filter(partition -> partition.topic().equals("b")));
  }

  private static OffsetCommit ofTopics(int count) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<String, TopicIdentity> identities = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String topic = String.format("topic-%05d", i);
      offsets.put(new TopicPartition(topic, 0), 17L);
      if (i % 10 != 3) {
        TopicIdentity identity = TopicIdentity.of(i % 2 == 0 ? "cluster-a" : "cluster-b");
        identities.put(topic, i % 5 == 0 ? identity : identity.withTopicId("id of " + topic));
      }
    }
    return OffsetCommit.of(
        ORDERS,
        1,
        2,
        NewCommit.batch(TopicOffsets.of(offsets), BasicStoreContract.provenance())
            .withIdentities(identities));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20, 1_000})
  void keepsWhoseTheTopicsAre(int topics) {
    OffsetCommit commit = ofTopics(topics);
    Map<TopicPartition, OffsetAndMetadata> group =
        GroupCommit.of(commit, "me").write(TopicOffsets.empty());

    assertThat(reader().read(group).get().commit()).isEqualTo(commit);
    assertThat(group.values()).allSatisfy(tag -> assertThat(tag.metadata()).hasSizeLessThan(2_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 20, 1_000})
  void otherTagsTellWhoseATopicWasThatIsDeleted(int topics) {
    OffsetCommit commit = ofTopics(topics);
    Map<TopicPartition, OffsetAndMetadata> group =
        new HashMap<>(GroupCommit.of(commit, "me").write(TopicOffsets.empty()));
    group.remove(new TopicPartition("topic-00001", 0));

    OffsetCommit read = reader().read(group).get().commit();
    assertThat(read.offsets().partitions()).hasSize(topics - 1);
    assertThat(read.identities()).isEqualTo(commit.identities());
  }

  @Test
  void keepsACommitWithoutOffsetsAtAPartitionThatTheGroupHas() {
    TopicOffsets before =
        TopicOffsets.empty().withOffset("orders", 0, 17).withOffset("orders", 1, 4);
    GroupCommit empty = GroupCommit.of(commit(2, TopicOffsets.empty()), "me");
    Map<TopicPartition, OffsetAndMetadata> group =
        new HashMap<>(GroupCommit.of(commit(1, before), "me").write(TopicOffsets.empty()));

    assertThat(empty.write(TopicOffsets.empty())).isEmpty();
    group.putAll(empty.write(before));

    assertThat(group.get(FIRST).offset()).isEqualTo(17);
    assertThat(reader().read(group).get().commit()).isEqualTo(empty.commit());
  }

  @Test
  void refusesDamagedMetadata() {
    assertDamaged("kafka-spark 1 1.1 1/1 {]}", "its metadata is damaged: ");
    assertDamaged("kafka-spark 1 1.1 1/1 {}", "its metadata is damaged: 'kind' is missing");
    assertDamaged("kafka-spark 1 1.1", "the first partitions of its topics are gone");
    assertDamaged("kafka-spark 1 1.0", "the offset of orders-0 was committed by something else");
    assertDamaged("", "the offset of orders-0 was committed by something else");
  }

  private static GroupCommitReader reader() {
    return new GroupCommitReader(ORDERS, "group", Collections::emptySet);
  }

  private static void assertDamaged(String metadata, String why) {
    Map<TopicPartition, OffsetAndMetadata> group =
        Collections.singletonMap(FIRST, new OffsetAndMetadata(1, metadata));
    assertThatThrownBy(() -> reader().read(group))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(
            "Cannot read offsets of 'orders' in the consumer group 'group': " + why)
        .hasMessageEndingWith(
            "choose another group prefix, and begin there where this group is by "
                + "firstTime(StartingOffsets.committedBy(\"group\").orFail())");
  }

  private static OffsetCommit commit(long sequence, TopicOffsets offsets) {
    return OffsetCommit.of(
        ORDERS, 1, sequence, NewCommit.batch(offsets, BasicStoreContract.provenance()));
  }
}
