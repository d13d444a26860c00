package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ConsumerLag.Partition;
import io.github.kafkaspark.offsets.ConsumerLag.State;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ConsumerLagTest {

  private static final KafkaCluster NOBODY = KafkaCluster.at("127.0.0.1:1");
  private static final StreamId LAKE = StreamId.of("orders-to-lake");

  /** Brokers that have these. */
  private static BrokerOffsets brokers(TopicOffsets beginning, TopicOffsets end) {
    return new BrokerOffsets() {
      @Override
      public Set<TopicPartition> partitions() {
        return end.partitions();
      }

      @Override
      public boolean selects(TopicPartition partition) {
        return true;
      }

      @Override
      public TopicOffsets beginning() {
        return beginning;
      }

      @Override
      public TopicOffsets end() {
        return end;
      }

      @Override
      public Optional<String> clusterId() {
        return Optional.empty();
      }
    };
  }

  private static ConsumerLag compare(
      TopicOffsets committed, TopicOffsets beginning, TopicOffsets end) {
    return ConsumerLag.compare(committed, brokers(beginning, end), null);
  }

  private static TopicOffsets orders(long... offsets) {
    TopicOffsets all = TopicOffsets.empty();
    for (int i = 0; i < offsets.length; i++) {
      all = all.withOffset("orders", i, offsets[i]);
    }
    return all;
  }

  private static void claim(OffsetStore store, String stream, TopicOffsets offsets) {
    Provenance provenance = Provenance.of("a test", Instant.parse("2026-05-01T12:00:00Z"));
    store.claim(StreamId.of(stream), NewCommit.start(offsets, provenance)).close();
  }

  private static void assertPartition(
      Partition partition, State state, long lag, long lost, String text) {
    assertThat(partition.state()).isEqualTo(state);
    assertThat(partition.lag()).isEqualTo(lag);
    assertThat(partition.lost()).isEqualTo(lost);
    assertThat(partition).hasToString(text);
  }

  @Test
  void isTheEndMinusWhatIsCommitted() {
    ConsumerLag lag = compare(orders(4, 10, 0), orders(0, 3, 0), orders(10, 10, 0));

    assertThat(lag.total()).isEqualTo(6);
    assertThat(lag.lost()).isZero();
    assertThat(lag.commit()).isEmpty();
    assertThat(lag.partitions().keySet())
        .containsExactly(
            new TopicPartition("orders", 0),
            new TopicPartition("orders", 1),
            new TopicPartition("orders", 2));
    Partition zero = lag.partitions().get(new TopicPartition("orders", 0));
    assertPartition(
        zero, State.COMMITTED, 6, 0, "6 behind (committed 4, beginning 0, end 10, committed)");
    assertThat(zero.committed()).hasValue(4);
    assertThat(zero.beginning()).hasValue(0);
    assertThat(zero.end()).hasValue(10);
    assertThatThrownBy(() -> lag.partitions().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void countsAPartitionWithoutACommittedOffsetFromItsBeginning() {
    ConsumerLag lag = compare(orders(4), orders(0, 3), orders(4, 10));

    assertThat(lag.total()).isEqualTo(7);
    assertPartition(
        lag.partitions().get(new TopicPartition("orders", 1)),
        State.NEW,
        7,
        0,
        "7 behind (committed -, beginning 3, end 10, new)");
  }

  @Test
  void showsWhatWasDeletedUnread() {
    ConsumerLag lag = compare(orders(4, 0), orders(6, 0), orders(10, 1));

    assertThat(lag.total()).isEqualTo(7);
    assertThat(lag.lost()).isEqualTo(2);
    assertPartition(
        lag.partitions().get(new TopicPartition("orders", 0)),
        State.AGED_OUT,
        6,
        2,
        "6 behind (committed 4, beginning 6, end 10, aged out)");
  }

  @Test
  void letsAnOffsetAboveTheEndHideNoLagOfOthers() {
    ConsumerLag lag = compare(orders(17, 0), orders(0, 0), orders(10, 3));

    assertThat(lag.total()).isEqualTo(3);
    assertPartition(
        lag.partitions().get(new TopicPartition("orders", 0)),
        State.BEYOND_END,
        0,
        0,
        "0 behind (committed 17, beginning 0, end 10, beyond end)");
  }

  @Test
  void showsAPartitionThatIsGone() {
    ConsumerLag lag = compare(orders(4).withOffset("gone", 0, 7), orders(0), orders(10));

    assertThat(lag.total()).isEqualTo(6);
    assertPartition(
        lag.partitions().get(new TopicPartition("gone", 0)),
        State.VANISHED,
        0,
        0,
        "0 behind (committed 7, beginning -, end -, vanished)");
  }

  @Test
  void isNotKnownWithoutAnOffsetOrWithoutThePartition() {
    assertThat(compare(orders(4), orders(0), orders(4)).isKnown()).isTrue();
    assertThat(compare(orders(4, 4), orders(0), orders(10)).isKnown()).isFalse();
    assertThat(ConsumerLag.of(NOBODY, TopicOffsets.empty()).isKnown()).isFalse();
  }

  @Test
  void countsTheTopicsOfTheCommitAloneWhereTheBrokersAreAskedForMoreStreams() {
    OffsetStore store = OffsetStores.inMemory();
    claim(store, "orders-to-lake", orders(4));
    OffsetCommit commit = store.latest(LAKE).orElseThrow(AssertionError::new);
    BrokerOffsets all =
        brokers(
            orders(0, 0).withOffset("payments", 0, 0), orders(10, 2).withOffset("payments", 0, 9));

    ConsumerLag lag = ConsumerLag.of(all, commit);

    assertThat(lag.total()).isEqualTo(8);
    assertThat(lag.commit()).contains(commit);
    assertThat(lag.partitions().keySet())
        .extracting(TopicPartition::toString)
        .containsExactly("orders-0", "orders-1");
  }

  @Test
  void isATableWithThePartitionsFirstThatNeedALook() {
    ConsumerLag lag =
        compare(
            orders(1004, 3, 17, 4).withOffset("gone", 0, 7).withOffset("payments", 0, 2000),
            orders(0, 5, 0, 0, 0).withOffset("payments", 0, 0),
            orders(1004, 5, 10, 5, 2).withOffset("payments", 0, 5000));

    assertThat(lag.describe().split("\n"))
        .containsExactly(
            "3,005 behind in 7 partitions, 1 new, 1 aged out, 1 beyond end, 1 vanished, 2 lost",
            "",
            "topic     partitions  behind",
            "orders             5       5  1 new, 1 aged out, 1 beyond end, 2 lost",
            "gone               1       0  1 vanished",
            "payments           1   3,000",
            "",
            "partition   committed  first   end  behind",
            "orders-1            3      5     5       2  aged out, 2 lost",
            "gone-0              7      -     -       0  vanished",
            "orders-2           17      0    10       0  beyond end",
            "payments-0       2000      0  5000   3,000",
            "orders-4            -      0     2       2  new",
            "orders-3            4      0     5       1",
            "orders-0         1004      0  1004       0");
    assertThat(lag.describe()).startsWith(lag + "\n");
  }

  @Test
  void isATableThatStaysReadableWithTenThousandPartitions() {
    Map<TopicPartition, Long> zeros = new HashMap<>();
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      TopicPartition partition = new TopicPartition("topic-" + i % 100, i / 100);
      zeros.put(partition, 0L);
      ends.put(partition, (long) i);
    }
    TopicOffsets committed = TopicOffsets.of(zeros);
    String[] lines = compare(committed, committed, TopicOffsets.of(ends)).describe().split("\n");

    assertThat(lines).hasSize(1 + 2 * (2 + 20 + 1));
    assertThat(lines[0]).isEqualTo("49,995,000 behind in 10,000 partitions");
    assertThat(lines[3]).isEqualTo("topic-99         100  504,900");
    assertThat(lines[23]).isEqualTo("and 80 topics more, 39,916,000 behind");
    assertThat(lines[26]).isEqualTo("topic-99-99          0      0  9999   9,999");
    assertThat(lines[46]).isEqualTo("and 9,980 partitions more, 49,795,210 behind");
  }

  @Test
  void isATableWhereAVanishedTopicDoesNotHideTheLagOfOthers() {
    TopicOffsets committed = orders(new long[30]);
    TopicOffsets ends = committed;
    for (int i = 0; i < 30; i++) {
      ends = ends.withOffset("orders", i, i);
      committed = committed.withOffset("gone", i, 1);
    }
    String[] lines = compare(committed, orders(new long[30]), ends).describe().split("\n");

    assertThat(lines).hasSize(1 + 2 + 3 + 1 + 20 + 1);
    assertThat(lines[0]).isEqualTo("435 behind in 60 partitions, 30 vanished");
    assertThat(lines[3]).isEqualTo("gone            30       0  30 vanished");
    assertThat(lines[16]).isEqualTo("gone-9             1      -    -       0  vanished");
    assertThat(lines[17]).isEqualTo("orders-29          0      0   29      29");
    assertThat(lines[27]).isEqualTo("and 40 partitions more, 190 behind, 20 vanished");
  }

  @Test
  void saysWhoHasCommitted() {
    OffsetStore store = OffsetStores.inMemory();
    claim(store, "orders-to-lake", orders(4));
    ConsumerLag lag =
        ConsumerLag.compare(
            orders(4), brokers(orders(0), orders(10)), store.latest(LAKE).orElse(null));

    assertThat(lag.commit()).isEqualTo(store.latest(LAKE));
    assertThat(lag)
        .hasToString(
            "Stream 'orders-to-lake': 6 behind in 1 partition; committed by generation 1, "
                + "sequence 1, at 2026-05-01T12:00:00Z");
  }

  @Test
  void asksNobodyIfNoOffsetIsCommitted() {
    OffsetStore store = OffsetStores.inMemory();
    claim(store, "orders-to-lake", TopicOffsets.empty());

    assertThat(ConsumerLag.of(NOBODY, TopicOffsets.empty()))
        .hasToString("no offset is committed yet");
    ConsumerLag lag = ConsumerLag.of(NOBODY, store, LAKE);
    assertThat(lag.total()).isZero();
    assertThat(lag.partitions()).isEmpty();
    assertThat(lag.toString())
        .startsWith("Stream 'orders-to-lake': no offset is committed yet; committed by generation");
  }

  @Test
  void namesTheStreamsThatAreMeantInPlaceOfAnUnknownOne() {
    OffsetStore store = OffsetStores.inMemory();
    String unknown =
        "Cannot tell how far 'orders-to-lake' is behind: nothing is stored for it in the offset "
            + "store in memory; check the stream's name and the store: ";
    assertThatThrownBy(() -> ConsumerLag.of(NOBODY, store, LAKE))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(unknown + "it has no stream at all");

    claim(store, "payments", orders(1));
    claim(store, "Order-to-lake", orders(1));
    assertThatThrownBy(() -> ConsumerLag.of(NOBODY, store, LAKE))
        .hasMessage(unknown + "it has 'Order-to-lake', 'payments'");

    for (int i = 1; i <= 10; i++) {
      claim(store, "orders-to-dwh-" + i, orders(1));
    }
    assertThatThrownBy(() -> ConsumerLag.of(NOBODY, store, LAKE))
        .hasMessage(
            unknown
                + "the nearest of its 12 streams are 'Order-to-lake', 'orders-to-dwh-1', "
                + "'orders-to-dwh-10', 'orders-to-dwh-2', 'orders-to-dwh-3'");
  }

  @Test
  void saysThatTheStreamsCannotBeListed() {
    OffsetStoreException failure = new OffsetStoreException("Cannot list the streams: too old");
    AtomicInteger calls = new AtomicInteger();
    OffsetStore store =
        WatchedStore.of(
            OffsetStores.inMemory(),
            () -> {
              if (calls.incrementAndGet() == 2) {
                throw failure;
              }
            });

    assertThatThrownBy(() -> ConsumerLag.of(NOBODY, store, LAKE))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(
            "; check the stream's name and the store: which others it has cannot be told (Cannot "
                + "list the streams: too old)")
        .hasSuppressedException(failure);
  }

  @Test
  void failsIfTheStoreCannotBeRead() {
    assertThatThrownBy(() -> ConsumerLag.of(NOBODY, WatchedStore.broken(), LAKE))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage("it is down");
  }

  @Test
  void namesTheArgumentThatIsNull() {
    OffsetStore store = OffsetStores.inMemory();
    assertThatThrownBy(() -> ConsumerLag.of(null, TopicOffsets.empty())).hasMessage("cluster");
    assertThatThrownBy(() -> ConsumerLag.of(NOBODY, null)).hasMessage("committed");
    assertThatThrownBy(() -> ConsumerLag.of(null, store, LAKE)).hasMessage("cluster");
    assertThatThrownBy(() -> ConsumerLag.of(NOBODY, null, LAKE)).hasMessage("store");
    assertThatThrownBy(() -> ConsumerLag.of(NOBODY, store, null)).hasMessage("stream");
    BrokerOffsets brokers = brokers(orders(), orders());
    assertThatThrownBy(() -> ConsumerLag.of((BrokerOffsets) null, null)).hasMessage("brokers");
    assertThatThrownBy(() -> ConsumerLag.of(brokers, null)).hasMessage("commit");
  }
}
