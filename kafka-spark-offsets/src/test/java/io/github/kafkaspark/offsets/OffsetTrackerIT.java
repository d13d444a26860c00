package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;

class OffsetTrackerIT extends TrackerFixture {

  @Test
  void recordsWhatIsDoneAndResumesFromItWithTheCheckpointGone() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("resumes");
    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    query.stop();
    stream.flush(LIMIT);

    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
    assertThat(stored(stream).kind()).isEqualTo(NewCommit.Kind.BATCH);
    assertThat(stored(stream).provenance().queryId()).hasValue(query.id().toString());
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);

    kafka.produceNumbers(topic, 10, 14);
    assertThat(stream.lag().total()).isEqualTo(4);
    assertThat(stream.lag().toString())
        .startsWith("Stream 'resumes': 4 behind in 2 partitions; committed by generation 1, ");
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
            .startingOffsets(stream.resume().firstTime(StartingOffsets.latest()))
            .load(spark);

    assertThat(stored(stream).kind()).isEqualTo(NewCommit.Kind.START);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
  }

  @Test
  void aSourceThatIsLoadedAgainBeginsWhereItHadPromisedTo() {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("again");
    KafkaStreamSource source =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(stream.resume().firstTime(StartingOffsets.latest()));
    Dataset<Row> neverStarted = source.load(spark);
    kafka.produceNumbers(topic, 10, 20);
    Dataset<Row> again = source.load(spark);

    assertThat(again.schema()).isEqualTo(neverStarted.schema());
    assertThat(stream.plan().get().start()).isEqualTo(offsets(5, 5));
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
    assertThat(stored(stream).generation()).isEqualTo(1);
  }

  @Test
  void flushEqualsLastProgressAfterTriggerOnce() throws Exception {
    kafka.produceNumbers(topic, 0, 7);
    TrackedStream stream = tracker.stream("once");
    StreamingQuery query =
        writer(load(stream, topic), "one").queryName(stream.name()).trigger(Trigger.Once()).start();
    query.awaitTermination();
    stream.flush(LIMIT);

    assertThat(stored(stream).offsets()).isEqualTo(ProgressOffsets.of(query.lastProgress()).ends());
    assertThat(stored(stream).offsets()).isEqualTo(offsets(4, 3));
  }

  @Test
  void flushMakesUpForWhatTheListenerHasNotSeen() throws Exception {
    tracker.close();
    HeldListener held = HeldListener.add(spark); // Spark calls it before the tracker's.
    tracker =
        OffsetTracker.attach(
            spark,
            OffsetStores.inMemory(),
            // Or the watchdog could have it committed before the flush.
            TrackerOptions.defaults().commitEvery(Duration.ofHours(1)));
    try {
      kafka.produceNumbers(topic, 0, 10);
      TrackedStream stream = tracker.stream("unseen");
      StreamingQuery query = start(stream, "one");
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5)));
      held.hold();
      kafka.produceNumbers(topic, 10, 20);
      query.processAllAvailable();
      query.stop();
      assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));

      stream.flush(LIMIT);
      assertThat(stored(stream).offsets())
          .isEqualTo(ProgressOffsets.of(query.lastProgress()).ends());
      assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
    } finally {
      held.release();
      spark.streams().removeListener(held);
    }
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
    assertThat(stored(second).offsets()).isEqualTo(TopicOffsets.empty().withOffset(other, 0, 4));
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
    assertThat(stored(stream).offsets()).isEqualTo(offsets(3, 3).withOffset(other, 0, 4));
  }

  @Test
  void commitsTheLowerOffsetOfTwoSourcesOnOneTopic() throws Exception {
    kafka.produceNumbers(topic, 0, 40);
    TrackedStream stream = tracker.stream("twice");
    Dataset<Row> slow =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
            .option("maxOffsetsPerTrigger", 4)
            .load(spark);
    Dataset<Row> events = load(stream, topic).union(slow);
    // One batch, and no more while the test runs; Trigger.Once knows no limits since Spark 3.0.
    Trigger first = Trigger.ProcessingTime("1 hour");
    StreamingQuery query = writer(events, "one").queryName(stream.name()).trigger(first).start();
    await().atMost(LIMIT).until(() -> query.lastProgress() != null);
    stream.flush(LIMIT);

    assertThat(stored(stream).offsets()).isEqualTo(offsets(2, 2));
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
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
  @Shows(Restart.OVERRULED)
  void aCheckpointThatOverrulesTheStartIsSaidAndTheStartCorrected() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("overruled");
    StreamingQuery first = start(stream, "one");
    first.processAllAvailable();
    first.stop();
    stream.flush(LIMIT);
    // Somebody moves the stream back, but leaves the checkpoint.
    Provenance by = Provenance.of("somebody", Instant.now());
    tracker.recorder().store().claim(stream.id(), NewCommit.start(offsets(1, 2), by)).close();

    TestLog log = TestLog.sinceNow();
    kafka.produceNumbers(topic, 10, 12);
    start(stream, "one").processAllAvailable();
    stream.flush(LIMIT);

    assertThat(stream.plan().get().start()).isEqualTo(offsets(1, 2));
    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(12);
    assertThat(tracker.recorder().store().history(stream.id()))
        .filteredOn(commit -> commit.generation() == 3)
        .filteredOn(commit -> commit.kind() == NewCommit.Kind.START)
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
        .claim(
            stream.id(),
            NewCommit.start(offsets(5, 5), Provenance.of("another driver", Instant.now())))
        .close();

    kafka.produceNumbers(topic, 10, 12);
    await().atMost(LIMIT).until(() -> !query.isActive());

    assertThat(stream.status().health()).isEqualTo(Health.FENCED);
    assertThat(stream.status().reason().get()).contains("another driver has claimed the stream");
    assertThat(elsewhere.latest(stream.id()).get().offsets()).isEqualTo(offsets(5, 5));
    assertThatThrownBy(() -> stream.flush(LIMIT)).isInstanceOf(OffsetStoreException.class);
  }
}
