package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A tracker that is closed while the brokers of its store do not answer. */
@ExtendWith(SparkExtension.class)
@Tag("heavy")
class TrackerCloseIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String STREAM = "closes";

  /** Of a store in Kafka, a follower and a tracker. */
  private static final Pattern THREADS =
      Pattern.compile("kafka-spark-(offsets|watchdog|follower).*|kafka-(producer|admin-client).*");

  private final UUID run = UUID.randomUUID();
  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  @Test
  void noClientAndNoThreadStays(SparkSession spark, @TempDir Path folder) {
    try (EmbeddedKafka broker = EmbeddedKafka.fork();
        OffsetStore seen = OffsetStores.file(folder)) {
      broker.createTopic("t", 1);
      OffsetTracker tracker =
          OffsetTracker.attach(
              spark,
              OffsetStores.mirrored(
                  OffsetStores.kafka(
                      KafkaCluster.at(broker.bootstrapServers()).timeout(TIMEOUT), "spark-"),
                  OffsetStores.file(folder)));
      try {
        report(tracker, 10);
        await()
            .atMost(LIMIT)
            .untilAsserted(
                () ->
                    assertThat(seen.latest(tracker.stream(STREAM).id()).map(OffsetCommit::offsets))
                        .contains(RecorderFixture.at(10)));
        assertThat(threads()).isNotEmpty();
        broker.pause();
        report(tracker, 20);
      } finally {
        tracker.close(Duration.ofMillis(500));
      }
      await().atMost(LIMIT).untilAsserted(() -> assertThat(threads()).isEmpty());
      broker.unpause();
    }
  }

  private void report(OffsetTracker tracker, long end) {
    tracker.stream(STREAM).recording().started(run, null);
    StreamingQueryProgress progress =
        Progress.of(run, end, Progress.kafka(null, RecorderFixture.at(end).toJson()));
    when(progress.name()).thenReturn(STREAM);
    tracker.recorder().progressed(progress);
  }

  /** Those that have begun since and have not ended. */
  private List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> THREADS.matcher(name).matches())
        .collect(Collectors.toList());
  }
}
