package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import java.util.Collections;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store in Kafka does while the broker does not answer. */
@Timeout(300)
@Tag("heavy")
class KafkaOffsetStoreFaultIT {

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static EmbeddedKafka kafka;

  private OffsetStore store;

  /** The two stores. */
  private enum Form {
    WITH_TRANSACTIONS,
    WITHOUT
  }

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.fork();
    kafka.createTopic("orders", 1);
    // What a broker does once takes longer than the limit: the topics of offsets and transactions.
    for (Form form : Form.values()) {
      try (OffsetStore first = store(kafka, form, Duration.ofSeconds(30))) {
        first.claim(ORDERS, NewCommit.start(at(0), provenance())).close();
      }
    }
  }

  @AfterAll
  static void stop() {
    kafka.kill();
    kafka.close();
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }

  private static OffsetStore store(EmbeddedKafka kafka, Form form, Duration limit) {
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers()).timeout(limit);
    String prefix = "offsets-" + UUID.randomUUID() + "-";
    return form == Form.WITH_TRANSACTIONS
        ? OffsetStores.kafka(cluster, prefix)
        : OffsetStores.kafkaWithoutTransactions(cluster, prefix);
  }

  private void open(Form form) {
    store = store(kafka, form, LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void aPausedBrokerIsAnErrorWithinTheLimitAndTheAppendSettlesAfterwards(Form form) {
    open(form);
    OffsetWriter writer = claim(0);
    assertThat(append(writer, 1)).isEqualTo(writer.latest());

    kafka.pause();
    try {
      assertFailsByItsLimit(
          () -> append(writer, 2), "Cannot commit offsets of 'orders' to the consumer group ");
      if (form == Form.WITH_TRANSACTIONS) {
        assertFailsByItsLimit(
            () -> append(writer, 3),
            "Cannot find out whether offsets of 'orders' were committed to the consumer group ");
        assertFailsByItsLimit(
            () -> store.latest(ORDERS), "Cannot read offsets of 'orders' in the consumer group ");
        assertFailsByItsLimit(() -> claim(9), "Cannot claim 'orders' in the consumer group ");
      }
    } finally {
      kafka.unpause();
    }

    OffsetCommit commit = append(writer, 4);
    assertThat(commit.sequence()).isBetween(3L, 4L);
    assertThat(store.latest(ORDERS)).contains(commit);
  }

  @ParameterizedTest
  @EnumSource
  void aWriterThatIsReplacedWhileItsAppendIsOpenLearnsIt(Form form) {
    open(form);
    OffsetWriter zombie = claim(0);
    kafka.pause();
    try {
      assertFailsByItsLimit(
          () -> append(zombie, 2), "Cannot commit offsets of 'orders' to the consumer group ");
    } finally {
      kafka.unpause();
    }
    OffsetWriter owner = claim(1);

    assertThatThrownBy(() -> append(zombie, 3))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    assertThat(store.latest(ORDERS)).contains(owner.latest());
    OffsetCommit commit = append(owner, 4);
    assertThat(store.latest(ORDERS)).contains(commit);
  }

  @Test
  void aBrokerPausedInTheMiddleOfATransactionLeavesNothingOpenAndFencesNobody() {
    boolean[] armed = new boolean[1];
    GroupStep pausing =
        new GroupStep() {
          @Override
          void before() {
            if (armed[0]) {
              armed[0] = false;
              kafka.pause();
            }
          }
        };
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers()).timeout(LIMIT);
    store = new KafkaOffsetStore(cluster, "middle-", FencedProtocol::new, pausing);
    OffsetWriter writer = claim(0);
    OffsetCommit before = append(writer, 1);
    assertThat(store.latest(ORDERS)).contains(before);
    armed[0] = true;
    assertFailsByItsLimit(
        () -> append(writer, 2), "Cannot commit offsets of 'orders' to the consumer group ");
    kafka.unpause();
    OffsetWriter owner = claim(5);

    assertThatThrownBy(() -> append(writer, 3))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    OffsetCommit commit = append(owner, 6);
    assertThat(commit.sequence()).isEqualTo(owner.latest().sequence()).isIn(4L, 5L);
    assertThat(store.latest(ORDERS)).contains(commit);
  }

  @ParameterizedTest
  @EnumSource
  void aTopicThatIsDeletedIsAnErrorWithinTheLimitAndThenRefusedByName(Form form) {
    open(form);
    kafka.createTopic("payments", 1);
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(both(1), provenance()));
    kafka.deleteTopic("payments");

    assertThatThrownBy(() -> writer.append(NewCommit.batch(both(2), provenance())))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith("Cannot commit offsets of 'orders' to the consumer group ");
    assertThat(store.latest(ORDERS).get().offsets()).isIn(at(1), at(2));
    assertThatThrownBy(() -> writer.append(NewCommit.batch(both(3), provenance())))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContaining(
            " has no partition payments-0 that this user may read; create it again, grant this "
                + "user Read on the topic, or start the stream without it");
    assertThat(store.latest(ORDERS).get().offsets()).isIn(at(1), at(2));
    OffsetCommit commit = append(writer, 4);
    assertThat(store.latest(ORDERS)).contains(commit);
  }

  @Test
  void aBrokerWithoutATransactionCoordinatorIsAnErrorThatNamesTheWayOut() {
    try (EmbeddedKafka without =
            EmbeddedKafka.fork(
                Collections.singletonMap("transaction.state.log.replication.factor", "3"));
        OffsetStore transactional = store(without, Form.WITH_TRANSACTIONS, LIMIT);
        OffsetStore plain = store(without, Form.WITHOUT, Duration.ofSeconds(30))) {
      without.createTopic("orders", 1);
      OffsetWriter writer = plain.claim(ORDERS, NewCommit.start(at(0), provenance()));
      OffsetCommit commit = append(writer, 1);
      assertThat(plain.latest(ORDERS)).contains(commit);

      assertFailsByItsLimit(
          () -> transactional.claim(ORDERS, NewCommit.start(at(0), provenance())),
          "Cannot claim 'orders' in the consumer group 'offsets-",
          "no transaction coordinator has answered: no answer to the request to begin with the "
              + "transactional id within 3 s; see that the brokers can keep the topic "
              + "__transaction_state, which wants as many of them as their "
              + "transaction.state.log.replication.factor says, or use "
              + "OffsetStores.kafkaWithoutTransactions, which needs no such coordinator, ");
      assertThat(transactional.latest(ORDERS)).isEmpty();
      without.kill();
    }
  }

  private OffsetWriter claim(long offset) {
    return store.claim(ORDERS, NewCommit.start(at(offset), provenance()));
  }

  private static OffsetCommit append(OffsetWriter writer, long offset) {
    return writer.append(NewCommit.batch(at(offset), provenance()));
  }

  private static TopicOffsets at(long offset) {
    return TopicOffsets.empty().withOffset("orders", 0, offset);
  }

  private static TopicOffsets both(long offset) {
    return at(offset).withOffset("payments", 0, offset);
  }

  private static Provenance provenance() {
    return BasicStoreContract.provenance();
  }

  private static void assertFailsByItsLimit(ThrowingCallable call, String... inMessage) {
    assertThatThrownBy(call)
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContainingAll(inMessage)
        .hasMessageContaining("within 3 s")
        .hasMessageContaining("or give them longer with KafkaCluster.timeout");
  }
}
