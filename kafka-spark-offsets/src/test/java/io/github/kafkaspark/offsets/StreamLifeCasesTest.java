package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.after;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryTerminatedEvent;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import scala.Option;

/** Ways to lose a place between a load, a run and a claim, each of which was one once. */
class StreamLifeCasesTest extends RecorderFixture {

  private final FixedBrokers brokers = new FixedBrokers("t", 1, "cluster");

  private TopicOffsets load(FixedBrokers brokers, StartingOffsets firstTime) {
    return stream.resume().firstTime(firstTime).resolve(brokers);
  }

  /** Another run of the query, which was not loaded for. */
  private StreamingQuery anotherRun(UUID id) {
    StreamingQuery another = mock(StreamingQuery.class);
    when(another.id()).thenReturn(new UUID(0, 1));
    when(another.isActive()).thenReturn(true);
    stream.recording().started(id, another);
    return another;
  }

  private static StreamingQueryProgress progress(UUID run, long batch, Long start, long end) {
    StreamingQueryProgress progress =
        Progress.of(
            run,
            batch,
            Progress.kafka(start == null ? null : at(start).toJson(), at(end).toJson()));
    when(progress.name()).thenReturn(STREAM.name());
    return progress;
  }

  private void endRun() {
    when(query.isActive()).thenReturn(false);
  }

  private static QueryTerminatedEvent terminated(UUID run, boolean failed) {
    QueryTerminatedEvent event = mock(QueryTerminatedEvent.class);
    when(event.id()).thenReturn(new UUID(0, 1));
    when(event.runId()).thenReturn(run);
    when(event.exception()).thenReturn(failed ? Option.apply("on purpose") : Option.empty());
    return event;
  }

  private void claimElsewhere(long offset) {
    inner
        .claim(STREAM, NewCommit.start(at(offset), Provenance.of("another driver", Instant.now())))
        .close();
  }

  @Test
  void aRunThatBeginsLowerIsFollowed() {
    record(UnaryOperator.identity());
    reach(100);
    awaitStored(100);
    endRun();
    UUID second = UUID.randomUUID();
    StreamingQuery again = anotherRun(second);
    StreamingQueryProgress low = progress(second, 0, null, 10);
    when(again.lastProgress()).thenReturn(low);
    stream.flush(LIMIT);

    assertThat(stored()).isEqualTo(at(10));
    assertThat(inner.latest(STREAM).get().generation()).isEqualTo(2);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void aLoadAfterAFailedStartSeesWhoHasClaimedSince() {
    record(UnaryOperator.identity());
    endRun();
    stream.flush(LIMIT);
    TopicOffsets unused = load(brokers, StartingOffsets.latest());
    claimElsewhere(90);

    assertThat(load(brokers, StartingOffsets.latest())).isEqualTo(at(90));
    OffsetCommit commit = inner.latest(STREAM).get();
    assertThat(commit.generation()).isEqualTo(4);
    assertThat(commit.offsets()).isEqualTo(at(90));
  }

  @Test
  void aLoadIsNotRefusedForWhatTheDriverCommitsThatItReplaces() {
    record(UnaryOperator.identity());
    endRun();
    stream.flush(LIMIT);
    TopicOffsets unused = load(brokers, StartingOffsets.latest());
    Provenance elsewhere = Provenance.of("another driver", Instant.now());
    OffsetWriter other = inner.claim(STREAM, NewCommit.start(at(50), elsewhere));
    AtomicLong next = new AtomicLong(51);
    FixedBrokers busy =
        new FixedBrokers("t", 1, "cluster") {
          @Override
          public TopicOffsets end() {
            OffsetCommit made =
                other.append(NewCommit.batch(at(next.getAndIncrement()), elsewhere));
            return super.end().merge(made.offsets().filter(partition -> false));
          }
        };

    assertThat(load(busy, StartingOffsets.latest())).isEqualTo(at(50));
    assertThat(inner.latest(STREAM).get().generation()).isEqualTo(4);
  }

  @Test
  void aFirstProgressOfAStatefulQueryThatCannotBeReadHoldsNothingUp() {
    record(UnaryOperator.identity());
    reach(10);
    awaitStored(10);
    endRun();
    TopicOffsets unused = load(brokers, StartingOffsets.earliest());
    UUID second = UUID.randomUUID();
    StreamingQuery again = anotherRun(second);
    StreamingQueryProgress unreadable = stateful(progress(second, 0, null, 20));
    when(unreadable.sources()).thenThrow(new IllegalStateException("on purpose"));
    recorder.progressed(unreadable);
    recorder.progressed(stateful(progress(second, 1, 20L, 30)));
    awaitStored(30);

    assertThat(again.isActive()).isTrue();
  }

  @Test
  void aLoadGoesOnWhereTheDriverIsThatHasReplacedThisOne() {
    record(UnaryOperator.identity());
    reach(10);
    awaitStored(10);
    claimElsewhere(50);
    reach(20);
    endRun();

    assertThat(load(brokers, StartingOffsets.latest())).isEqualTo(at(50));
  }

  @Test
  void aQueryThatFailsBeforeItsFirstProgressSaysWhereItBegan() {
    record(UnaryOperator.identity());
    endRun();
    stream.flush(LIMIT);
    TopicOffsets unused = load(new FixedBrokers("t", 1, "cluster"), StartingOffsets.latest());
    UUID second = UUID.randomUUID();
    StreamingQuery failing = anotherRun(second);
    StreamingQueryException failure = mock(StreamingQueryException.class);
    when(failure.startOffset()).thenReturn("[" + at(20).toJson() + ", -, {\"logOffset\":3}]");
    when(failing.exception()).thenReturn(Option.apply(failure));
    when(failing.isActive()).thenReturn(false);
    recorder.terminated(terminated(second, true));
    awaitStored(20);

    assertThat(inner.latest(STREAM).get().kind()).isEqualTo(Kind.START);
  }

  @Test
  void aStreamWhoseStateIsLostIsSaidOnce() {
    record(UnaryOperator.identity());
    TestLog log = TestLog.sinceNow();
    reach(10);
    awaitStored(10);
    endRun();
    TopicOffsets unused = load(brokers, StartingOffsets.earliest());
    UUID second = UUID.randomUUID();
    StreamingQuery again = anotherRun(second);
    recorder.progressed(stateful(progress(second, 0, null, 20)));
    recorder.progressed(stateful(progress(second, 1, 20L, 30)));
    awaitStored(30);

    assertThat(log.warnings("its query keeps state and has not the checkpoint")).hasSize(1);
    assertThat(again.isActive()).isTrue();
  }

  @Test
  void aStreamWhoseStateIsLostIsStoppedAtEachStartIfTheHostWantsThat() throws Exception {
    record(options -> options.stopIfStateIsLost());
    reach(10);
    awaitStored(10);
    endRun();
    for (int batch = 0; batch < 3; batch++) { // The new checkpoint has the batches before.
      TopicOffsets unused = load(brokers, StartingOffsets.earliest());
      UUID run = UUID.randomUUID();
      StreamingQuery again = anotherRun(run);
      StreamingQueryProgress progress = stateful(progress(run, batch, batch == 0 ? null : 20L, 30));
      when(progress.id()).thenReturn(new UUID(0, 2));
      recorder.progressed(progress);

      verify(again, timeout(LIMIT.toMillis())).stop();
      await().atMost(LIMIT).until(() -> stream.status().health() == Health.FAILED);
      assertThat(stream.status().reason().get()).startsWith("the query has lost its state");
      assertThat(stored()).isEqualTo(at(10));
      when(again.isActive()).thenReturn(false);
    }
  }

  private static StreamingQueryProgress stateful(StreamingQueryProgress progress) {
    when(progress.stateOperators())
        .thenReturn(new StateOperatorProgress[] {mock(StateOperatorProgress.class)});
    return progress;
  }

  @Test
  void aFlushSaysWhatItCannotKnow() {
    record(UnaryOperator.identity());
    TestLog log = TestLog.sinceNow();
    recorder.progressed(progress(10)); // But the query has no last progress.
    stream.flush(LIMIT);

    assertThat(stored()).isEqualTo(at(10));
    assertThat(stream.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(stream.status().reason().get()).contains("numRecentProgressUpdates to 2 or more");
    assertThat(log.warnings("is flushed as far as its listener knows")).hasSize(1);
  }

  @Test
  void aFlushDoesNotWaitForWhatALoadHasMadeMoot() throws Exception {
    record(UnaryOperator.identity());
    down = true;
    reach(10);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> flush = thread.submit(() -> stream.flush(Duration.ofHours(1)));
      awaitTold(Health.DEGRADED);
      stream.recording().slot().reset();
      assertThatThrownBy(flush::get).hasRootCauseInstanceOf(OffsetStoreException.class);
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aLimitCountsFromWhenACommitWasDue() throws Exception {
    record(options -> options.commitEvery(Duration.ofHours(1)).stopAfter(Duration.ofMillis(1)));
    reach(10);
    awaitStored(10);
    reach(20);
    stream.recording().watch();
    verify(query, after(100).never()).stop();
  }

  @Test
  void aStreamIsRecordedOnceWhoeverAsksForIt() throws Exception {
    record(UnaryOperator.identity());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 200; i++) {
        StreamId id = StreamId.of("race-" + i);
        Future<Recording> one = threads.submit(() -> recorder.record(id, made -> {}));
        Future<Recording> other = threads.submit(() -> recorder.record(id, made -> {}));
        assertThat(one.get()).isSameAs(other.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aQueryBesideTheStreamIsTheReasonForAsLongAsItIsThere() {
    record(UnaryOperator.identity());
    reach(10);
    awaitStored(10);
    stream.recording().doubts().add(UUID.randomUUID(), "another one reads this too");
    assertThat(stream.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(stream.status().reason()).contains("another one reads this too");
  }
}
