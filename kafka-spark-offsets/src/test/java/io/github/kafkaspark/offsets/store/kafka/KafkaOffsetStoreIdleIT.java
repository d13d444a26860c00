package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.TestLog;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offsets of an idle stream are committed again before a broker forgets them. */
@ExtendWith(KafkaExtension.class)
@Timeout(600)
class KafkaOffsetStoreIdleIT {

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final Duration SHORT = Duration.ofMillis(400);

  /** A busy machine needs seconds to make a producer. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KafkaCluster cluster;
  private final String prefix = "offsets-" + UUID.randomUUID() + "-";
  private final String topic = EmbeddedKafka.uniqueTopic("orders");
  private final Counted step = new Counted();

  KafkaOffsetStoreIdleIT(EmbeddedKafka kafka) {
    cluster = KafkaCluster.at(kafka.bootstrapServers()).timeout(Duration.ofSeconds(60));
    kafka.createTopic(topic, 1);
  }

  /** Counts commits, and makes one fail. */
  private static final class Counted extends GroupStep {
    private final AtomicInteger commits = new AtomicInteger();
    private volatile boolean fails;

    @Override
    void before() throws IOException {
      if (fails) {
        throw new IOException("a fault");
      }
    }

    @Override
    void after() {
      commits.incrementAndGet();
    }
  }

  private OffsetStore store(boolean transactions, Duration retention) {
    return new KafkaOffsetStore(
        cluster,
        prefix,
        transactions ? FencedProtocol::new : LookingProtocol::new,
        step,
        () -> retention);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anIdleStreamIsCommittedAgainAndReadersSeeNoDifference(boolean transactions) {
    try (OffsetStore store = store(transactions, SHORT)) {
      OffsetWriter writer = claim(store, 1);
      TopicIdentity whose = TopicIdentity.of("cluster").withTopicId("topic");
      OffsetCommit commit =
          writer.append(
              NewCommit.batch(at(2), BasicStoreContract.provenance())
                  .withIdentities(Collections.singletonMap(topic, whose)));
      int before = step.commits.get();

      await().atMost(PATIENCE).until(() -> step.commits.get() >= before + 3);

      assertThat(writer.latest()).isEqualTo(commit);
      assertThat(store.latest(ORDERS)).contains(commit);
      assertThat(append(writer, 3).sequence()).isEqualTo(3);
      assertThat(store.latest(ORDERS)).contains(writer.latest());
      writer.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReplacedWriterIsNotRevived(boolean transactions) {
    try (OffsetStore store = store(transactions, Duration.ofDays(1))) {
      KafkaOffsetWriter zombie = (KafkaOffsetWriter) claim(store, 1);
      OffsetWriter owner = claim(store, 5);

      await().atMost(PATIENCE).until(() -> findsOutThatItWasReplaced(zombie));
      zombie.keep(Duration.ZERO);

      assertThat(store.latest(ORDERS)).contains(owner.latest());
      assertThat(append(owner, 6).generation()).isEqualTo(2);
      assertThatThrownBy(() -> append(zombie, 9))
          .isInstanceOf(StaleWriterException.class)
          .hasMessageContaining("generation 1 was replaced by generation 2");
      assertThat(store.latest(ORDERS)).contains(owner.latest());
    }
  }

  private static boolean findsOutThatItWasReplaced(KafkaOffsetWriter writer) {
    try {
      writer.keep(Duration.ZERO);
      return false;
    } catch (StaleWriterException e) {
      return true;
    } catch (OffsetStoreException e) {
      return false;
    }
  }

  @Test
  void aFailureIsLoggedOnceAndTriedAgain() {
    try (OffsetStore store = store(true, SHORT)) {
      OffsetWriter writer = claim(store, 1);
      TestLog log = TestLog.sinceNow();
      step.fails = true;
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  !log.warnings("Cannot keep the offsets of an idle stream from expiring")
                      .isEmpty());
      step.fails = false;
      int before = step.commits.get();
      await().atMost(PATIENCE).until(() -> step.commits.get() > before);

      assertThat(log.warnings("Cannot keep the offsets of an idle stream from expiring"))
          .singleElement()
          .asString()
          .contains("trying again every 25 ms");
      assertThat(store.latest(ORDERS)).contains(writer.latest());
    }
  }

  @Test
  void asksTheBrokerHowLongItKeepsOffsets() {
    assertThat(GroupRefresher.retention(cluster)).isIn(Duration.ofDays(1), Duration.ofDays(7));
  }

  private OffsetWriter claim(OffsetStore store, long offset) {
    return store.claim(ORDERS, NewCommit.start(at(offset), BasicStoreContract.provenance()));
  }

  private OffsetCommit append(OffsetWriter writer, long offset) {
    return writer.append(NewCommit.batch(at(offset), BasicStoreContract.provenance()));
  }

  private TopicOffsets at(long offset) {
    return TopicOffsets.empty().withOffset(topic, 0, offset);
  }
}
