package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a tracker does as its options say, with a Spark that reports what each test wants. */
class RecorderTest extends RecorderFixture {

  private static final Duration HOUR = Duration.ofHours(1);

  /** Other tests of this JVM may have left some, with stores that never return. */
  private final TrackerThreads threads = new TrackerThreads();

  @Test
  void tellsTheHostAndTheLogOfEachChangeOfHealthAndWhy() {
    TestLog log = TestLog.sinceNow();
    record(options -> options);
    reach(10);
    awaitStored(10);
    down = true;
    reach(20);
    awaitTold(Health.DEGRADED);
    assertThat(told.get(0).reason().get()).contains("it is down");
    assertThat(told.get(0).recordsAtRisk()).isEqualTo(10);

    down = false;
    awaitTold(Health.DEGRADED, Health.HEALTHY);
    assertThat(told.get(1).committed().get().offsets()).isEqualTo(at(20));

    claimElsewhere();
    reach(30);
    awaitTold(Health.DEGRADED, Health.HEALTHY, Health.FENCED);
    assertThat(told.get(2).reason().get()).contains("was replaced by generation 2");
    assertThat(log.warnings("'stream' DEGRADED: ")).hasSize(1);
    assertThat(log.warnings("'stream' FENCED: ")).hasSize(1);
  }

  private static Stream<Throwable> unreadable() {
    return Stream.of(new IllegalStateException("on purpose"), new NoSuchMethodError("on purpose"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void aProgressThatCannotBeReadIsSaid(Throwable failure) {
    record(options -> options);
    StreamingQueryProgress unreadable = Progress.of(run, 1);
    when(unreadable.name()).thenReturn(STREAM.name());
    when(unreadable.sources()).thenThrow(failure);
    recorder.progressed(unreadable);
    awaitTold(Health.DEGRADED);
    assertThat(stream.status().reason().get()).contains("on purpose");

    reach(10);
    awaitTold(Health.DEGRADED, Health.HEALTHY);
    assertThat(stored()).isEqualTo(at(10));
  }

  @Test
  void aCallbackThatThrowsIsReportedAndToldTheNextChange() {
    TestLog log = TestLog.sinceNow();
    Consumer<StreamStatus> failing =
        status -> {
          told.add(status);
          throw new NoClassDefFoundError("on purpose");
        };
    record(options -> options.onHealthChange(failing));
    down = true;
    reach(10);
    awaitTold(Health.DEGRADED);
    down = false;
    awaitTold(Health.DEGRADED, Health.HEALTHY);
    awaitStored(10);
    await()
        .atMost(LIMIT)
        .until(() -> log.warnings("The host's callback has failed for 'stream'").size() == 2);
  }

  @Test
  void aCallbackThatNeverReturnsKeepsNothingElseFromWorking() {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    record(
        options ->
            options.onHealthChange(
                status -> {
                  calls.incrementAndGet();
                  WatchedStore.await(released);
                }));
    down = true;
    reach(10);
    await().atMost(LIMIT).until(() -> calls.get() == 1);
    down = false;
    awaitStored(10);
    claimElsewhere();
    reach(20);
    verify(query, timeout(LIMIT.toMillis())).stop();
    recorder.close(LIMIT);
    assertThat(calls).hasValue(1);

    released.countDown();
    await().atMost(LIMIT).until(() -> calls.get() == 3);
  }

  @Test
  void commitsAtMostOnceInAPeriodButAtOnceWhenFlushed() {
    record(options -> options.commitEvery(HOUR));
    reach(10);
    awaitStored(10);
    reach(20);
    reach(30);
    StreamStatus status = stream.recording().status(Duration.ofNanos(1));
    assertThat(status.health()).isEqualTo(Health.HEALTHY);
    assertThat(status.recordsAtRisk()).isEqualTo(20);
    assertThat(stored()).isEqualTo(at(10));

    stream.flush(LIMIT);
    assertThat(stored()).isEqualTo(at(30));
    assertThat(inner.latest(STREAM).get().sequence()).isEqualTo(3);

    reach(40);
    assertThat(recorder.finish(LIMIT)).isEmpty();
    assertThat(stored()).isEqualTo(at(40));
  }

  @Test
  void aFlushCommitsWhatTheListenerHasNotSeen() {
    record(options -> options.commitEvery(HOUR));
    reach(10);
    awaitStored(10);
    StreamingQueryProgress unused = unseen(20);
    stream.flush(LIMIT);
    assertThat(stored()).isEqualTo(at(20));
  }

  @Test
  void commitsInThePeriodWhatHasComeByThen() {
    record(options -> options.commitEvery(Duration.ofSeconds(1)));
    long begun = System.nanoTime();
    reach(1);
    awaitStored(1);
    for (long end = 2; end <= 200; end++) {
      reach(end);
    }
    awaitStored(200);
    long periods = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    assertThat(inner.latest(STREAM).get().sequence())
        .as("the START, the first, and one for each period")
        .isBetween(3L, 2 + 1 + periods);
  }

  @Test
  void takesWhatTheListenerBusHasDropped() {
    record(options -> options);
    StreamingQueryProgress unused = unseen(10);
    awaitStored(10);
  }

  @Test
  void aRunThatBeganBeforeItsStreamWasNamedCountsButNoneThatBeganBeforeTheRecorder() {
    recorder =
        new Recorder(
            inner,
            TrackerOptions.defaults(),
            () -> Provenance.of("test", Instant.now()),
            id -> null,
            progress -> {});
    StreamingQueryProgress late = Progress.of(UUID.randomUUID(), 1, Progress.kafka(null, "{}"));
    when(late.name()).thenReturn(STREAM.name());
    StreamingQueryListener.QueryStartedEvent start =
        mock(StreamingQueryListener.QueryStartedEvent.class);
    when(start.runId()).thenReturn(run);
    when(start.name()).thenReturn(STREAM.name());
    recorder.started(start);
    Recording recording = recorder.record(STREAM, unused -> {});
    recorder.progressed(late);
    assertThat(recording.unused()).isPresent();

    reach(10);
    assertThat(recording.unused()).isEmpty();
    recording.flush(LIMIT);
    assertThat(stored()).isEqualTo(at(10));
  }

  @Test
  void aQueryThatEndsBeforeItIsDecidedAboutIsRecordedToItsEnd() {
    recorder =
        new Recorder(
            inner,
            TrackerOptions.defaults(),
            () -> Provenance.of("test", Instant.now()),
            id -> null,
            first -> {
              Recording recording = recorder.record(STREAM, unused -> {});
              recording.started(run, null);
              recording.progressed(recorder.newest(first));
            });
    CountDownLatch released = new CountDownLatch(1);
    recorder.storeThread().execute(() -> WatchedStore.await(released)); // The store takes long.
    reach(10);
    StreamingQueryProgress last = unseen(20);
    recorder.progressed(last);
    StreamingQueryListener.QueryTerminatedEvent end =
        mock(StreamingQueryListener.QueryTerminatedEvent.class);
    UUID id = last.id();
    when(end.runId()).thenReturn(run);
    when(end.id()).thenReturn(id);
    recorder.terminated(end);

    released.countDown();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(inner.latest(STREAM).map(OffsetCommit::offsets)).contains(at(20)));
  }

  @Test
  void endsItsThreadsEvenIfTheStoreCannotBeClosed() {
    TestLog log = TestLog.sinceNow();
    record(options -> options);
    down = true;
    reach(10);
    awaitTold(Health.DEGRADED);
    recorder.close(LIMIT);
    assertThat(log.warnings("Could not close")).hasSize(1);
    threads.awaitEnd(LIMIT);
  }

  @Test
  void aStreamWhoseSourcesHaveNotSaidWhichBrokersTheyReadHasNoLag() {
    record(options -> options);
    assertThatThrownBy(stream::lag)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot tell how far 'stream' is behind: none of its sources was loaded with resume(), "
                + "so nobody has said which brokers have its topics; load its source with resume(), "
                + "or call ConsumerLag.of with its cluster");
  }

  @Test
  void aQueryThatCannotBeAskedIsSaidInTheStatusAndHarmsNobodyWhoLooks() {
    record(options -> options);
    StreamingQuery gone = mock(StreamingQuery.class);
    when(gone.isActive()).thenThrow(new IllegalStateException("on purpose"));
    stream.recording().started(UUID.randomUUID(), gone);

    assertThat(stream.toString())
        .startsWith(
            "TrackedStream 'stream' DEGRADED: what the query reports cannot be read: "
                + "java.lang.IllegalStateException: on purpose; claimed by generation 1, ");
  }
}
