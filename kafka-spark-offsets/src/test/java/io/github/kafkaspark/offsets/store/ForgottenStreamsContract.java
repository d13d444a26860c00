package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stream that a person had forgotten: nobody reads it, and no older writer wins. */
abstract class ForgottenStreamsContract extends StoreStreamsContract {

  /** More commits than a store keeps of a stream. */
  private static final int MORE_THAN_ARE_KEPT = 25;

  /** Has a stream forgotten, as a person does: claims it where it is, and appends the tombstone. */
  public static OffsetWriter forget(OffsetStore store, StreamId stream) {
    OffsetWriter writer = store.claim(stream, store.latest(stream).get().asStart());
    OffsetCommit tombstone =
        writer.append(NewCommit.forgotten(writer.latest().offsets(), provenance()));
    assertThat(writer.latest()).isEqualTo(tombstone);
    return writer;
  }

  @Test
  void aForgottenStreamWasNeverThere() {
    StreamId other = StreamId.of("other");
    commit(claim(other, 0), 1);
    commit(claim(ORDERS, 0), 10);

    forget(store, ORDERS).close();

    assertForgotten(store);
    assertStreams(store, other);
    assertThat(store.latest(other).get().offsets()).isEqualTo(at(1));
  }

  @Test
  void theClaimAfterATombstoneGoesOnWithItsNumbersAndBeginsTheHistory() {
    commit(claim(ORDERS, 0), 10);
    OffsetCommit tombstone = forget(store, ORDERS).latest();

    OffsetWriter writer = claim(ORDERS, 3);

    assertThat(writer.latest().generation()).isEqualTo(tombstone.generation() + 1);
    assertThat(writer.latest().sequence()).isEqualTo(tombstone.sequence() + 1);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(store.history(ORDERS)).containsExactly(writer.latest());
    assertStreams(store, ORDERS);
  }

  @Test
  void aZombieStaysReplacedAfterTheStreamWasForgotten() {
    OffsetWriter zombie = claim(ORDERS, 0);
    commit(zombie, 10);
    forget(store, ORDERS).close();

    assertThatThrownBy(() -> commit(zombie, 99)).isInstanceOf(StaleWriterException.class);
    assertForgotten(store);

    OffsetWriter owner = claim(ORDERS, 3);
    assertThatThrownBy(() -> commit(zombie, 99)).isInstanceOf(StaleWriterException.class);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
  }

  @Test
  void aZombieThatSleptThroughATombstoneAndAClaimIsReplaced() {
    OffsetWriter zombie = claim(ORDERS, 0);
    commit(zombie, 10);
    forget(store, ORDERS).close();
    OffsetWriter owner = claim(ORDERS, 3);

    assertThatThrownBy(() -> commit(zombie, 99)).isInstanceOf(StaleWriterException.class);

    commit(owner, 4);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
  }

  @Test
  void whoHadAStreamForgottenClaimsItBeforeTheNextCommit() {
    commit(claim(ORDERS, 0), 10);
    OffsetWriter writer = forget(store, ORDERS);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> commit(writer, 11))
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot commit offsets of 'orders': this writer had the stream forgotten; claim the "
                  + "stream again");
    }
    assertForgotten(store);
  }

  @Test
  void aStreamIsForgottenAgain() {
    commit(claim(ORDERS, 0), 10);
    OffsetCommit first = forget(store, ORDERS).latest();
    commit(claim(ORDERS, 3), 4);

    OffsetCommit second = forget(store, ORDERS).latest();

    assertForgotten(store);
    assertThat(second.generation()).isEqualTo(first.generation() + 2);
    assertThat(claim(ORDERS, 0).latest().generation()).isEqualTo(second.generation() + 1);
  }

  @Test
  void forgetsAStreamThatWasClaimedWithoutOffsets() {
    needs(Promise.KEEPS_A_STREAM_WITHOUT_OFFSETS);
    store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), provenance())).close();

    forget(store, ORDERS).close();

    assertForgotten(store);
    assertThat(claim(ORDERS, 0).latest().generation()).isEqualTo(3);
  }

  @Test
  void noCommitBeforeATombstoneIsShownWhenTheTombstoneHasGone() {
    commit(claim(ORDERS, 0), 1_000);
    forget(store, ORDERS).close();
    OffsetWriter writer = claim(ORDERS, 0);

    for (int i = 1; i <= MORE_THAN_ARE_KEPT; i++) {
      commit(writer, i);
      List<OffsetCommit> history = store.history(ORDERS);
      assertThat(history.get(0)).isEqualTo(writer.latest());
      assertThat(history)
          .allMatch(commit -> commit.generation() == writer.latest().generation())
          .noneMatch(OffsetCommit::isForgotten);
    }
  }

  /** Checks that a store answers as if the stream of most cases had never been there. */
  static void assertForgotten(OffsetStore store) {
    assertThat(store.latest(ORDERS)).isEmpty();
    assertThat(store.history(ORDERS)).isEmpty();
  }
}
