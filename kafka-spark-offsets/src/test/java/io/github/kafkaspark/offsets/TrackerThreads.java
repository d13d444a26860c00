package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The library's threads that have begun since this was made; those of other tests go on. */
final class TrackerThreads {

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  void awaitEnd(Duration limit) {
    await()
        .dontCatchUncaughtExceptions() // Spark's own threads may end with one.
        .pollDelay(Duration.ZERO)
        .atMost(limit)
        .untilAsserted(() -> assertThat(names()).isEmpty());
  }

  /** Those that have not ended. */
  List<String> names() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.startsWith("kafka-spark-"))
        .collect(Collectors.toList());
  }
}
