package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose a stream is, while its driver has nothing to commit that would tell. In virtual time. */
class StreamOwnerTest {

  private static final StreamId STREAM = StreamId.of("stream");

  private final ModelStore store = new ModelStore();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final FixedBrokers brokers = new FixedBrokers("t", 2, "cluster");
  private long time = 1;
  private Recording recording;
  private ModelQuery query;

  @BeforeEach
  void record() {
    record(store);
  }

  private void record(OffsetStore store) {
    recording =
        ModelDriver.record(
            STREAM, store, () -> Provenance.of("this driver", Instant.EPOCH), () -> time);
  }

  private void load() {
    TopicOffsets unused =
        new TrackedStream(null, recording, loaded -> {}, () -> {}, () -> {})
            .resume()
            .firstTime(StartingOffsets.earliest())
            .resolve(brokers);
  }

  private void start() {
    query =
        new ModelQuery(
            UUID.randomUUID(),
            ModelTopics.selections(Collections.singleton("t")),
            Collections.singletonMap(new TopicPartition("t", 0), 0L),
            null);
    recording.begun(query.run(), query);
  }

  /** The query does ten records more, and the listener is told. */
  private void doTen() {
    ModelTopics topics = new ModelTopics();
    topics.produce(0, query.positions().get(new TopicPartition("t", 0)) + 10);
    recording.progressed(query.batch(topics, new ModelSink(), 10));
  }

  private void loadAndDoTen() {
    load();
    start();
    doTen();
    recording.look();
    assertThat(store.now(STREAM).offsets()).isEqualTo(at(10));
  }

  private void after(Duration pause) {
    time += pause.toNanos();
    recording.look();
  }

  private OffsetWriter claimElsewhere() {
    return store.claim(
        STREAM, NewCommit.start(at(0), Provenance.of("another driver", Instant.EPOCH)));
  }

  private static TopicOffsets at(long offset) {
    return TopicOffsets.empty().withOffset("t", 0, offset).withOffset("t", 1, 0);
  }

  @Test
  void aStoreThatThrowsErrorsIsNotAskedAtOnceAgain() {
    AtomicInteger calls = new AtomicInteger();
    AtomicBoolean isBroken = new AtomicBoolean();
    record(
        WatchedStore.of(
            store,
            () -> {
              int unused = calls.incrementAndGet();
              if (isBroken.get()) {
                throw new NoClassDefFoundError("on purpose");
              }
            }));
    loadAndDoTen();
    isBroken.set(true);
    doTen();
    recording.look();
    int before = calls.get();
    for (int i = 0; i < 100; i++) {
      after(Duration.ofMillis(10));
    }
    // Those of a commit's retries, and one question.
    assertThat(calls.get() - before).isLessThan(20);
    assertThat(recording.status().health()).isEqualTo(Health.DEGRADED);

    isBroken.set(false);
    after(Duration.ofMinutes(1));
    assertThat(store.now(STREAM).offsets()).isEqualTo(at(20));
    assertThat(recording.status().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void anIdleDriverThatWasReplacedKnowsItWithinAMinute() {
    loadAndDoTen();
    claimElsewhere().close();
    after(Duration.ofSeconds(59));
    assertThat(recording.status().health()).isEqualTo(Health.HEALTHY);

    after(Duration.ofSeconds(2));
    assertThat(recording.status().health()).isEqualTo(Health.FENCED);
    assertThat(recording.status().reason().get()).contains("another driver has claimed the stream");
    assertThat(query.isActive()).isFalse();
  }

  @Test
  void aFlushKnowsItAtOnce() {
    loadAndDoTen();
    claimElsewhere().close();

    assertThatThrownBy(() -> recording.flush(Duration.ofSeconds(30)))
        .isInstanceOf(OffsetStoreException.class)
        .hasMessageContaining("another driver has claimed the stream");
    assertThat(query.isActive()).isFalse();
  }

  @Test
  void aDriverWhoseQueryHasEndedGoesOnWhereTheOtherIs() {
    loadAndDoTen();
    query.stop();
    recording.ended(query.run(), false);
    OffsetCommit unused =
        claimElsewhere()
            .append(NewCommit.batch(at(70), Provenance.of("another driver", Instant.EPOCH)));
    load();

    assertThat(store.now(STREAM).offsets()).isEqualTo(at(70));
    assertThat(recording.status().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void aStoreThatWasEmptiedIsSaidUntilTheNextCommit() {
    loadAndDoTen();
    store.lose();
    assertThatThrownBy(() -> recording.flush(Duration.ofSeconds(30)))
        .isInstanceOf(OffsetStoreException.class)
        .hasMessageContaining("the store no longer has the newest commit of the stream")
        .hasMessageContaining("but nothing");
    assertThat(recording.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(query.isActive()).isTrue();

    query.stop();
    recording.ended(query.run(), false);
    assertThatThrownBy(this::load)
        .as("to begin anew would lose what this driver knows of")
        .isInstanceOf(OffsetStoreException.class)
        .hasMessageContaining("the store has nothing of it, though this driver has committed");
  }

  @Test
  void aClaimInAStoreThatWasEmptiedIsThatOfAnotherThoughItHasTheSameGeneration() {
    loadAndDoTen();
    store.lose();
    OffsetWriter other = claimElsewhere();
    assertThat(other.latest().generation()).isEqualTo(1);
    after(Duration.ofSeconds(61));

    assertThat(recording.status().health()).isEqualTo(Health.FENCED);
    assertThat(query.isActive()).isFalse();
  }

  @Test
  void aCommitThatCameThroughThoughItSeemedToFailIsItsOwn() {
    loadAndDoTen();
    store.turn(ModelStore.Weather.FAILS_AFTER);
    doTen();
    recording.look();
    assertThat(recording.status().health()).isEqualTo(Health.DEGRADED);
    store.turn(ModelStore.Weather.FAIR);

    recording.flush(Duration.ofSeconds(30));
    assertThat(recording.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(query.isActive()).isTrue();
  }

  @Test
  void aFailureLooksForAnotherDriverAtOnce() {
    loadAndDoTen();
    claimElsewhere().close();
    store.turn(ModelStore.Weather.FAILS_BEFORE);
    doTen();
    time += TimeUnit.SECONDS.toNanos(2);
    recording.slot().look();
    assertThat(recording.status().health()).isEqualTo(Health.DEGRADED);
    store.turn(ModelStore.Weather.FAIR);
    recording.look();

    assertThat(recording.status().health()).isEqualTo(Health.FENCED);
  }

  @Test
  void aStoreThatCannotBeAskedIsSaidUntilItCan() {
    loadAndDoTen();
    store.turn(ModelStore.Weather.FAILS_BEFORE);
    after(Duration.ofSeconds(61));
    assertThat(recording.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(recording.status().reason().get()).startsWith("the store cannot be asked");

    store.turn(ModelStore.Weather.FAIR);
    after(Duration.ofSeconds(61));
    assertThat(recording.status().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void aStreamThatWaitsForItsQueryForLongIsNotRecorded() {
    load();
    after(Duration.ofSeconds(29));
    assertThat(recording.status().health()).isEqualTo(Health.HEALTHY);
    after(Duration.ofSeconds(2));
    assertThat(recording.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(recording.status().reason().get())
        .startsWith("no query named 'stream' has started in the tracker's session");

    start();
    assertThat(recording.status().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void aQueryThatSeemedToBeMeantIsRememberedUntilTheStreamsOwnStarts() {
    load();
    recording.doubts().add(UUID.randomUUID(), "Query 'tpyo' reads Kafka but is not recorded");
    recording.doubts().keep(id -> false);
    assertThat(recording.status().reason())
        .contains("Query 'tpyo' reads Kafka but is not recorded");

    start();
    recording.doubts().keep(id -> false);
    assertThat(recording.status().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void aStartKeepsTheQueryThatItGoesOnFrom() {
    loadAndDoTen();
    query.stop();
    recording.ended(query.run(), false);
    load();

    OffsetCommit start = store.now(STREAM);
    assertThat(start.kind()).isEqualTo(NewCommit.Kind.START);
    assertThat(start.provenance().queryId()).contains(query.run().toString());
    assertThat(start.provenance().batchId()).hasValue(0);
  }

  @Test
  void reportsOfAnIdleQueryTellNothingOfTheStore() {
    loadAndDoTen();
    claimElsewhere().close();
    for (int i = 0; i < 7; i++) {
      recording.progressed(query.batch(new ModelTopics(), new ModelSink(), 0));
      after(Duration.ofSeconds(10));
    }
    assertThat(recording.status().health()).isEqualTo(Health.FENCED);
    assertThat(query.isActive()).isFalse();
  }

  @Test
  void aQueryThatStartsAfterAnotherDriverHasClaimedIsStopped() {
    load();
    claimElsewhere().close();
    after(Duration.ofSeconds(61));
    assertThat(recording.status().health()).isEqualTo(Health.FENCED);

    start();
    recording.progressed(query.batch(new ModelTopics(), new ModelSink(), 0));
    recording.look();
    assertThat(query.isActive()).isFalse();
    assertThat(recording.status().health()).isEqualTo(Health.FENCED);
  }

  @Test
  void aStreamThatWasHandedOverWhenItsQueryHadEndedIsNotFenced() {
    loadAndDoTen();
    query.stop();
    recording.ended(query.run(), false);
    claimElsewhere().close();
    after(Duration.ofSeconds(61));
    recording.flush(Duration.ofSeconds(30));

    assertThat(recording.status().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void offsetsThatTheStoreHasDroppedWithTheirTopicAreNotAnotherDrivers() {
    loadAndDoTen();
    OffsetCommit committed = store.now(STREAM);
    OffsetStore group = mock(OffsetStore.class);
    OffsetCommit shown =
        OffsetCommit.of(
            STREAM,
            committed.generation(),
            committed.sequence(),
            NewCommit.batch(TopicOffsets.empty(), committed.provenance()));
    OffsetWriter writer = mock(OffsetWriter.class);
    when(writer.latest()).thenReturn(committed);
    when(group.claim(any(), any())).thenReturn(writer);

    assertThat(ClaimWriter.claim(group, STREAM, committed.content()).missing(Optional.of(shown)))
        .isEmpty();
  }

  @Test
  void aFailureOfTheClaimBeforeDoesNotTouchTheNextOne() throws Exception {
    record(slowlyReplaced());
    load();
    start();
    doTen();
    Thread storeThread = begin(() -> recording.slot().look());
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    ResumePlan plan =
        Resume.from(store, STREAM).firstTime(StartingOffsets.earliest()).plan(brokers);
    Thread host = begin(() -> recording.claim(plan, brokers));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !host.isAlive() || host.getState() == Thread.State.BLOCKED);
    answer.countDown();
    storeThread.join();
    host.join();

    assertThat(recording.isWaiting()).isTrue();
    assertThat(recording.status().health()).isEqualTo(Health.HEALTHY);
  }

  private static Thread begin(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  /** A store whose first writer learns only after a while that it was replaced. */
  private OffsetStore slowlyReplaced() {
    OffsetStore slow = mock(OffsetStore.class, delegatesTo(store));
    doAnswer(
            claim -> {
              OffsetWriter real = store.claim(claim.getArgument(0), claim.getArgument(1));
              OffsetWriter writer = mock(OffsetWriter.class, delegatesTo(real));
              doAnswer(
                      append -> {
                        asked.countDown();
                        answer.await();
                        throw new StaleWriterException(STREAM, 1, 2);
                      })
                  .when(writer)
                  .append(any());
              return writer;
            })
        .when(slow)
        .claim(any(), any());
    return slow;
  }
}
