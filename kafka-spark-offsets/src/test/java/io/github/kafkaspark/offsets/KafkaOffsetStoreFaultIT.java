package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store in Kafka does while the broker does not answer. */
@Timeout(120)
class KafkaOffsetStoreFaultIT {

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final Duration LITTLE_MORE = LIMIT.plusSeconds(2);

  private EmbeddedKafka kafka;
  private OffsetStore store;

  @BeforeEach
  void open() {
    kafka = EmbeddedKafka.fork();
    kafka.createTopic("orders", 1);
    store = store(kafka);
  }

  private static OffsetStore store(EmbeddedKafka kafka) {
    return OffsetStores.kafka(KafkaCluster.at(kafka.bootstrapServers()).timeout(LIMIT), "offsets-");
  }

  @AfterEach
  void close() {
    store.close();
    kafka.close();
  }

  @Test
  void aPausedBrokerIsAnErrorWithinTheLimitAndTheAppendSettlesAfterwards() {
    OffsetWriter writer = claim(0);
    assertThat(append(writer, 1)).isEqualTo(writer.latest());

    kafka.pause();
    try {
      assertFailsInTime(
          () -> append(writer, 2), "Cannot commit offsets of 'orders' to the consumer group ");
      assertFailsInTime(
          () -> append(writer, 3),
          "Cannot find out whether offsets of 'orders' were committed to the consumer group ");
      assertFailsInTime(
          () -> store.latest(ORDERS), "Cannot read offsets of 'orders' in the consumer group ");
      assertFailsInTime(() -> claim(9), "Cannot claim 'orders' in the consumer group ");
    } finally {
      kafka.unpause();
    }

    OffsetCommit commit = append(writer, 4);
    assertThat(commit.sequence()).isBetween(3L, 4L);
    assertThat(store.latest(ORDERS)).contains(commit);
  }

  @Test
  void aWriterThatIsReplacedWhileItsAppendIsOpenLearnsIt() {
    OffsetWriter zombie = claim(0);
    kafka.pause();
    assertFailsInTime(
        () -> append(zombie, 2), "Cannot commit offsets of 'orders' to the consumer group ");
    kafka.unpause();
    OffsetWriter owner = claim(1);

    assertThatThrownBy(() -> append(zombie, 3))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    assertThat(store.latest(ORDERS)).contains(owner.latest());
    OffsetCommit commit = append(owner, 4);
    assertThat(store.latest(ORDERS)).contains(commit);
  }

  @Test
  void aTopicThatIsDeletedIsAnErrorWithinTheLimitAndThenRefusedByName() {
    kafka.createTopic("payments", 1);
    OffsetWriter writer = store.claim(ORDERS, both(1), provenance());
    kafka.deleteTopic("payments");

    assertFailsInTime(
        () -> writer.append(OffsetCommit.Kind.BATCH, both(2), provenance()),
        "Cannot commit offsets of 'orders' to the consumer group ");
    assertThatThrownBy(() -> writer.append(OffsetCommit.Kind.BATCH, both(3), provenance()))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContaining(" has no partition payments-0; create it again, or start ");
    OffsetCommit commit = append(writer, 4);
    assertThat(store.latest(ORDERS)).contains(commit);
  }

  @Test
  void aBrokerWithoutATransactionCoordinatorIsAnErrorWithinTheLimit() {
    try (EmbeddedKafka without =
            EmbeddedKafka.fork(
                Collections.singletonMap("transaction.state.log.replication.factor", "3"));
        OffsetStore store = store(without)) {
      without.createTopic("orders", 1);

      assertFailsInTime(
          () -> store.claim(ORDERS, at(0), provenance()),
          "Cannot claim 'orders' in the consumer group 'offsets-orders' of the Kafka brokers '");
      assertThat(store.latest(ORDERS)).isEmpty();
    }
  }

  private OffsetWriter claim(long offset) {
    return store.claim(ORDERS, at(offset), provenance());
  }

  private static OffsetCommit append(OffsetWriter writer, long offset) {
    return writer.append(OffsetCommit.Kind.BATCH, at(offset), provenance());
  }

  private static TopicOffsets at(long offset) {
    return TopicOffsets.empty().with("orders", 0, offset);
  }

  private static TopicOffsets both(long offset) {
    return at(offset).with("payments", 0, offset);
  }

  private static Provenance provenance() {
    return BasicStoreContract.provenance();
  }

  private static void assertFailsInTime(ThrowingCallable call, String messageStart) {
    long start = System.nanoTime();
    assertThatThrownBy(call)
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(messageStart)
        .hasMessageContaining("within PT3S")
        .hasMessageContaining("or give them longer with KafkaCluster.timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LITTLE_MORE);
  }
}
