package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaOffsetStoreIT extends KafkaStoreCases {

  KafkaOffsetStoreIT(EmbeddedKafka kafka) {
    super(kafka, FencedProtocol::new);
  }

  @Override
  protected Optional<String> lacks(Promise promise) {
    String brokers = System.getProperty(EmbeddedKafka.CLASS_PATH_PROPERTY, "");
    return promise == Promise.NEVER_SHOWS_A_LATE_COMMIT
            && (brokers.isEmpty() || brokers.contains("-1.1.0.jar"))
        ? Optional.of("Kafka 1.1 checks no epoch when a transaction is given offsets")
        : super.lacks(promise);
  }

  @Test
  @Timeout(1_800) // With -Pfaults.
  void aPausedProcessThatIsReplacedMovesNothingBackButForAMomentAndLearnsIt() throws Exception {
    commit(claim(ORDERS, 0), 0);
    replaceAPausedProcess();
  }

  @Test
  void aZombieInTheMiddleOfATransactionCommitsNothing() {
    OffsetWriter[] owner = new OffsetWriter[1];
    boolean[] armed = new boolean[1];
    GroupStep pausedInTheMiddle =
        new GroupStep() {
          @Override
          void before() {
            if (armed[0]) {
              owner[0] = claim(ORDERS, 10);
            }
          }
        };
    try (OffsetStore paused = storeWith(pausedInTheMiddle)) {
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
    GroupReader reader = new GroupReader(cluster, ORDERS, prefix + ORDERS);
    GroupProtocol other = new FencedProtocol(new GroupView(reader), new GroupStep());
    other.begin(Limit.of(cluster.timeout()));
    other.close();

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
    OffsetWriter zombie = store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), provenance()));
    OffsetWriter owner = store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), provenance()));

    assertThatThrownBy(() -> commit(zombie, 99))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    commit(owner, 1);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
  }

  @Override
  void claimsInAGroupWithMembersUnasked() {
    commit(claim(ORDERS, 0), 1);
  }

  @Test
  void asksForNoTopicButThoseOfAStream() {
    try (GroupReader reader = new GroupReader(cluster, ORDERS, prefix + ORDERS)) {
      Set<String> topics = new HashSet<>(Arrays.asList(PARTITION.topic(), "no-such-topic"));
      TopicPartition missing = new TopicPartition("no-such-topic", 0);

      assertThat(reader.existing(topics, Limit.of(cluster.timeout())))
          .contains(PARTITION)
          .allMatch(partition -> partition.topic().equals(PARTITION.topic()));
      assertThat(store.missing(new HashSet<>(Arrays.asList(PARTITION, missing))))
          .containsExactly(missing);
    }
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
}
