package io.github.kafkaspark.offsets;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link OffsetStore} gives. A store's test extends it, or {@link DurableStoreContract}
 * if its commits survive the process.
 */
public abstract class OffsetStoreContract extends BasicStoreContract {

  @Test
  void isEmptyAtFirst() {
    assertThat(store.latest(ORDERS)).isEmpty();
    assertThat(store.history(ORDERS)).isEmpty();
    assertStreams(store);
  }

  @Test
  void commitsTheStartWithTheClaim() {
    Provenance provenance = provenance().application("app-1");
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(at(5), provenance));

    OffsetCommit start = writer.latest();
    assertThat(start).isEqualTo(OffsetCommit.of(ORDERS, 1, 1, NewCommit.start(at(5), provenance)));
    assertThat(store.latest(ORDERS)).contains(start);
    assertStreams(store, ORDERS);
  }

  @Test
  void commitsAllThatItIsGiven() {
    OffsetWriter writer = claim(ORDERS, 0);
    Provenance provenance = provenance().application("app-1").batch("query-1", 7);

    OffsetCommit commit = writer.append(NewCommit.rewind(at(9), provenance));

    assertThat(commit)
        .isEqualTo(OffsetCommit.of(ORDERS, 1, 2, NewCommit.rewind(at(9), provenance)));
    assertThat(writer.latest()).isEqualTo(commit);
    assertThat(store.latest(ORDERS)).contains(commit);
  }

  @Test
  void hasTheHistoryNewestFirst() {
    OffsetWriter first = claim(ORDERS, 0);
    commit(first, 10);
    commit(first, 20);
    commit(claim(ORDERS, 20), 30);

    List<OffsetCommit> history = store.history(ORDERS);
    List<TopicOffsets> committed = Arrays.asList(at(30), at(20), at(20), at(10), at(0));
    assertThat(history).isNotEmpty();
    assertThat(history.get(0)).isEqualTo(store.latest(ORDERS).get());
    assertThat(history)
        .extracting(OffsetCommit::offsets)
        .isEqualTo(committed.subList(0, history.size()));
  }

  @Test
  void aRewindMovesTheStreamBackOnPurpose() {
    OffsetWriter writer = claim(ORDERS, 10);
    commit(writer, 20);

    OffsetCommit rewind = writer.append(NewCommit.rewind(at(5), provenance()));
    assertThat(store.latest(ORDERS)).contains(rewind);
    commit(writer, 6);
    assertThat(store.latest(ORDERS)).contains(writer.latest());

    OffsetCommit lower = claim(ORDERS, 3).latest();
    assertThat(store.latest(ORDERS)).contains(lower);
    assertThat(lower.offsets()).isEqualTo(at(3));
    List<TopicOffsets> committed = Arrays.asList(at(3), at(6), at(5), at(20), at(10));
    List<OffsetCommit> history = store.history(ORDERS);
    assertThat(history)
        .extracting(OffsetCommit::offsets)
        .isEqualTo(committed.subList(0, history.size()));
  }

  @Test
  void numbersCommitsOverAllClaims() {
    for (int generation = 1; generation <= 3; generation++) {
      OffsetWriter writer = claim(ORDERS, 0);
      assertThat(writer.latest().generation()).isEqualTo(generation);
      assertThat(writer.latest().sequence()).isEqualTo(2L * generation - 1);
      commit(writer, 1);
      assertThat(writer.latest().generation()).isEqualTo(generation);
      assertThat(writer.latest().sequence()).isEqualTo(2L * generation);
    }
  }

  @Test
  void theNewestClaimWinsAtOnceThoughTheOldWriterNeverCloses() {
    commit(claim(ORDERS, 0), 10);

    OffsetWriter owner = claim(ORDERS, 4);

    assertThat(store.latest(ORDERS)).contains(owner.latest());
    assertThat(owner.latest().offsets()).isEqualTo(at(4));
    commit(owner, 5);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aReplacedWriterChangesNothingThatAReaderSees(int commitsOfTheOwner) {
    OffsetWriter zombie = claim(ORDERS, 0);
    commit(zombie, 10);
    OffsetWriter owner = claim(ORDERS, 10);
    for (int i = 1; i <= commitsOfTheOwner; i++) {
      commit(owner, 10 + i);
    }
    List<OffsetCommit> before = store.history(ORDERS);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> commit(zombie, 99))
          .isInstanceOf(StaleWriterException.class)
          .hasMessage(
              "Cannot commit offsets of 'orders': generation 1 was replaced by generation 2; "
                  + "another driver has claimed the stream, stop this query");
      assertThat(store.history(ORDERS)).isEqualTo(before);
      assertThat(store.latest(ORDERS)).contains(owner.latest());
    }
    assertThat(zombie.latest().offsets()).isEqualTo(at(10));
    commit(owner, 20);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
  }

  @Test
  void streamsDoNotMix() {
    StreamId other = StreamId.of("orders-2");
    OffsetWriter writer = claim(ORDERS, 1);
    OffsetWriter otherWriter = claim(other, 2);
    commit(otherWriter, 3);
    commit(writer, 4);

    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(store.latest(other)).contains(otherWriter.latest());
    assertThat(store.latest(StreamId.of("order"))).isEmpty();
    assertStreams(store, ORDERS, other);
  }

  @Test
  void aClaimOfOneStreamLeavesTheWriterOfAnotherAlone() {
    OffsetWriter writer = claim(ORDERS, 1);
    OffsetWriter replaced = claim(StreamId.of("other"), 1);
    commit(claim(StreamId.of("other"), 2), 3);
    replaced.close();

    commit(writer, 2);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(writer.latest().generation()).isEqualTo(1);
  }

  @Test
  void takesEveryName() {
    List<StreamId> streams = new ArrayList<>();
    for (String name : oddNames()) {
      StreamId stream = StreamId.of(name);
      streams.add(stream);
      commit(claim(stream, 0), streams.size());
    }

    assertStreams(store, new TreeSet<>(streams).toArray(new StreamId[0]));
    for (int i = 0; i < streams.size(); i++) {
      OffsetCommit latest = store.latest(streams.get(i)).get();
      assertThat(latest.stream()).isEqualTo(streams.get(i));
      assertThat(latest.offsets()).isEqualTo(at(i + 1));
    }
  }

  private static List<String> oddNames() {
    return Arrays.asList(
        "订单-到-数据湖",
        "orders to lake",
        "100%",
        "%41",
        "A",
        "a.b..c",
        "été",
        "e\u0301te\u0301",
        "\uD83D\uDE80",
        "CON",
        "-",
        "'; drop table offsets; --",
        String.join("", Collections.nCopies(200, "x")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 10_000})
  void takesManyPartitions(int partitions) {
    TopicOffsets offsets = offsetsOf(partitions);
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(offsets, provenance()));
    OffsetCommit commit = writer.append(NewCommit.batch(offsets, provenance()));

    assertThat(store.latest(ORDERS)).contains(commit);
    assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(offsets);
  }

  @Test
  void takesEmptyOffsetsAndAPartitionAddedLater() {
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), provenance()));
    assertThat(writer.latest().offsets()).isEqualTo(TopicOffsets.empty());
    if (keepsAStreamWithoutOffsets()) {
      assertThat(store.latest(ORDERS)).contains(writer.latest());
    } else {
      assertThat(store.latest(ORDERS)).isEmpty();
    }

    commit(writer, 1);
    TopicOffsets more = at(1).withOffset("orders", 1, 0);
    OffsetCommit commit = writer.append(NewCommit.batch(more, provenance()));

    assertThat(store.latest(ORDERS)).contains(commit);
    assertThat(commit.offsets()).isEqualTo(more);

    OffsetWriter next = store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), provenance()));
    assertThat(store.latest(ORDERS)).contains(next.latest());
    assertThat(next.latest().offsets()).isEqualTo(TopicOffsets.empty());
    commit(next, 2);
    assertThat(store.latest(ORDERS)).contains(next.latest());
  }

  @Test
  void concurrentClaimsAllSucceedAndOnlyTheNewestMayAppend() throws Exception {
    List<OffsetWriter> writers = together(() -> claim(ORDERS, 0));

    if (!ordersClaims()) {
      assertOneOwnerOnceAllHaveAppended(writers);
      return;
    }
    assertThat(writers).extracting(writer -> writer.latest().generation()).doesNotHaveDuplicates();
    assertThat(writers).extracting(writer -> writer.latest().sequence()).doesNotHaveDuplicates();
    long newest =
        writers.stream().mapToLong(writer -> writer.latest().generation()).max().getAsLong();
    for (OffsetWriter writer : writers) {
      if (writer.latest().generation() == newest) {
        commit(writer, 1);
        assertThat(store.latest(ORDERS)).contains(writer.latest());
      } else {
        assertThatThrownBy(() -> commit(writer, 2))
            .isInstanceOf(StaleWriterException.class)
            .hasMessageContaining("was replaced by generation " + newest);
      }
    }
    assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(at(1));
  }

  private void assertOneOwnerOnceAllHaveAppended(List<OffsetWriter> writers) {
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
  void aReaderNeverSeesTheStreamGoBackOrVanish() throws Exception {
    OffsetWriter first = claim(ORDERS, 0);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<?> writing =
          executor.submit(
              () -> {
                OffsetWriter writer = first;
                for (int i = 1; i <= 100; i++) {
                  commit(writer, i);
                  writer = i % 10 == 0 ? claim(ORDERS, i) : writer;
                }
              });
      long sequence = 1;
      while (!writing.isDone()) {
        OffsetCommit latest = store.latest(ORDERS).get();
        assertThat(latest.sequence()).isGreaterThanOrEqualTo(sequence);
        assertThat(store.history(ORDERS).get(0).sequence())
            .isGreaterThanOrEqualTo(latest.sequence());
        sequence = latest.sequence();
      }
      assertThat(writing.get()).isNull();
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void whatItGivesCannotBeModified() {
    commit(claim(ORDERS, 0), 1);

    assertThatThrownBy(() -> store.history(ORDERS).clear())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(null);
    assertStreams(store, ORDERS);
  }
}
