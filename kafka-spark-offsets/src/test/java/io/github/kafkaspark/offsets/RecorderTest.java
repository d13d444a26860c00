package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.after;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a tracker does as its options say, with a Spark that reports what each test wants. */
class RecorderTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final StreamId STREAM = StreamId.of("stream");

  /** Other tests of this JVM may have left some, with stores that never return. */
  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  private final OffsetStore inner = OffsetStores.inMemory();
  private final List<StreamStatus> told = new CopyOnWriteArrayList<>();
  private final StreamingQuery query = mock(StreamingQuery.class);
  private final UUID run = UUID.randomUUID();
  private volatile boolean down;
  private Recorder recorder;
  private TrackedStream stream;

  @AfterEach
  void close() {
    recorder.close(LIMIT);
  }

  /** A stream that is claimed at the beginning of its topic, and whose query has started. */
  private void record(UnaryOperator<TrackerOptions> options) {
    OffsetStore store =
        WatchedStore.of(
            inner,
            () -> {
              if (down) {
                throw new OffsetStoreException("it is down");
              }
            });
    recorder =
        new Recorder(
            store,
            options.apply(TrackerOptions.defaults().onHealthChange(told::add)),
            () -> Provenance.of("test", Instant.now()),
            id -> query,
            progress -> {});
    stream = recorder.record(STREAM, recording -> {}).handle();
    TopicOffsets unused =
        stream
            .resume()
            .orElse(StartingOffsets.earliest())
            .resolve(new FixedBrokers("t", 1, "cluster"));
    when(query.isActive()).thenReturn(true);
    stream.recording().started(run, query);
  }

  /** The query has come there, and the listener bus has dropped it. */
  private StreamingQueryProgress unseen(long end) {
    StreamingQueryProgress progress = Progress.of(run, end, Progress.kafka(null, at(end).toJson()));
    when(progress.name()).thenReturn(STREAM.name());
    when(query.lastProgress()).thenReturn(progress);
    return progress;
  }

  private void reach(long end) {
    recorder.progressed(unseen(end));
  }

  private static TopicOffsets at(long offset) {
    return TopicOffsets.empty().with("t", 0, offset);
  }

  private TopicOffsets stored() {
    return inner.latest(STREAM).get().offsets();
  }

  private void awaitStored(long end) {
    await().atMost(LIMIT).until(() -> stored().equals(at(end)));
  }

  private List<Health> toldHealth() {
    return told.stream().map(StreamStatus::health).collect(Collectors.toList());
  }

  private void awaitTold(Health... changes) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(toldHealth()).containsExactly(changes));
  }

  private void claimElsewhere() {
    inner.claim(STREAM, at(0), Provenance.of("another driver", Instant.now())).close();
  }

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
  void leavesTheQueryOfAFencedStreamIfAsked() throws Exception {
    record(options -> options.keepFencedQueries());
    claimElsewhere();
    reach(10);
    awaitTold(Health.FENCED);
    reach(20);
    verify(query, after(500).never()).stop();
    assertThat(stored()).isEqualTo(at(0));
  }

  @Test
  void stopsTheQueryOfAStreamThatHasNoDurableCommitForTooLong() throws Exception {
    TestLog log = TestLog.sinceNow();
    record(options -> options.stopAfter(Duration.ofMillis(500)));
    reach(10);
    awaitStored(10);
    down = true;
    reach(20);
    verify(query, timeout(LIMIT.toMillis()).atLeastOnce()).stop();
    assertThat(log.warnings("No durable commit for PT0.5S, so the query is stopped").get(0))
        .contains("'stream' DEGRADED")
        .contains("at risk: at most 10 records");
    down = false;
    awaitStored(20);
  }

  @Test
  void stopsAQueryOnceHoweverLongThatTakes() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    doAnswer(
            call -> {
              WatchedStore.await(released);
              return null;
            })
        .when(query)
        .stop();
    TestLog log = TestLog.sinceNow();
    record(options -> options.stopAfter(Duration.ofMillis(1)));
    down = true;
    reach(10);
    verify(query, timeout(LIMIT.toMillis())).stop();
    stream.recording().watch();
    stream.recording().watch();
    verify(query, after(300).times(1)).stop();
    assertThat(log.warnings("so the query is stopped")).hasSize(1);
    released.countDown();
  }

  @Test
  void aQueryThatCouldNotBeStoppedIsStoppedAgain() throws Exception {
    doThrow(new IllegalStateException("on purpose")).doNothing().when(query).stop();
    record(options -> options.stopAfter(Duration.ofMillis(1)));
    down = true;
    reach(10);
    verify(query, timeout(LIMIT.toMillis()).atLeast(2)).stop();
  }

  @Test
  void doesNotStopAQueryThatHasNothingToCommit() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    record(options -> options.stopAfter(Duration.ofNanos(1)));
    StreamingQueryProgress last = unseen(10);
    recorder.progressed(last);
    awaitStored(10);
    when(query.lastProgress())
        .thenAnswer(
            call -> {
              looks.incrementAndGet();
              return last;
            });
    await().atMost(LIMIT).until(() -> looks.get() > 4);
    verify(query, never()).stop();
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
    recorder.finish(LIMIT);
    assertThat(stored()).isEqualTo(at(40));
  }

  @Test
  void commitsInThePeriodWhatHasComeByThen() {
    record(options -> options.commitEvery(Duration.ofSeconds(1)));
    long begun = System.nanoTime();
    for (long end = 1; end <= 200; end++) {
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
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("kafka-spark-")));
  }
}
