package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.testing.SparkExtension;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

/** Trackers that come and go leave nothing behind in a session that stays. */
@ExtendWith(SparkExtension.class)
class TrackerLeakIT {

  private static final String NAME = "attach and close";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void attachingAndClosingLeavesNoThreadFileOrTracker(SparkSession spark) {
    WeakReference<OffsetTracker> unused =
        attachAndClose(spark, 0); // What the first one opens for all.
    TrackerThreads threads = new TrackerThreads();
    int files = openFiles();
    List<WeakReference<OffsetTracker>> trackers = new ArrayList<>();
    int rounds = Faults.count(50, 1_000);
    long heap = 0;
    for (int round = 1; round <= rounds; round++) {
      trackers.add(attachAndClose(spark, Faults.count(6, 10)));
      heap = round == rounds / 5 ? heapInUse() : heap;
    }
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(trackers).allMatch(tracker -> tracker.get() == null);
            });
    threads.awaitEnd(LIMIT);
    long grown = (heapInUse() - heap) / 1024;
    Faults.say(
        NAME,
        String.format(
            "%d rounds: %d open files before, %d after; heap grown by %,d KB since a fifth of them",
            rounds, files, openFiles(), grown));
    assertThat(openFiles()).isLessThan(files + 20);
    assertThat(grown).as("KB of heap").isLessThan(16 * 1024);
  }

  private WeakReference<OffsetTracker> attachAndClose(SparkSession spark, int batches) {
    OffsetTracker tracker =
        OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
    TrackedStream stream = tracker.stream("stream");
    UUID run = UUID.randomUUID();
    stream.recording().started(run, null);
    for (int batch = 1; batch <= batches; batch++) {
      StreamingQueryProgress progress =
          Progress.of(run, batch, Progress.kafka(null, "{\"t\":{\"0\":" + batch + "}}"));
      Mockito.when(progress.name()).thenReturn("stream");
      tracker.recorder().progressed(progress);
      stream.flush(LIMIT);
    }
    tracker.close();
    return new WeakReference<>(tracker);
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Of this process, as Linux counts them. */
  private static int openFiles() {
    String[] files = new File("/proc/self/fd").list();
    return files == null ? 0 : files.length;
  }
}
