package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.offsets.store.Failures;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.mockito.stubbing.Answer;

/** A progress that cannot be read, and a host whose callback throws the same. */
class HostileProgressIT extends TrackerFixture {

  private final List<Health> told = new CopyOnWriteArrayList<>();
  private volatile Supplier<Throwable> failure;

  private TrackedStream attachWithHostileCallback() {
    tracker.close();
    tracker =
        OffsetTracker.attach(
            spark,
            OffsetStores.file(folder.resolve("offsets")),
            TrackerOptions.defaults()
                .onHealthChange(
                    status -> {
                      told.add(status.health());
                      Failures.<RuntimeException>mayThrow(failure);
                    }));
    return tracker.stream("hostile");
  }

  @Test
  void whatItThrowsToTheStoresThreadIsToldAndTheNextOneDoes() throws Exception {
    TrackedStream stream = attachWithHostileCallback();
    StreamingQuery query = start(stream, "one");
    HostileListener hostile = new HostileListener();
    spark.streams().addListener(hostile);
    try {
      for (Supplier<Throwable> each : Failures.ALL) {
        failure = each;
        told.clear();
        hostile.next = this::unreadable;
        // The watchdog may replace it with the real one before the store's thread has seen it.
        await()
            .atMost(LIMIT)
            .until(
                () -> {
                  goOn(query);
                  return told.contains(Health.DEGRADED);
                });
        assertRecords(query, stream, hostile);
        await().atMost(LIMIT).until(() -> told.contains(Health.HEALTHY));
      }
    } finally {
      spark.streams().removeListener(hostile);
    }
  }

  @Test
  void whatItThrowsOnSparksThreadStaysThere() throws Exception {
    TrackedStream stream = tracker.stream("hostile");
    StreamingQuery query = start(stream, "one");
    HostileListener hostile = new HostileListener();
    spark.streams().addListener(hostile);
    try {
      for (Supplier<Throwable> each : Failures.ALL) {
        failure = each;
        hostile.taken = false;
        hostile.next = real -> mock(StreamingQueryProgress.class, thrown());
        goOn(query); // Whose report the listener would not get any more if one had done harm.
        await().atMost(LIMIT).until(() -> hostile.taken);
      }
      assertRecords(query, stream, hostile);
      hostile.next = real -> mock(StreamingQueryProgress.class, call -> interrupted());
      goOn(query);
      await().atMost(LIMIT).until(() -> hostile.taken);
      assertRecords(query, stream, hostile);
    } finally {
      spark.streams().removeListener(hostile);
    }
  }

  private void goOn(StreamingQuery query) {
    kafka.produceNumbers(topic, 0, 10);
    query.processAllAvailable();
  }

  /** By the events that Spark reports: the test flushes nothing. */
  private void assertRecords(StreamingQuery query, TrackedStream stream, HostileListener hostile) {
    hostile.next = null;
    hostile.taken = false;
    goOn(query);
    await().atMost(LIMIT).until(() -> stored(stream).offsets().equals(kafka.endOffsets(topic)));
    // What others see of a commit is there a moment before the stream knows of it.
    await().atMost(LIMIT).until(() -> stream.status().health() == Health.HEALTHY);
    assertThat(hostile.leftInterrupted).isFalse();
    assertThat(query.isActive()).isTrue();
    assertThat(spark.sparkContext().isStopped()).isFalse();
  }

  private Answer<Object> thrown() {
    return call -> {
      throw failure.get();
    };
  }

  private static Object interrupted() {
    Thread.currentThread().interrupt();
    return null;
  }

  /** The same, but for its sources, which throw. */
  private StreamingQueryProgress unreadable(StreamingQueryProgress real) {
    StreamingQueryProgress progress = Progress.of(real.runId(), real.batchId());
    when(progress.name()).thenReturn("hostile");
    when(progress.timestamp()).thenReturn(real.timestamp());
    when(progress.sources()).thenAnswer(thrown());
    return progress;
  }

  /** Lets the tracker have a hostile event after each real one, on Spark's thread. */
  private final class HostileListener extends StreamingQueryListener {

    volatile UnaryOperator<StreamingQueryProgress> next;
    volatile boolean taken;
    volatile boolean leftInterrupted;

    @Override
    public void onQueryStarted(QueryStartedEvent event) {}

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
      UnaryOperator<StreamingQueryProgress> hostile = next;
      if (hostile != null) {
        new ProgressListener(tracker.recorder())
            .onQueryProgress(new QueryProgressEvent(hostile.apply(event.progress())));
        leftInterrupted |= Thread.interrupted();
        taken = true;
      }
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}
  }
}
