package io.github.kafkaspark.offsets.store.kafka;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.TestLog;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaOffsetStoreWithoutTransactionsIT extends KafkaStoreCases {

  KafkaOffsetStoreWithoutTransactionsIT(EmbeddedKafka kafka) {
    super(kafka, LookingProtocol::new);
  }

  @Override
  protected Optional<String> lacks(Promise promise) {
    return promise == Promise.ORDERS_CLAIMS
        ? Optional.of("without transactions the brokers let several claims have one generation")
        : super.lacks(promise);
  }

  @Test
  void ofConcurrentClaimsOneOwnerIsLeftOnceAllHaveAppended() throws Exception {
    List<OffsetWriter> writers = together(() -> claim(ORDERS, 0));

    List<OffsetWriter> once = writers.stream().filter(this::appends).collect(toList());
    List<OffsetWriter> twice = once.stream().filter(this::appends).collect(toList());

    assertThat(twice).hasSize(1);
    assertThat(store.latest(ORDERS)).contains(twice.get(0).latest());
  }

  private boolean appends(OffsetWriter writer) {
    try {
      commit(writer, 1);
      return true;
    } catch (StaleWriterException e) {
      return false;
    }
  }

  @Test
  @Timeout(1_800) // With -Pfaults.
  void claimsOfSeveralProcessesAllSucceed() throws Exception {
    int claims = Faults.count(10, 100);
    commit(claim(ORDERS, 0), 0);

    assertThat(claimsOfTwoProcesses(claims)).containsExactly((long) claims, (long) claims);
    assertThat(store.latest(ORDERS).get().generation()).isGreaterThan(1);
  }

  @Test
  void whatAZombieWritesBetweenItsLookAndItsCommitIsReplacedByTheOwner() {
    OffsetWriter[] owner = new OffsetWriter[1];
    boolean[] armed = new boolean[1];
    GroupStep heldUp =
        new GroupStep() {
          @Override
          void before() {
            if (armed[0]) {
              armed[0] = false;
              owner[0] = claim(ORDERS, 10);
            }
          }
        };
    try (OffsetStore other = storeWith(heldUp)) {
      OffsetWriter zombie = claim(other, ORDERS, 0);
      armed[0] = true;
      commit(zombie, 5);
      assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(at(5));

      TestLog log = TestLog.sinceNow();
      commit(owner[0], 11);
      assertThat(log.warnings("A driver that was replaced, or something else, has committed"))
          .singleElement()
          .asString()
          .contains("offsets of [orders-0] to the consumer group '" + prefix + "orders'");
      assertThat(store.latest(ORDERS)).contains(owner[0].latest());
      assertThat(owner[0].latest().generation()).isEqualTo(2);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> commit(zombie, 6))
            .isInstanceOf(StaleWriterException.class)
            .hasMessage(
                "Cannot commit offsets of 'orders': generation 1 was replaced by generation 2; "
                    + "another driver has claimed the stream, stop this query");
      }
    }
    assertThat(store.latest(ORDERS)).contains(owner[0].latest());
  }

  @Test
  void ofTwoClaimsWithTheSameGenerationOneIsTold() {
    OffsetWriter[] second = new OffsetWriter[1];
    boolean[] armed = {true};
    GroupStep heldUp =
        new GroupStep() {
          @Override
          void before() {
            if (armed[0]) {
              armed[0] = false;
              second[0] = claim(ORDERS, 1);
            }
          }
        };
    try (OffsetStore other = storeWith(heldUp)) {
      OffsetWriter first = claim(other, ORDERS, 0);
      assertThat(first.latest().generation()).isEqualTo(second[0].latest().generation());

      assertThatThrownBy(() -> commit(second[0], 2))
          .isInstanceOf(StaleWriterException.class)
          .hasMessageContaining("generation 1 was replaced by generation 2");
      commit(first, 3);
      assertThat(store.latest(ORDERS)).contains(first.latest());
    }
  }

  @Test
  void ofTwoClaimsWithoutOffsetsTheFirstToAppendGoesOn() {
    OffsetWriter first = store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), provenance()));
    OffsetWriter second = store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), provenance()));
    commit(second, 1);

    assertThatThrownBy(() -> commit(first, 2))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    commit(second, 3);
    assertThat(store.latest(ORDERS)).contains(second.latest());
  }

  @Test
  void aLargeCommitThatWasCutOffLeavesOffsetsThatWereCommittedAndIsRepeated() {
    int[] countdown = {Integer.MAX_VALUE};
    GroupStep failing =
        new GroupStep() {
          @Override
          void before() throws IOException {
            if (--countdown[0] == 0) {
              throw new IOException("a fault between two parts");
            }
          }
        };
    String longPrefix = prefix + String.join("", Collections.nCopies(8_000, "x"));
    try (OffsetStore large =
        new KafkaOffsetStore(cluster, longPrefix, LookingProtocol::new, failing)) {
      OffsetWriter writer = large.claim(ORDERS, NewCommit.start(many(0), provenance()));
      countdown[0] = 2;
      assertThatThrownBy(() -> writer.append(NewCommit.batch(many(1_000), provenance())))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageContaining("a fault between two parts");

      OffsetCommit cutOff = large.latest(ORDERS).get();
      assertThat(cutOff.offsets().partitions()).isEqualTo(many(0).partitions());
      assertThat(cutOff.offsets().asMap().values())
          .allMatch(offset -> offset < 100 || offset >= 1_000)
          .anyMatch(offset -> offset < 100)
          .anyMatch(offset -> offset >= 1_000);
      assertThat(cutOff.sequence()).isEqualTo(2);

      OffsetCommit whole = writer.append(NewCommit.batch(many(2_000), provenance()));
      assertThat(large.latest(ORDERS)).contains(whole);
    }
  }

  private static TopicOffsets many(long offset) {
    Map<TopicPartition, Long> map = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      map.put(new TopicPartition(MANY, i), offset + i);
    }
    return TopicOffsets.of(map);
  }

  @Override
  void claimsInAGroupWithMembersUnasked() {
    assertThatThrownBy(() -> claim(ORDERS, 0))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith("Cannot claim 'orders' in the consumer group '" + prefix)
        .hasMessageEndingWith(membersAreInTheWay());
  }

  private String membersAreInTheWay() {
    return "; consumers are members of the group '"
        + prefix
        + "orders': stop them (a query's kafka.group.id must be another one), or choose another "
        + "group prefix";
  }

  @Test
  void aMemberThatComesLaterIsNamedAndNothingIsCommittedBesideIt() {
    OffsetWriter writer = claim(ORDERS, 0);
    OffsetCommit before = writer.latest();
    KafkaConsumer<byte[], byte[]> member = memberOfTheGroup();
    try {
      assertThatThrownBy(() -> commit(writer, 1))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith("Cannot commit offsets of 'orders' to the consumer group '")
          .hasMessageEndingWith(membersAreInTheWay() + "; nothing was committed, append again");
      assertThat(store.latest(ORDERS)).contains(before);
    } finally {
      member.close();
    }
    commit(writer, 2);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void takesOverAStreamFromTheFormWithTransactionsAndGivesItBack() {
    try (OffsetStore transactional = OffsetStores.kafka(cluster, prefix)) {
      OffsetWriter before = claim(transactional, ORDERS, 1);
      commit(before, 2);
      before.close();
      assertThat(store.latest(ORDERS)).contains(before.latest());

      OffsetWriter writer = claim(ORDERS, 2);
      assertThat(writer.latest().sequence()).isEqualTo(3);
      commit(writer, 3);

      assertThat(claim(transactional, ORDERS, 3).latest().generation()).isEqualTo(3);
      assertThatThrownBy(() -> commit(writer, 4))
          .isInstanceOf(StaleWriterException.class)
          .hasMessageContaining("generation 2 was replaced by generation 3");
    }
  }
}
