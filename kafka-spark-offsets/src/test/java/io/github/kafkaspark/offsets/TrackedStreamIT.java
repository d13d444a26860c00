package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.Progress.kafka;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.testing.SparkExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Moments of a stream's life that a healthy Spark and a healthy store do not come to. */
@ExtendWith(SparkExtension.class)
class TrackedStreamIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final TrackerThreads threads = new TrackerThreads();
  private final OffsetStore inner = OffsetStores.inMemory();
  private final OffsetStore store = mock(OffsetStore.class, delegatesTo(inner));
  private final FixedBrokers brokers = new FixedBrokers("t", 1, "cluster");
  private OffsetTracker tracker;
  private TrackedStream stream;

  @BeforeEach
  void attach(SparkSession spark) {
    tracker = OffsetTracker.attach(spark, store);
    stream = tracker.stream("stream");
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private void load() {
    TopicOffsets unused = stream.resume().firstTime(StartingOffsets.earliest()).resolve(brokers);
  }

  private static TopicOffsets at(long offset) {
    return TopicOffsets.empty().withOffset("t", 0, offset);
  }

  /** A run of the stream's query that has ended there. */
  private StreamingQuery run(long end) {
    return run(end, mock(StreamingQuery.class));
  }

  /** A run of the stream's query that has come there and goes on. */
  private StreamingQuery activeRun(long end) {
    StreamingQuery query = mock(StreamingQuery.class);
    when(query.isActive()).thenReturn(true);
    return run(end, query);
  }

  private StreamingQuery run(long end, StreamingQuery query) {
    UUID run = UUID.randomUUID();
    StreamingQueryProgress progress = Progress.of(run, 0, kafka(null, at(end).toJson()));
    when(progress.name()).thenReturn(stream.name());
    when(query.lastProgress()).thenReturn(progress);
    stream.recording().started(run, query);
    tracker.recorder().progressed(progress);
    return query;
  }

  private void claimElsewhere(long offset) {
    inner
        .claim(
            stream.id(),
            NewCommit.start(at(offset), Provenance.of("another driver", Instant.now())))
        .close();
  }

  /** From the next claim on, the store answers to a commit only when it is released. */
  private CountDownLatch hangingStore() {
    CountDownLatch release = new CountDownLatch(1);
    OffsetWriter hangs = mock(OffsetWriter.class);
    doAnswer(
            claim -> {
              OffsetWriter writer =
                  inner.claim(
                      stream.id(),
                      NewCommit.start(at(0), claim.<NewCommit>getArgument(1).provenance()));
              when(hangs.latest()).thenAnswer(call -> writer.latest());
              when(hangs.append(any()))
                  .thenAnswer(
                      append -> {
                        release.await();
                        return writer.append(append.getArgument(0));
                      });
              return hangs;
            })
        .when(store)
        .claim(any(), any());
    return release;
  }

  @Test
  void aClaimThatFailedLeavesTheOneBeforeInPlace() {
    load();
    StreamingQuery unused = run(10);
    stream.flush(LIMIT);
    doThrow(new OffsetStoreException("on purpose")).when(store).claim(any(), any());
    assertThatThrownBy(this::load).hasMessage("on purpose");

    // What was replaced must not come back as a claim of its own.
    doThrow(new AssertionError("claimed again")).when(store).claim(any(), any());
    claimElsewhere(50);
    assertThatThrownBy(() -> stream.flush(LIMIT))
        .hasMessageContaining("another driver has claimed");
    assertThat(inner.latest(stream.id()).get().offsets()).isEqualTo(at(50));
    assertThat(stream.status().health()).isEqualTo(Health.FENCED);
  }

  @Test
  void aFencedStreamsQueryIsStoppedAgainWhenItIsStartedAgain() throws Exception {
    load();
    claimElsewhere(50);
    verify(activeRun(10), timeout(LIMIT.toMillis())).stop();
    verify(activeRun(12), timeout(LIMIT.toMillis())).stop();
    assertThat(stream.status().health()).isEqualTo(Health.FENCED);
  }

  @Test
  void aStoreThatDoesNotAnswerIsSaidAndWaitedFor() {
    CountDownLatch release = hangingStore();
    load();
    StreamingQuery unused = run(10);

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stream.recording().status(Duration.ofMillis(100)).reason().orElse(""))
                    .startsWith("the store has not returned from a commit for "));
    assertThat(stream.recording().status(Duration.ofMillis(100)).health())
        .isEqualTo(Health.DEGRADED);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);

    release.countDown();
    stream.flush(LIMIT);
    assertThat(stream.recording().status(Duration.ZERO).health()).isEqualTo(Health.HEALTHY);
    assertThat(inner.latest(stream.id()).get().offsets()).isEqualTo(at(10));
  }

  @Test
  void saysWhatARestartWouldReadAgain() {
    CountDownLatch release = hangingStore();
    load();
    StreamingQuery query = run(10);
    StreamingQueryProgress first = query.lastProgress();
    StreamingQueryProgress second =
        Progress.of(first.runId(), 1, kafka(at(10).toJson(), at(1_500).toJson()));
    when(query.lastProgress()).thenReturn(second); // The listener has not seen it.

    StreamStatus status = stream.status();
    assertThat(status.recordsAtRisk()).isEqualTo(1_500);
    assertThat(status.batchesAtRisk()).isEqualTo(2);
    assertThat(status.pendingFor()).isPositive();
    assertThat(status)
        .asString()
        .matches(".*, at risk: at most 1,500 records of 2 batches, for .+ m?s");

    release.countDown();
    stream.flush(LIMIT);
    status = stream.status();
    assertThat(status.recordsAtRisk()).isZero();
    assertThat(status.batchesAtRisk()).isZero();
    assertThat(status.pendingFor()).isZero();
    assertThat(status).asString().doesNotContain("at risk");
  }

  @Test
  void sparksThreadsStartNoThread() {
    assertThat(threads.names()).contains("kafka-spark-offsets");
  }

  @Test
  void aFlushAfterTheTrackerIsClosedSaysSoAtOnce() {
    load();
    StreamingQuery unused = run(10);
    tracker.close();

    assertThatThrownBy(() -> stream.flush(LIMIT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use this OffsetTracker: it is closed; attach a new one");
  }

  @Test
  void aStreamThatWaitsForItsSecondQueryIsSaidAsSuchWhenTheTrackerCloses() {
    TestLog log = TestLog.sinceNow();
    load();
    StreamingQuery unused = run(10);
    load();
    tracker.close();

    assertThat(log.warnings("Stream 'stream' was not recorded: no query named")).hasSize(1);
    assertThat(log.warnings("is closed with offsets that are not committed")).isEmpty();
  }

  @Test
  void anInterruptedThreadStillClosesTheTracker() {
    load();
    StreamingQuery unused = run(10);
    Thread.currentThread().interrupt();
    tracker.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(stream.status().committed().get().offsets()).isEqualTo(at(10));
    verify(store).close();
  }

  @Test
  void aFlushThatIsInterruptedDoesNotBlameTheStore() {
    CountDownLatch release = hangingStore();
    load();
    StreamingQuery unused = run(10);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> stream.flush(Duration.ofSeconds(30)))
        .isInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith("Cannot flush 'stream' within 30 s: the thread was interrupted;");
    assertThat(Thread.interrupted()).isTrue();
    release.countDown();
  }

  @Test
  void takesALimitWithoutAnEnd() {
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
    load();
    StreamingQuery unused = run(10);
    stream.flush(forever);
    assertThat(stream.status().committed().get().offsets()).isEqualTo(at(10));
    tracker.close(forever);
    verify(store).close();
  }
}
