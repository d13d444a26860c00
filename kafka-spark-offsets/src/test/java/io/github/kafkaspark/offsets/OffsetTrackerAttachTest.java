package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.time.Duration;
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
  private final OffsetStore store = mock(OffsetStore.class);

  @Test
  void aStoreThatFailsLeavesTheSessionFree() {
    when(spark.sparkContext()).thenReturn(context);
    when(spark.streams()).thenReturn(mock(StreamingQueryManager.class));
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
  void aStoppedSessionTakesNoTrackerAndNoStreamButWhatIsThereCanBeLookedAtAndClosed() {
    when(spark.sparkContext()).thenReturn(context);
    StreamingQueryManager queries = mock(StreamingQueryManager.class);
    when(queries.active()).thenReturn(new StreamingQuery[0]);
    when(spark.streams()).thenReturn(queries);
    when(context.getConf()).thenReturn(new SparkConf(false));
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
