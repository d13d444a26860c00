package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryManager;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tracker that is closed while its store is down. */
class RecorderCloseTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final StreamId STREAM = StreamId.of("stream");
  private static final String NOT_CLOSED = "is not closed within";

  @TempDir Path folder;

  private final TrackerThreads threads = new TrackerThreads();
  private final TestLog log = TestLog.sinceNow();
  private final UUID run = UUID.randomUUID();
  private final CountDownLatch latch = new CountDownLatch(1);
  private volatile boolean stuck;
  private volatile boolean waits;
  private volatile boolean down;

  @Test
  void aStoreThatDoesNotReturnIsClosedWithItsFollowersWhenItDoes() {
    OffsetStore primary = OffsetStores.inMemory();
    OffsetStore follower = OffsetStores.file(folder);
    OffsetTracker tracker =
        attach(
            OffsetStores.mirrored(
                WatchedStore.of(primary, this::stick),
                WatchedStore.of(follower, () -> fail(down))));
    report(tracker, 10);
    awaitOffset(follower, 10);
    down = true;
    report(tracker, 20);
    awaitOffset(primary, 20);
    stuck = true;
    report(tracker, 30);
    await().atMost(LIMIT).until(() -> waits);

    tracker.close(SHORT);

    assertThat(log.warnings(NOT_CLOSED)).hasSize(1);
    assertThat(threads.names()).contains("kafka-spark-offsets", "kafka-spark-follower");
    down = false;
    latch.countDown();
    threads.awaitEnd(LIMIT);
    requireClosed(primary);
    requireClosed(follower);
    try (OffsetStore seen = OffsetStores.file(folder)) {
      assertThat(seen.latest(STREAM).map(OffsetCommit::offsets)).contains(RecorderFixture.at(30));
    }
  }

  @Test
  void aStoreThatFailsIsClosedWithinTheLimitAndNotCalledBusy() {
    OffsetStore store = OffsetStores.inMemory();
    down = true;
    OffsetTracker tracker = attach(WatchedStore.failing(store, () -> fail(down)));
    report(tracker, 10);
    await().atMost(LIMIT).until(() -> !log.warnings("Could not commit").isEmpty());

    tracker.close(Duration.ofSeconds(1));

    assertThat(log.warnings("is closed with offsets that are not committed")).hasSize(1);
    assertThat(log.lines("busy")).isEmpty();
    assertThat(log.lines(NOT_CLOSED)).isEmpty();
    requireClosed(store);
    threads.awaitEnd(LIMIT);
  }

  @Test
  void aHostThatAsksIsToldWhatIsNotCommitted() {
    OffsetStore store = OffsetStores.inMemory();
    down = true;
    OffsetTracker tracker = attach(WatchedStore.failing(store, () -> fail(down)));
    report(tracker, 10);

    assertThatThrownBy(() -> tracker.closeOrFail(SHORT))
        .isInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(
            "Streams are closed with offsets that are not committed, and a restart")
        .hasMessageContaining(" stream: ");
    assertThat(log.warnings("is closed with offsets that are not committed")).isEmpty();
    requireClosed(store);
    tracker.closeOrFail(SHORT); // A second call does nothing.
    threads.awaitEnd(LIMIT);
  }

  @Test
  void aPrimaryWhoseCloseDoesNotReturnHoldsNoFollowerUp() {
    OffsetStore follower = OffsetStores.inMemory();
    OffsetStore mirrored =
        OffsetStores.mirrored(
            WatchedStore.of(OffsetStores.inMemory(), this::stick),
            WatchedStore.of(follower, () -> {}));
    stuck = true;
    Daemons.start("close", mirrored::close);

    await().atMost(LIMIT).untilAsserted(() -> requireClosed(follower));
    latch.countDown();
    threads.awaitEnd(LIMIT);
  }

  private static OffsetTracker attach(OffsetStore store) {
    SparkSession spark = mock(SparkSession.class);
    SparkContext context = mock(SparkContext.class);
    when(spark.sparkContext()).thenReturn(context);
    when(context.getConf()).thenReturn(new SparkConf(false));
    when(context.applicationId()).thenReturn("application");
    StreamingQueryManager queries = mock(StreamingQueryManager.class);
    when(queries.active()).thenReturn(new StreamingQuery[0]);
    when(spark.streams()).thenReturn(queries);
    return OffsetTracker.attach(spark, store);
  }

  private void report(OffsetTracker tracker, long end) {
    TrackedStream stream = tracker.stream(STREAM.name());
    stream.recording().started(run, null);
    StreamingQueryProgress progress =
        Progress.of(run, end, Progress.kafka(null, RecorderFixture.at(end).toJson()));
    when(progress.name()).thenReturn(STREAM.name());
    tracker.recorder().progressed(progress);
  }

  private void stick() {
    if (stuck) {
      waits = true;
      WatchedStore.await(latch);
    }
  }

  private static void fail(boolean down) {
    if (down) {
      throw new OffsetStoreException("it is down");
    }
  }

  private static void awaitOffset(OffsetStore store, long end) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(store.latest(STREAM).map(OffsetCommit::offsets))
                    .contains(RecorderFixture.at(end)));
  }

  private static void requireClosed(OffsetStore store) {
    assertThatThrownBy(() -> store.latest(STREAM))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("it is closed");
  }
}
