package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class OffsetTrackerAttachTest {

  private final SparkSession spark = mock(SparkSession.class);
  private final SparkContext context = mock(SparkContext.class);
  private final StreamingQueryManager queries = mock(StreamingQueryManager.class);
  private final OffsetStore store = mock(OffsetStore.class);

  @Test
  void aStoreThatFailsLeavesTheSessionFree() {
    attachable();
    when(context.getConf())
        .thenReturn(new SparkConf(false).set("spark.submit.deployMode", "cluster"));
    when(store.boundToHost()).thenThrow(new OffsetStoreException("on purpose"));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> OffsetTracker.attach(spark, store))
          .isInstanceOf(OffsetStoreException.class)
          .hasMessage("on purpose");
    }
  }

  @Test
  void anAttachThatFailsLeavesTheSessionFreeAndNoThread() {
    TrackerThreads threads = new TrackerThreads();
    when(spark.sparkContext()).thenReturn(context);
    when(context.getConf()).thenReturn(new SparkConf(false));
    when(spark.streams()).thenThrow(new IllegalStateException("on purpose"));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> OffsetTracker.attach(spark, store)).hasMessage("on purpose");
    }
    threads.awaitEnd(Duration.ofSeconds(30));
  }

  @Test
  void anAttachThatFailsAfterwardsListensNoMore() {
    attachable();
    List<Object> listening = new ArrayList<>();
    doAnswer(
            call -> {
              when(context.getConf()).thenThrow(new IllegalStateException("on purpose"));
              return listening.add(call.getArgument(0)) ? null : call;
            })
        .when(queries)
        .addListener(any());
    doAnswer(call -> listening.remove(call.<Object>getArgument(0)) ? null : call)
        .when(queries)
        .removeListener(any());

    assertThatThrownBy(() -> OffsetTracker.attach(spark, store)).hasMessage("on purpose");

    verify(queries).addListener(any());
    assertThat(listening).isEmpty();
    assertThat(OffsetTracker.of(spark)).isEmpty();
    verify(store, never()).close();
  }

  private void attachable() {
    when(spark.sparkContext()).thenReturn(context);
    when(spark.streams()).thenReturn(queries);
    when(queries.active()).thenReturn(new StreamingQuery[0]);
    when(context.getConf()).thenReturn(new SparkConf(false));
  }

  @Test
  void findsTheTrackerOfASessionUntilItIsClosed() {
    attachable();
    assertThat(OffsetTracker.of(spark)).isEmpty();
    try (OffsetTracker tracker = OffsetTracker.attach(spark, store)) {
      assertThat(OffsetTracker.of(spark)).containsSame(tracker);
      assertThat(OffsetTracker.of(mock(SparkSession.class))).isEmpty();
      when(context.isStopped()).thenReturn(true);
      assertThat(OffsetTracker.of(spark)).containsSame(tracker);
    }
    assertThat(OffsetTracker.of(spark)).isEmpty();
    assertThatThrownBy(() -> OffsetTracker.of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("spark");
  }

  @Test
  void findsATrackerThatNobodyHasKept() {
    attachable();
    WeakReference<Object> collected = attachAndForget();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              System.gc();
              return collected.get() == null;
            });
    assertThat(OffsetTracker.of(spark)).get().hasToString("OffsetTracker of 0 streams in a store");
    OffsetTracker.of(spark).get().close();
  }

  private WeakReference<Object> attachAndForget() {
    when(store.toString()).thenReturn("a store");
    OffsetTracker unused = OffsetTracker.attach(spark, store);
    return new WeakReference<>(new Object());
  }

  @Test
  void aSecondTrackerIsToldWhereTheFirstIs() {
    attachable();
    AtomicReference<Throwable> meanwhile = new AtomicReference<>();
    doAnswer(
            call -> {
              meanwhile.set(catchThrowable(() -> OffsetTracker.attach(spark, store)));
              return null;
            })
        .when(queries)
        .addListener(any());
    try (OffsetTracker tracker = OffsetTracker.attach(spark, store)) {
      assertThat(meanwhile.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot attach an OffsetTracker to this SparkSession: another one is being attached "
                  + "or closed; wait until that call has returned");
      assertThatThrownBy(() -> OffsetTracker.attach(spark, store))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageEndingWith(
              "; use that one, which OffsetTracker.of(spark) gives, for all streams, or close it "
                  + "first");
      assertThat(tracker.streams()).isEmpty();
    }
  }

  @Test
  void printsItselfAndItsStreamsInALineWithoutAskingTheStore() {
    attachable();
    AtomicBoolean asked = new AtomicBoolean();
    OffsetStore watched = WatchedStore.failing(OffsetStores.inMemory(), () -> asked.set(true));
    OffsetTracker tracker = OffsetTracker.attach(spark, watched);
    asked.set(false);
    assertThat(tracker).hasToString("OffsetTracker of 0 streams in offset store in memory");
    TrackedStream payments = tracker.stream("payments");
    TrackedStream orders = tracker.stream("orders");

    assertThat(tracker.streams()).containsExactly(orders, payments);
    assertThat(tracker)
        .hasToString(
            "OffsetTracker of 2 streams in offset store in memory: 'orders' HEALTHY, 'payments' "
                + "HEALTHY");
    assertThat(tracker.describe())
        .isEqualTo(
            "OffsetTracker of 2 streams in offset store in memory\n"
                + "'orders' HEALTHY, not claimed yet\n"
                + "'payments' HEALTHY, not claimed yet");
    assertThat(orders).hasToString("TrackedStream 'orders' HEALTHY, not claimed yet");
    assertThat(orders.describe()).isEqualTo("'orders' HEALTHY, not claimed yet");
    assertThat(asked).isFalse();
    for (int i = 0; i < 5; i++) {
      TrackedStream unused = tracker.stream("s" + i);
    }
    assertThat(tracker.toString()).endsWith("'s1' HEALTHY, 's2' HEALTHY and 2 more");

    tracker.close();
    assertThat(tracker.toString()).startsWith("Closed OffsetTracker of 7 streams in ");
    assertThat(orders).hasToString("TrackedStream 'orders' closed, HEALTHY, not claimed yet");
    assertThat(orders.status().isClosed()).isTrue();
    assertThat(tracker.streams()).contains(orders, payments);
  }

  @Test
  void aStoreWhoseTextFailsHarmsNobody() {
    attachable();
    when(store.toString()).thenThrow(new IllegalStateException("on purpose"));
    try (OffsetTracker tracker = OffsetTracker.attach(spark, store)) {
      assertThat(tracker)
          .hasToString("OffsetTracker of 0 streams in a " + store.getClass().getName());
    }
  }

  @Test
  void aStreamWithoutACommitHasNoLag() {
    attachable();
    try (OffsetTracker tracker = OffsetTracker.attach(spark, store)) {
      TrackedStream stream = tracker.stream("orders");
      assertThatThrownBy(stream::lag)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot tell how far 'orders' is behind: this tracker has committed nothing of it "
                  + "yet; load its source with resume(), or call ConsumerLag.of with its cluster");
    }
  }

  @Test
  void aStoppedSessionTakesNoTrackerAndNoStreamButWhatIsThereCanBeLookedAtAndClosed() {
    attachable();
    when(context.appName()).thenReturn("orders");
    when(context.applicationId()).thenReturn("local-1");
    try (OffsetTracker tracker = OffsetTracker.attach(spark, store)) {
      TrackedStream before = tracker.stream("before");
      when(context.isStopped()).thenReturn(true);

      assertStopped(() -> OffsetTracker.attach(spark, store));
      assertStopped(() -> tracker.stream("after"));
      // The source may be loaded with another session, whose queries the tracker does not see.
      assertStopped(
          () ->
              before
                  .resume()
                  .firstTime(StartingOffsets.earliest())
                  .resolve(mock(BrokerOffsets.class)));
      assertStopped(
          () ->
              IncrementalBatch.begin(
                  spark, store, "batch", KafkaBatchSource.topic("orders").bootstrapServers("b:1")));
      verify(store, never()).latest(any());
      assertThat(tracker.stream("before")).isSameAs(before);
      assertThat(tracker.status()).hasSize(1);
    }
    verify(store).close();
  }

  private static void assertStopped(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "Cannot use the SparkContext of 'orders' (local-1): it is stopped;");
  }
}
