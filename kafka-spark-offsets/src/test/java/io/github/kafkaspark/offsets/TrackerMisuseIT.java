package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;

/** What a host may get wrong: each is one clear error or warning. */
class TrackerMisuseIT extends TrackerFixture {

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
              .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
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
  void saysThatContinuousProcessingCannotBeRecorded() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("continuous");
    StreamingQuery query =
        load(stream, topic)
            .writeStream()
            .format("memory")
            .queryName(stream.name())
            .trigger(Trigger.Continuous(100))
            .option("checkpointLocation", folder.resolve("one").toString())
            .start();

    Recording recording = stream.recording();
    await()
        .atMost(LIMIT)
        .until(() -> recording.status(Duration.ofMillis(1)).health() == Health.DEGRADED);
    assertThat(recording.status(Duration.ofMillis(1)).reason().get())
        .contains("the query has reported nothing for ")
        .contains("continuous processing, where Spark reports no progress");
    assertThat(query.isActive()).isTrue();
    query.stop();
    StreamStatus stopped = recording.status(Duration.ofMillis(1));
    assertThat(stopped.health()).isEqualTo(Health.DEGRADED);
    assertThat(stopped.reason().get()).contains("ended before its first progress");
    assertThat(stored(stream).offsets()).isEqualTo(TopicOffsets.empty());
  }

  @Test
  void aQueryThatFindsNoDataIsNotTakenForContinuousProcessing() throws Exception {
    TrackedStream stream = tracker.stream("idle");
    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    await()
        .atMost(LIMIT)
        .during(Duration.ofSeconds(2))
        .until(() -> stream.recording().status(Duration.ofMillis(1)).health() == Health.HEALTHY);
  }

  @Test
  void aFirstBatchThatTakesLongIsNotTakenForContinuousProcessing() throws Exception {
    kafka.produceNumbers(topic, 0, 2);
    TrackedStream stream = tracker.stream("long");
    StreamingQuery query =
        load(stream, topic)
            .writeStream()
            .foreach(new Held())
            .option("checkpointLocation", folder.resolve("one").toString())
            .queryName(stream.name())
            .start();
    try {
      assertThat(Held.BEGUN.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      StreamStatus status = stream.recording().status(Duration.ofMillis(1));
      assertThat(query.lastProgress()).isNull();
      assertThat(status.health()).as(status.toString()).isEqualTo(Health.HEALTHY);
    } finally {
      Held.RELEASED.countDown();
    }
    query.processAllAvailable();
  }

  @Test
  void refusesASecondTrackerOnOneSession() {
    assertThatThrownBy(() -> OffsetTracker.attach(spark, OffsetStores.inMemory()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot attach an OffsetTracker to this SparkSession: one is attached already, and two "
                + "would record the same queries; use that one, which OffsetTracker.of(spark) gives, "
                + "for all streams, or close it first");
    assertThat(OffsetTracker.of(spark)).containsSame(tracker);
    assertThat(OffsetTracker.of(spark.newSession())).isEmpty();
  }

  @Test
  void aStreamAskedForTwiceIsTheSame() {
    assertThat(tracker.stream("same")).isSameAs(tracker.stream("same"));
  }

  @Test
  void saysThatAQueryHasAnUnknownName() throws Exception {
    TestLog log = TestLog.sinceNow();
    TrackedStream stream = tracker.stream("waits");
    StreamingQuery query = writer(load(stream, topic), "one").queryName("waitz").start();
    query.processAllAvailable();

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(said(log, "Query 'waitz'"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("not recorded")
                    .contains("[waits]")
                    .contains("queryName(stream.name())"));
    assertThat(stream.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(stream.status().reason().get()).startsWith("Query 'waitz'");
    assertThatThrownBy(() -> stream.flush(LIMIT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Cannot flush 'waits': no query named 'waits' has started");
    tracker.close();
    assertThat(log.warnings("Stream 'waits' was not recorded: no query named 'waits'")).hasSize(1);
  }

  @Test
  void aRefusedLoadIsNotTakenForAQueryOfAnotherName() {
    TestLog log = TestLog.sinceNow();
    TrackedStream stream = tracker.stream("refused");
    assertThatThrownBy(() -> load(stream, "there-is-no-such-topic"))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(
            () ->
                KafkaStreamSource.topic(topic)
                    .bootstrapServers(kafka.bootstrapServers())
                    .startingOffsets(stream.resume().firstTimeFails())
                    .load(spark))
        .hasMessageContaining("nothing is stored");
    tracker.close();
    assertThat(log.warnings("Stream 'refused' was not recorded: a source asked where")).hasSize(1);
    assertThat(log.warnings("no query named 'refused'")).isEmpty();
  }

  /** The warnings themselves, without the change of health that they are the reason of. */
  private static List<String> said(TestLog log, String text) {
    return log.warnings(text).stream()
        .filter(line -> !line.contains("DEGRADED"))
        .collect(Collectors.toList());
  }

  @Test
  void saysThatAQueryHasNoName() throws Exception {
    TestLog log = TestLog.sinceNow();
    writer(load(tracker.stream("nameless"), topic), "one").start().processAllAvailable();

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(said(log, "A query without a name"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("while these wait for a query that reads this: [nameless]"));
  }

  @Test
  void saysThatASecondQueryReadsWhatTheStreamsQueryReads() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("first");
    Dataset<Row> events = load(stream, topic);
    writer(events, "one").queryName(stream.name()).start().processAllAvailable();
    stream.flush(LIMIT);
    StreamingQuery second = writer(events, "two").queryName("second").start();
    second.processAllAvailable();

    await().atMost(LIMIT).until(() -> stream.status().health() == Health.DEGRADED);
    assertThat(stream.status().reason().get()).startsWith("Query 'second'");
    second.stop();
    await().atMost(LIMIT).until(() -> stream.status().health() == Health.HEALTHY);
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

  /** A sink whose first batch lasts until it is released. */
  private static final class Held extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;
    static final CountDownLatch BEGUN = new CountDownLatch(1);
    static final CountDownLatch RELEASED = new CountDownLatch(1);

    @Override
    public boolean open(long partitionId, long version) {
      return true;
    }

    @Override
    public void process(Row row) {
      BEGUN.countDown();
      WatchedStore.await(RELEASED);
    }

    @Override
    public void close(Throwable failure) {}
  }
}
