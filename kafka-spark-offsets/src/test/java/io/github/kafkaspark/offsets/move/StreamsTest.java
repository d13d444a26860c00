package io.github.kafkaspark.offsets.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamsTest {

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final StreamId SALES = StreamId.of("sales");
  private static final Provenance JOB =
      Provenance.of("4711@host", Instant.parse("2026-11-30T00:00:00Z")).withBatch("query", 4);
  private static final TopicOffsets THERE = TopicOffsets.fromJson("{\"o\":{\"0\":60,\"1\":20}}");

  private final OffsetStore memory = OffsetStores.inMemory();
  private final StoppedStore store = new StoppedStore(memory);
  private final OffsetStore other = OffsetStores.inMemory();
  private OffsetWriter job;

  @BeforeEach
  void aJobHasCommitted() {
    job = memory.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), JOB));
    assertThat(job.append(content(Kind.BATCH)).sequence()).isEqualTo(2);
  }

  private static NewCommit content(Kind kind) {
    return NewCommit.of(kind, THERE, JOB).withIdentity("o", TopicIdentity.of("cluster"));
  }

  @Test
  void copiesWhereALivingStreamStandsToAnotherStore() {
    StreamChange copy = Streams.copy(store, ORDERS, other, ORDERS);
    assertThat(copy.needsFence()).isFalse();
    OffsetCommit commit = copy.execute(Fence.NOBODY).get();
    assertThat(other.latest(ORDERS)).hasValue(commit);
    assertThat(commit.content())
        .isEqualTo(
            NewCommit.batch(THERE, JOB.asClosed()).withIdentity("o", TopicIdentity.of("cluster")));
    assertThat(job.append(content(Kind.BATCH)).sequence()).isEqualTo(3);
  }

  @Test
  void aPlaceThatAPersonHasMovedTheStreamToStaysOneInTheCopy() {
    assertThat(job.append(content(Kind.REWIND)).sequence()).isEqualTo(3);
    memory.claim(ORDERS, memory.latest(ORDERS).get().asStart()).close();
    assertThat(Streams.copy(store, ORDERS, other, SALES).execute(Fence.NOBODY).get().kind())
        .isEqualTo(Kind.REWIND);
  }

  @Test
  void replacesAStreamOnlyOnPurposeAndNeverTheSamePlace() {
    memory.claim(SALES, NewCommit.start(THERE, JOB)).close();
    StreamChange copy = Streams.copy(store, ORDERS, store, SALES);
    assertThatIllegalStateException()
        .isThrownBy(() -> copy.execute(Fence.OWNER))
        .withMessage(
            "Cannot copy 'orders': there is a stream 'sales' in the stopped offset store in memory,"
                + " at {\"o\":{\"0\":60,\"1\":20}}; take another name, or replace that stream on"
                + " purpose");
    assertThat(copy.needsFence()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> copy.replacing().execute(Fence.NOBODY))
        .withMessageContaining("may still own it");
    assertThat(copy.replacing().execute(Fence.OWNER).get().generation()).isEqualTo(2);
    assertThatIllegalStateException()
        .isThrownBy(() -> Streams.copy(memory, ORDERS, store, ORDERS))
        .withMessage(
            "Cannot copy 'orders': 'orders' in the stopped offset store in memory stands at the same"
                + " commit: it is this stream, or a copy of it; give another store or name");
    assertThatIllegalStateException()
        .isThrownBy(() -> Streams.copy(store, ORDERS, store, ORDERS))
        .withMessage(
            "Cannot copy 'orders': the copy would be in the same place; give another store or name");
    assertThatIllegalStateException()
        .isThrownBy(() -> Streams.copy(store, StreamId.of("order"), other, SALES))
        .withMessageStartingWith("Cannot copy 'order': nothing is stored for it");
  }

  @Test
  void ofACopyThatIsStoppedThereIsNoPlace() {
    StoppedStore target = new StoppedStore(other);
    target.fails(content -> true);
    assertThatExceptionOfType(OffsetStoreException.class)
        .isThrownBy(() -> Streams.copy(store, ORDERS, target, ORDERS).execute(Fence.NOBODY))
        .withMessage("Cannot copy to 'orders': it is claimed, and stands where it was; stopped");
    assertThat(other.latest(ORDERS).get().offsets()).isEqualTo(TopicOffsets.empty());
  }

  @Test
  void forgetsAStreamAndNoOlderWriterWins() {
    StreamChange forget = Streams.forget(store, ORDERS);
    assertThatIllegalStateException()
        .isThrownBy(() -> forget.execute(Fence.NOBODY))
        .withMessageContaining("'4711@host', last commit");
    assertThat(forget.execute(Fence.OWNER)).isEmpty();
    assertThat(memory.latest(ORDERS)).isEmpty();
    assertThat(memory.streams()).isEmpty();
    assertThatExceptionOfType(StaleWriterException.class)
        .isThrownBy(() -> job.append(content(Kind.BATCH)));
    assertThatIllegalStateException()
        .isThrownBy(() -> Streams.forget(store, ORDERS))
        .withMessageContaining("it has no stream at all");
  }

  @Test
  void aStreamThatWasToBeForgottenStandsWhereItWasIfItIsStopped() {
    store.fails(content -> content.kind() == Kind.FORGOTTEN);
    assertThatExceptionOfType(OffsetStoreException.class)
        .isThrownBy(() -> Streams.forget(store, ORDERS).execute(Fence.OWNER))
        .withMessage("Cannot forget 'orders': it is claimed, and stands where it was; stopped");
    assertThat(memory.latest(ORDERS).get().offsets()).isEqualTo(THERE);
  }

  @Test
  void renamesAStream() {
    OffsetCommit commit = Streams.rename(store, ORDERS, SALES).execute(Fence.OWNER).get();
    assertThat(memory.latest(SALES)).hasValue(commit);
    assertThat(commit.offsets()).isEqualTo(THERE);
    assertThat(memory.latest(ORDERS)).isEmpty();
    assertThatExceptionOfType(StaleWriterException.class)
        .isThrownBy(() -> job.append(content(Kind.BATCH)));
    assertThatIllegalStateException()
        .isThrownBy(() -> Streams.rename(store, SALES, SALES))
        .withMessage("Cannot rename 'sales': that is its name; give another one");
  }

  @Test
  void saysWhatIsThereIfARenameIsStopped() {
    store.fails(content -> content.kind() == Kind.FORGOTTEN);
    assertThatExceptionOfType(OffsetStoreException.class)
        .isThrownBy(() -> Streams.rename(store, ORDERS, SALES).execute(Fence.OWNER))
        .withMessageStartingWith(
            "Cannot rename 'orders' wholly: 'sales' is there, and the old name may be, too; forget"
                + " that: ");
    assertThat(memory.latest(ORDERS).get().offsets()).isEqualTo(THERE);
    assertThat(memory.latest(SALES).get().offsets()).isEqualTo(THERE);
  }

  @Test
  void writesAChangeForPeopleAndForPrograms() {
    StreamChange rename = Streams.rename(store, ORDERS, SALES);
    assertThat(rename.describe())
        .startsWith(
            "rename 'orders' in the stopped offset store in memory to 'sales'\nit stands at"
                + " generation 1, sequence 2, a BATCH: {\"o\":{\"0\":60,\"1\":20}}; owner '4711@host'");
    assertThat(rename.toJson())
        .startsWith(
            "{\"version\":1,\"change\":\"rename\",\"stream\":\"orders\",\"newName\":\"sales\",\"commit\":{")
        .endsWith(
            "\"offsets\":{\"o\":{\"0\":60,\"1\":20}},\"replaced\":null,\"replacedOwner\":null}");
  }
}
