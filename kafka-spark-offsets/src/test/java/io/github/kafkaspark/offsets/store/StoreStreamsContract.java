package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of every name and of any number of partitions, each apart from the others. */
abstract class StoreStreamsContract extends StoreCommitsContract {

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
  void lookingForAStreamMakesNone() {
    assertThat(store.latest(ORDERS)).isEmpty();
    assertThat(store.history(ORDERS)).isEmpty();
    assertStreams(store);
    assertThat(claim(ORDERS, 0).latest().generation()).isEqualTo(1);
  }

  @Test
  void listsItsStreamsInTheOrderOfTheirNames() {
    needs(Promise.LISTS_STREAMS);
    commit(claim(StreamId.of("b"), 0), 1);
    commit(claim(StreamId.of("a"), 0), 1);

    assertThat(store.streams()).containsExactly(StreamId.of("a"), StreamId.of("b"));
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
  @ValueSource(ints = {1, 100})
  void takesPartitions(int partitions) {
    takes(partitions);
  }

  @Test
  void takesManyPartitions() {
    takes(manyPartitions());
  }

  private void takes(int partitions) {
    TopicOffsets offsets = offsetsOf(partitions);
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(offsets, provenance()));
    OffsetCommit commit = writer.append(NewCommit.batch(offsets, provenance()));

    assertThat(store.latest(ORDERS)).contains(commit);
    assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(offsets);
  }

  @Test
  void keepsAStreamThatWasClaimedWithoutOffsets() {
    needs(Promise.KEEPS_A_STREAM_WITHOUT_OFFSETS);
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), provenance()));

    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertStreams(store, ORDERS);
  }

  @Test
  void takesEmptyOffsetsAndAPartitionAddedLater() {
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), provenance()));
    assertThat(writer.latest().offsets()).isEqualTo(TopicOffsets.empty());

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
}
