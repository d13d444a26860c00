package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.testing.SparkExtension;
import java.io.File;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    // A listener that the configuration has made records until the application ends.
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    int files = openFiles();
    List<WeakReference<OffsetTracker>> trackers = new ArrayList<>();
    int rounds = Faults.count(50, 1_000);
    for (int round = 1; round <= rounds; round++) {
      trackers.add(attachAndClose(spark, Faults.count(6, 10)));
    }
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(trackers).allMatch(tracker -> tracker.get() == null);
            });
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("kafka-spark-")));
    Faults.say(
        NAME,
        String.format("%d rounds: %d open files before, %d after", rounds, files, openFiles()));
    assertThat(openFiles()).isLessThan(files + 20);
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

  /** Of this process, as Linux counts them. */
  private static int openFiles() {
    String[] files = new File("/proc/self/fd").list();
    return files == null ? 0 : files.length;
  }
}
