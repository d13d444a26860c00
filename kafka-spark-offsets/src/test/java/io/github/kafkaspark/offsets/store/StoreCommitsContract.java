package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read after a commit. */
abstract class StoreCommitsContract extends StoreMisuseContract {

  @Test
  void isEmptyAtFirst() {
    assertThat(store.latest(ORDERS)).isEmpty();
    assertThat(store.history(ORDERS)).isEmpty();
    assertStreams(store);
  }

  @Test
  void commitsTheStartWithTheClaim() {
    Provenance provenance = provenance().withApplication("app-1");
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(at(5), provenance));

    OffsetCommit start = writer.latest();
    assertThat(start).isEqualTo(OffsetCommit.of(ORDERS, 1, 1, NewCommit.start(at(5), provenance)));
    assertThat(store.latest(ORDERS)).contains(start);
    assertStreams(store, ORDERS);
  }

  @Test
  void commitsAllThatItIsGiven() {
    OffsetWriter writer = claim(ORDERS, 0);
    Provenance provenance = provenance().withApplication("app-1").withBatch("query-1", 7);

    OffsetCommit commit = writer.append(NewCommit.rewind(at(9), provenance));

    assertThat(commit)
        .isEqualTo(OffsetCommit.of(ORDERS, 1, 2, NewCommit.rewind(at(9), provenance)));
    assertThat(writer.latest()).isEqualTo(commit);
    assertThat(store.latest(ORDERS)).contains(commit);
  }

  @Test
  void keepsWhoseTheOffsetsAre() {
    TopicIdentity whose =
        TopicIdentity.of("lkc5MkZ0RhiYVn0KYpnaoQ").withTopicId("a topic's \"id\"");
    NewCommit start = NewCommit.start(at(5), provenance());
    OffsetWriter writer =
        store.claim(ORDERS, start.withIdentities(Collections.singletonMap("orders", whose)));
    assertThat(writer.latest().identities()).containsOnly(entry("orders", whose));
    assertThat(store.latest(ORDERS)).contains(writer.latest());

    TopicIdentity less = TopicIdentity.of(whose.clusterId());
    OffsetCommit commit =
        writer.append(
            NewCommit.batch(at(6), provenance())
                .withIdentities(Collections.singletonMap("orders", less)));
    assertThat(commit.identities()).containsOnly(entry("orders", less));
    assertThat(store.latest(ORDERS)).contains(commit);

    OffsetCommit unknown = writer.append(NewCommit.batch(at(6), provenance()));
    assertThat(unknown.identities()).isEmpty();
    assertThat(store.latest(ORDERS)).contains(unknown);
    assertThat(unknown.content()).isNotEqualTo(commit.content());
  }

  @Test
  void keepsThatACommitIsTheLastOfItsWriter() {
    OffsetWriter writer = claim(ORDERS, 0);
    OffsetCommit last =
        writer.append(NewCommit.batch(at(9), provenance().withBatch("query-1", 7).asClosed()));

    assertThat(last.provenance().isClosed()).isTrue();
    assertThat(store.latest(ORDERS)).contains(last);
    NewCommit start = last.asStart();
    assertThat(start.provenance().isClosed()).isFalse();
    assertThat(store.claim(ORDERS, start).latest().content()).isEqualTo(start);
    assertThat(store.latest(ORDERS).get().provenance().isClosed()).isFalse();
  }

  @Test
  void tellsOfAStoreThatIsWellAndChangesNothing() {
    commit(claim(ORDERS, 0), 10);
    OffsetCommit newest = store.latest(ORDERS).get();

    assertThat(store.writeAccess().answer()).isNotEqualTo(WriteAccess.Answer.NO);
    assertThat(store.damage(ORDERS)).isEmpty();
    assertThat(store.damage(StreamId.of("another"))).isEmpty();
    assertThat(store.moved(ORDERS)).isEmpty();
    assertThat(store.clock()).isNotNull();
    assertThat(store.latest(ORDERS)).contains(newest);
    assertStreams(store, ORDERS);
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
  void whatItGivesCannotBeModified() {
    commit(claim(ORDERS, 0), 1);

    assertThatThrownBy(() -> store.history(ORDERS).clear())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(null);
    assertStreams(store, ORDERS);
  }
}
