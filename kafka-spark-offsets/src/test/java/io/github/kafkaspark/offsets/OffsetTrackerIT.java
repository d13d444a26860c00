package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class OffsetTrackerIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;
  private SparkSession spark;
  private EmbeddedKafka kafka;
  private OffsetTracker tracker;
  private final String topic = EmbeddedKafka.uniqueTopic("events");
  private final Collected sink = new Collected();

  @BeforeEach
  void attach(SparkSession spark, EmbeddedKafka kafka) {
    this.spark = spark;
    this.kafka = kafka;
    tracker = OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
    kafka.createTopic(topic, 2);
  }

  @AfterEach
  void stopWhatWasStarted() throws Exception {
    for (StreamingQuery query : spark.streams().active()) {
      query.stop();
    }
    tracker.close();
  }

  private Dataset<Row> load(TrackedStream stream, String topic) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(stream.resume().orElse(StartingOffsets.earliest()))
        .load(spark);
  }

  private DataStreamWriter<Row> writer(Dataset<Row> events, String checkpoint) {
    return events
        .writeStream()
        .foreach(sink)
        .option("checkpointLocation", folder.resolve(checkpoint).toString());
  }

  private StreamingQuery start(TrackedStream stream, String checkpoint) throws Exception {
    return writer(load(stream, topic), checkpoint).queryName(stream.name()).start();
  }

  private OffsetCommit stored(TrackedStream stream) {
    return tracker.store().latest(stream.id()).get();
  }

  private TopicOffsets offsets(long zero, long one) {
    return TopicOffsets.empty().with(topic, 0, zero).with(topic, 1, one);
  }

  @Test
  void recordsWhatIsDoneAndResumesFromItWithTheCheckpointGone() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("resumes");
    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    query.stop();
    stream.flush(LIMIT);

    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
    assertThat(stored(stream).kind()).isEqualTo(OffsetCommit.Kind.BATCH);
    assertThat(stored(stream).provenance().queryId()).hasValue(query.id().toString());
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);

    kafka.produceNumbers(topic, 10, 14);
    StreamingQuery again = start(stream, "two");
    assertThat(stream.plan().get().start()).isEqualTo(offsets(5, 5));
    again.processAllAvailable();

    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(14);
    assertThat(stored(stream).generation()).isEqualTo(2);
  }

  @Test
  void commitsWhereARunBeginsBeforeItsFirstBatch() {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("start");
    Dataset<Row> unused =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(stream.resume().orElse(StartingOffsets.latest()))
            .load(spark);

    assertThat(stored(stream).kind()).isEqualTo(OffsetCommit.Kind.START);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
  }

  @Test
  void flushEqualsLastProgressAfterTriggerOnce() throws Exception {
    kafka.produceNumbers(topic, 0, 7);
    TrackedStream stream = tracker.stream("once");
    StreamingQuery query =
        writer(load(stream, topic), "one").queryName(stream.name()).trigger(Trigger.Once()).start();
    query.awaitTermination();
    stream.flush(LIMIT);

    assertThat(stored(stream).offsets()).isEqualTo(KafkaProgress.ends(query.lastProgress()));
    assertThat(stored(stream).offsets()).isEqualTo(offsets(4, 3));
  }

  @Test
  void flushMakesUpForWhatTheListenerHasNotSeen() throws Exception {
    tracker.close();
    CountDownLatch release = new CountDownLatch(1);
    StreamingQueryListener slow = new SlowListener(release);
    spark.streams().addListener(slow);
    tracker = OffsetTracker.attach(spark, OffsetStores.inMemory());
    try {
      kafka.produceNumbers(topic, 0, 10);
      TrackedStream stream = tracker.stream("unseen");
      StreamingQuery query = start(stream, "one");
      query.processAllAvailable();
      query.stop();
      assertThat(stored(stream).kind()).isEqualTo(OffsetCommit.Kind.START);

      stream.flush(LIMIT);
      assertThat(stored(stream).offsets()).isEqualTo(KafkaProgress.ends(query.lastProgress()));
      assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
    } finally {
      release.countDown();
      spark.streams().removeListener(slow);
    }
  }

  /** Somebody else's listener, which Spark calls before the tracker's and on the same thread. */
  private static final class SlowListener extends StreamingQueryListener {

    private final CountDownLatch release;

    SlowListener(CountDownLatch release) {
      this.release = release;
    }

    @Override
    public void onQueryStarted(QueryStartedEvent event) {}

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}
  }

  @Test
  void keepsTheStreamsOfSeveralQueriesApart() throws Exception {
    String other = EmbeddedKafka.uniqueTopic("other");
    kafka.createTopic(other, 1);
    kafka.produceNumbers(topic, 0, 6);
    kafka.produceNumbers(other, 0, 4);
    TrackedStream first = tracker.stream("first");
    TrackedStream second = tracker.stream("second");
    StreamingQuery one = start(first, "one");
    StreamingQuery two = writer(load(second, other), "two").queryName(second.name()).start();
    one.processAllAvailable();
    two.processAllAvailable();
    first.flush(LIMIT);
    second.flush(LIMIT);

    assertThat(stored(first).offsets()).isEqualTo(offsets(3, 3));
    assertThat(stored(second).offsets()).isEqualTo(TopicOffsets.empty().with(other, 0, 4));
    assertThat(tracker.status()).extracting(StreamStatus::health).containsOnly(Health.HEALTHY);
  }

  @Test
  void recordsAllSourcesOfAQueryInOneClaim() throws Exception {
    String other = EmbeddedKafka.uniqueTopic("other");
    kafka.createTopic(other, 1);
    kafka.produceNumbers(topic, 0, 6);
    kafka.produceNumbers(other, 0, 4);
    TrackedStream stream = tracker.stream("union");
    Dataset<Row> events = load(stream, topic).union(load(stream, other));
    StreamingQuery query = writer(events, "one").queryName(stream.name()).start();
    query.processAllAvailable();
    stream.flush(LIMIT);

    assertThat(stored(stream).generation()).isEqualTo(1);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(3, 3).with(other, 0, 4));
  }

  @Test
  void commitsTheLowerOffsetOfTwoSourcesOnOneTopic() throws Exception {
    kafka.produceNumbers(topic, 0, 40);
    TrackedStream stream = tracker.stream("twice");
    Dataset<Row> slow =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(stream.resume().orElse(StartingOffsets.earliest()))
            .option("maxOffsetsPerTrigger", 4)
            .load(spark);
    Dataset<Row> events = load(stream, topic).union(slow);
    StreamingQuery query =
        writer(events, "one").queryName(stream.name()).trigger(Trigger.Once()).start();
    query.awaitTermination();
    stream.flush(LIMIT);

    assertThat(stored(stream).offsets()).isEqualTo(offsets(2, 2));
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void commitsNothingOfATopicThatIsReadFromTwoClusters() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TestLog log = TestLog.sinceNow();
    try (EmbeddedKafka elsewhere = EmbeddedKafka.start()) {
      elsewhere.createTopic(topic, 2);
      elsewhere.produceNumbers(topic, 0, 4);
      TrackedStream stream = tracker.stream("clusters");
      Dataset<Row> far =
          KafkaStreamSource.topic(topic)
              .bootstrapServers(elsewhere.bootstrapServers())
              .startingOffsets(stream.resume().orElse(StartingOffsets.earliest()))
              .load(spark);
      StreamingQuery query =
          writer(load(stream, topic).union(far), "one").queryName(stream.name()).start();
      query.processAllAvailable();
      query.stop();
      stream.flush(LIMIT);

      assertThat(sink.records()).hasSize(14);
      assertThat(stored(stream).offsets()).isEqualTo(TopicOffsets.empty());
      assertThat(stream.status().health()).isEqualTo(Health.FAILED);
      assertThat(stream.status().reason().get())
          .contains(topic)
          .contains("two clusters")
          .contains("a query of its own");
      assertThat(log.warnings("reads topic '" + topic + "' from two clusters")).hasSize(1);
    }
  }

  @Test
  void refusesASecondTrackerOnOneSession() {
    assertThatThrownBy(() -> OffsetTracker.attach(spark, OffsetStores.inMemory()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot attach an OffsetTracker to this SparkSession: one is attached already, and two "
                + "would record the same queries; use that one for all streams, or close it first");
  }

  @Test
  void aStreamAskedForTwiceIsTheSame() {
    assertThat(tracker.stream("same")).isSameAs(tracker.stream("same"));
  }

  @Test
  void saysThatAQueryHasNoNameOrAnUnknownOne() throws Exception {
    TestLog log = TestLog.sinceNow();
    TrackedStream stream = tracker.stream("waits");
    StreamingQuery query = writer(load(stream, topic), "one").queryName("waitz").start();
    query.processAllAvailable();

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(log.warnings("Query 'waitz'"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("not recorded")
                    .contains("[waits]")
                    .contains("queryName(stream.name())"));
    assertThatThrownBy(() -> stream.flush(LIMIT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Cannot flush 'waits': no query named 'waits' has started");
    tracker.close();
    assertThat(log.warnings("Stream 'waits' was not recorded: no query named 'waits'")).hasSize(1);
  }

  @Test
  void aFailedQueryIsRestartedFromWhatItHadDone() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("restarts");
    start(stream, "one").processAllAvailable();
    spark.streams().active()[0].stop();

    kafka.produceNumbers(topic, 10, 20);
    start(stream, "two").processAllAvailable();
    stream.flush(LIMIT);

    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(20);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
  }

  @Test
  void refusesToLoadASourceWhileTheStreamsQueryRuns() throws Exception {
    TrackedStream stream = tracker.stream("runs");
    StreamingQuery query = start(stream, "one");
    assertThatThrownBy(() -> load(stream, topic))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot resume 'runs': its query (id "
                + query.id()
                + ") is running; stop it before its source is loaded again, or track a second "
                + "query as a stream of its own");
  }

  @Test
  void recordsAQueryWhoseSourceDidNotResumeAndSaysSo() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TestLog log = TestLog.sinceNow();
    TrackedStream stream = tracker.stream("plain");
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(StartingOffsets.earliest())
            .load(spark);
    writer(events, "one").queryName(stream.name()).start().processAllAvailable();
    stream.flush(LIMIT);

    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
    assertThat(log.warnings("its source was not loaded with resume()")).hasSize(1);
  }

  @Test
  void aCheckpointThatOverrulesTheStartIsSaidAndTheStartCorrected() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("overruled");
    StreamingQuery first = start(stream, "one");
    first.processAllAvailable();
    first.stop();
    stream.flush(LIMIT);
    // Somebody moves the stream back, but leaves the checkpoint.
    Provenance by = Provenance.of("somebody", Instant.now());
    tracker.store().claim(stream.id(), offsets(1, 2), by).close();

    TestLog log = TestLog.sinceNow();
    kafka.produceNumbers(topic, 10, 12);
    start(stream, "one").processAllAvailable();
    stream.flush(LIMIT);

    assertThat(stream.plan().get().start()).isEqualTo(offsets(1, 2));
    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(12);
    assertThat(tracker.store().history(stream.id()))
        .filteredOn(commit -> commit.generation() == 3)
        .filteredOn(commit -> commit.kind() == OffsetCommit.Kind.START)
        .extracting(OffsetCommit::offsets)
        .containsExactly(offsets(5, 5), offsets(1, 2));
    assertThat(log.warnings("a checkpoint of the query overrules the start")).hasSize(1);
  }

  @Test
  void aFencedStreamsQueryIsStopped() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("fenced");
    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    stream.flush(LIMIT);
    OffsetStore elsewhere = OffsetStores.file(folder.resolve("offsets"));
    elsewhere
        .claim(stream.id(), offsets(5, 5), Provenance.of("another driver", Instant.now()))
        .close();

    kafka.produceNumbers(topic, 10, 12);
    await().atMost(LIMIT).until(() -> !query.isActive());

    assertThat(stream.status().health()).isEqualTo(Health.FENCED);
    assertThat(stream.status().reason().get()).contains("another driver has claimed the stream");
    assertThat(elsewhere.latest(stream.id()).get().offsets()).isEqualTo(offsets(5, 5));
    assertThatThrownBy(() -> stream.flush(LIMIT)).isInstanceOf(OffsetStoreException.class);
  }

  @Test
  void aTrackerAttachedLateFindsTheRunningQuery() throws Exception {
    tracker.close();
    kafka.produceNumbers(topic, 0, 10);
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(StartingOffsets.earliest())
            .load(spark);
    writer(events, "one").queryName("late").start().processAllAvailable();

    tracker = OffsetTracker.attach(spark, OffsetStores.inMemory());
    TrackedStream stream = tracker.stream("late");
    stream.flush(LIMIT);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
  }

  @Test
  void aClosedTrackerIsRefused() {
    TrackedStream stream = tracker.stream("closed");
    tracker.close();
    assertThatThrownBy(() -> tracker.stream("closed"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use this OffsetTracker: it is closed; attach a new one");
    assertThatThrownBy(() -> load(stream, topic))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use this OffsetTracker: it is closed; attach a new one");
  }
}
