package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;

/** The library's threads that have begun since this was made; those of other tests go on. */
final class TrackerThreads {

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  void awaitEnd(Duration limit) {
    await()
        .dontCatchUncaughtExceptions() // Spark's own threads may end with one.
        .pollDelay(Duration.ZERO)
        .atMost(limit)
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("kafka-spark-")));
  }
}
