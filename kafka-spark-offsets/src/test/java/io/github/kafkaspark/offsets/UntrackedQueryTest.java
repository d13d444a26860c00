package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that wait for their queries, and queries that have other names or none. */
class UntrackedQueryTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final StreamingQuery running = mock(StreamingQuery.class);
  private final Recorder recorder =
      new Recorder(
          OffsetStores.inMemory(),
          TrackerOptions.defaults(),
          () -> Provenance.of("test", Instant.now()),
          id -> running,
          this::look);

  private void look(StreamingQueryProgress progress) {
    UntrackedQuery.look(progress, recorder);
  }

  @AfterEach
  void close() {
    recorder.close(LIMIT);
  }

  private Recording load(String name, String topic) {
    when(running.isActive()).thenReturn(true);
    Recording recording = recorder.record(StreamId.of(name), unused -> {});
    TrackedStream stream =
        new TrackedStream(
            null, recording, unused -> {}, recorder::requireOpen, recorder::requireOpen);
    TopicOffsets unused =
        stream
            .resume()
            .firstTime(StartingOffsets.earliest())
            .decide(new FixedBrokers(topic, 2, "cluster"));
    return recording;
  }

  private void report(String query, String topic) {
    String ends = TopicOffsets.empty().withOffset(topic, 0, 10).withOffset(topic, 1, 10).toJson();
    StreamingQueryProgress progress = Progress.of(UUID.randomUUID(), 1, Progress.kafka(null, ends));
    when(progress.name()).thenReturn(query);
    when(progress.id()).thenReturn(UUID.randomUUID());
    recorder.progressed(progress);
  }

  private static void awaitReason(Recording recording, String start) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(recording.status().reason().orElse("none")).startsWith(start));
  }

  @Test
  void concernsTheStreamThatWaitsForWhatItReads() {
    TestLog log = TestLog.sinceNow();
    Recording orders = load("loads orders", "untracked-orders");
    Recording payments = load("loads payments", "untracked-payments");

    report(null, "untracked-orders");

    awaitReason(orders, "A query without a name (id ");
    assertThat(orders.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(payments.status().health()).isEqualTo(Health.HEALTHY);
    // The watchdog may have told of the stream's health by now, which has the same reason.
    assertThat(log.warnings("UntrackedQuery: "))
        .filteredOn(line -> line.contains("while these wait"))
        .hasSize(1)
        .first()
        .asString()
        .contains("while these wait for a query that reads this: [loads orders]; call ");
  }

  @Test
  void concernsNoStreamThatReadsSomethingElse() {
    TestLog log = TestLog.sinceNow();
    Recording orders = load("alone", "untracked-alone");

    report("elsewhere", "untracked-elsewhere");

    await().atMost(LIMIT).until(() -> log.warnings("Query 'elsewhere' (id ").size() == 1);
    assertThat(log.warnings("Query 'elsewhere' (id ").get(0)).doesNotContain("wait");
    assertThat(orders.status().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void doesNotHideTheMistakeBefore() {
    TestLog log = TestLog.sinceNow();
    Recording orders = load("keeps", "untracked-keeps");

    report("first", "untracked-keeps");
    awaitReason(orders, "Query 'first' ");
    for (int i = 0; i < 20; i++) { // Their ids are drawn at random.
      report("later-" + i, "untracked-keeps");
    }
    await().atMost(LIMIT).until(() -> log.warnings("Query 'later-19' ").size() == 1);

    assertThat(orders.status().reason().get()).startsWith("Query 'first' ");
  }
}
