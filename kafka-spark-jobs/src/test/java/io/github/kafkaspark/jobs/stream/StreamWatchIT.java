package io.github.kafkaspark.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.jobs.api.PlanView;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.StreamHealth;
import io.github.kafkaspark.jobs.api.StreamView;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Looks at a store of files as a job writes it, and at a real broker. */
@Timeout(120)
@ExtendWith(KafkaExtension.class)
class StreamWatchIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final StreamId STREAM = StreamId.of("orders");

  @TempDir Path folder;

  private final StreamWatch watch = StreamWatch.start(Clock.systemUTC(), job -> false, view -> {});

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void showsLagAndOwnerOfARunAndThatAnotherHasTakenItsStream(EmbeddedKafka kafka) throws Exception {
    String topic = topic(kafka, 100);
    try (OffsetStore store = OffsetStores.file(folder)) {
      OffsetWriter writer = store.claim(STREAM, NewCommit.start(at(topic, 0), by("app-1")));
      watch(kafka.bootstrapServers());
      watch.running(List.of(new RunningApplication("job", "run-1", "app-1")));
      assertThat(awaitView(StreamWatchIT::isOfARun).why()).contains("no batch yet");

      append(writer, at(topic, 20));
      StreamView moving = awaitView(view -> view.health() == StreamHealth.MOVING);
      assertThat(moving.lag()).isEqualTo(60);
      assertThat(moving.owner()).isEqualTo(new StreamView.OwnerView("app-1", "host", 1, "run-1"));
      assertThat(moving.partitions())
          .extracting(StreamView.PartitionView::lag)
          .containsExactly(30L, 30L);
      assertThat(watch.offsets("job").offsets()).containsEntry(topic, Map.of(0, 20L, 1, 20L));

      append(writer, at(topic, 50));
      StreamView idle = awaitView(view -> view.health() == StreamHealth.IDLE);
      assertThat(idle.lag()).isZero();
      assertThat(watch.chart("job", Duration.ofHours(1)))
          .extracting(point -> point.lag())
          .contains(100L, 60L, 0L);

      store.claim(STREAM, NewCommit.start(at(topic, 50), by("app-2"))).close();
      assertThat(awaitView(view -> view.health() == StreamHealth.FENCED).why())
          .contains("application app-2 has claimed the stream, generation 2");
      watch.running(List.of());
      assertThat(awaitView(view -> view.health() == StreamHealth.STOPPED).why()).contains("app-2");
    }
  }

  @Test
  void aStreamWhoseFirstRunHasDoneNothingIsNotIdle(EmbeddedKafka kafka) throws Exception {
    String unused = topic(kafka, 100);
    try (OffsetStore store = OffsetStores.file(folder)) {
      store.claim(STREAM, NewCommit.start(TopicOffsets.empty(), by("app-1"))).close();
      watch(kafka.bootstrapServers());
      watch.running(List.of(new RunningApplication("job", "run-1", "app-1")));
      StreamView view = awaitView(StreamWatchIT::isOfARun);
      assertThat(view.health()).isEqualTo(StreamHealth.UNKNOWN);
      assertThat(view.why()).contains("no batch yet");
      assertThat(view.lag()).isNull();
    }
  }

  @Test
  void lookingChangesNothing(EmbeddedKafka kafka) throws Exception {
    String topic = topic(kafka, 10);
    Path offsets = folder.resolve("offsets");
    watch("file:" + offsets, kafka.bootstrapServers());
    assertThat(awaitView(view -> view.at() != null).why())
        .contains("nothing is stored for the stream yet; the store is " + offsets);
    assertThat(watch.plan("job").text()).contains("not visible from here");
    assertThat(watch.offsets("job").offsets()).isEmpty();
    assertThat(offsets).doesNotExist();

    try (OffsetStore store = OffsetStores.file(offsets)) {
      store.claim(STREAM, NewCommit.start(at(topic, 0), by("app-1"))).close();
    }
    Map<String, String> before = content(offsets);
    watch.running(List.of(new RunningApplication("job", "run-1", "app-1")));
    assertThat(awaitView(view -> view.lag() != null).lag()).isEqualTo(10);
    assertThat(watch.plan("job").lines()).hasSize(2);
    assertThat(content(offsets)).isEqualTo(before);
  }

  @Test
  void plansAStartAndNamesWhatItWouldRefuse(EmbeddedKafka kafka) throws Exception {
    String topic = topic(kafka, 100);
    try (OffsetStore store = OffsetStores.file(folder)) {
      watch(kafka.bootstrapServers());
      assertThat(watch.plan("job").text()).contains("Nothing is stored", "firstTime(…)");

      store.claim(STREAM, NewCommit.start(at(topic, 20), by("app-1"))).close();
      PlanView plan = watch.plan("job");
      assertThat(plan.refused()).isNull();
      assertThat(plan.lines().get(0)).isEqualTo(new PlanView.Line(topic, 0, "20", 30L, "stored"));
      assertThat(plan.text()).contains("stored by generation 1", "resume policy");

      kafka.deleteRecordsBefore(topic, 1, 30);
      PlanView aged = watch.plan("job");
      assertThat(aged.refused()).contains("1 partition would be refused", topic + "-1");
      assertThat(aged.lines().get(1).why()).contains("10 gone");
    }
  }

  @Test
  void brokersThatAreAwayAreNamedAndAskedAgain(EmbeddedKafka kafka) throws Exception {
    String topic = topic(kafka, 10);
    try (OffsetStore store = OffsetStores.file(folder)) {
      store.claim(STREAM, NewCommit.start(at(topic, 0), by("app-1"))).close();
    }
    watch.running(List.of(new RunningApplication("job", "run-1", "app-1")));
    watch("127.0.0.1:1");
    StreamView away = awaitView(view -> view.at() != null);
    assertThat(away.health()).isEqualTo(StreamHealth.UNKNOWN);
    assertThat(away.why()).contains("the brokers do not say", "127.0.0.1:1");
    assertThat(away.lag()).isNull();
    assertThat(away.partitions()).extracting(StreamView.PartitionView::offset).contains(0L);
    assertThatThrownBy(() -> watch.plan("job"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(503));

    watch(kafka.bootstrapServers());
    assertThat(awaitView(view -> view.lag() != null).lag()).isEqualTo(10);
  }

  @Test
  void aJobWithoutAStreamHasNoPlan() {
    assertThat(watch.view("job")).isNull();
    assertThat(watch.chart("job", Duration.ofHours(1))).isEmpty();
    assertThat(watch.offsets("job")).isNull();
    assertThatThrownBy(() -> watch.plan("job"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(422))
        .hasMessageContaining("'job': it names no stream");
  }

  private static String topic(EmbeddedKafka kafka, int records) {
    String topic = EmbeddedKafka.uniqueTopic("watched");
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, records);
    return topic;
  }

  private void watch(String brokers) {
    watch("file:" + folder, brokers);
  }

  private void watch(String store, String brokers) {
    watch.watch(List.of(new WatchedStream("job", STREAM.name(), store, brokers)));
  }

  private StreamView awaitView(Predicate<StreamView> condition) {
    return await().atMost(LIMIT).until(() -> watch.view("job"), condition);
  }

  /** A look may come before the watch is told of the run. */
  private static boolean isOfARun(StreamView view) {
    return view.owner() != null && view.owner().run() != null;
  }

  private static void append(OffsetWriter writer, TopicOffsets offsets) {
    assertThat(writer.append(NewCommit.batch(offsets, by("app-1")))).isNotNull();
  }

  private static Provenance by(String application) {
    return Provenance.of("4711@host", Instant.now()).withApplication(application);
  }

  private static TopicOffsets at(String topic, long offset) {
    return TopicOffsets.empty().withOffset(topic, 0, offset).withOffset(topic, 1, offset);
  }

  private static Map<String, String> content(Path folder) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            folder.relativize(file).toString(),
            Files.getLastModifiedTime(file) + " " + Files.readString(file));
      }
    }
    return content;
  }
}
