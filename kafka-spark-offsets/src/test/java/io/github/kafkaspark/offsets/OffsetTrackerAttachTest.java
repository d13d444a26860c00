package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.time.Duration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryManager;
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
}
