package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointWarning;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries that are started with a checkpoint of before, and say so or not. */
class NamedCheckpointIT extends TrackerFixture {

  private static final ResumePolicy STRICT =
      ResumePolicy.standard().on(Surprise.CHECKPOINT, Answer.FAIL);

  private Path checkpoint;

  /** A job without the library has done five records of each partition. */
  @BeforeEach
  void leaveACheckpoint() throws Exception {
    WaitingSink.letTasksWait();
    checkpoint = folder.resolve("checkpoint");
    kafka.produceNumbers(topic, 0, 10);
    runWithoutTheLibrary();
  }

  @AfterEach
  void endTasks() {
    WaitingSink.endTasks();
  }

  private void runWithoutTheLibrary() throws Exception {
    StreamingQuery query =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", kafka.bootstrapServers())
            .option("subscribe", topic)
            .option("startingOffsets", "earliest")
            .load()
            .writeStream()
            .foreach(sink)
            .option("checkpointLocation", checkpoint.toString())
            .start();
    query.processAllAvailable();
    query.stop();
  }

  private Dataset<Row> load(StartingOffsets start) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(start)
        .load(spark);
  }

  private StreamingQuery start(
      Dataset<Row> events, TrackedStream stream, ForeachWriter<Row> sink, Path checkpoint)
      throws Exception {
    return events
        .writeStream()
        .foreach(sink)
        .option("checkpointLocation", checkpoint.toString())
        .queryName(stream.name())
        .start();
  }

  /** The stream is stored at a place, by a driver of before. */
  private void store(TrackedStream stream, long zero, long one) {
    try (OffsetStore store = OffsetStores.file(folder.resolve("offsets"))) {
      store.claim(stream.id(), NewCommit.start(offsets(zero, one), by())).close();
    }
  }

  private void rewind(TrackedStream stream, long zero, long one) {
    try (OffsetStore store = OffsetStores.file(folder.resolve("offsets"));
        OffsetWriter writer = store.claim(stream.id(), NewCommit.start(offsets(5, 5), by()))) {
      OffsetCommit unused = writer.append(NewCommit.rewind(offsets(zero, one), by()));
    }
  }

  private static Provenance by() {
    return Provenance.of("Ada", Instant.parse("2026-05-01T12:00:00Z"));
  }

  @Test
  @Shows(Restart.NAMED)
  void aJobThatRanWithoutTheLibraryNeedsItsCheckpointOnce() throws Exception {
    kafka.produceNumbers(topic, 10, 40);
    TrackedStream stream = tracker.stream("orders");
    // region checkpoint
    Resume resume = stream.resume().firstTime(StartingOffsets.latest()).checkpoint(checkpoint);
    // endregion
    Dataset<Row> events = load(resume);

    assertThat(stream.plan().get().lines())
        .extracting(ResumeLine::reason)
        .containsOnly(Reason.CHECKPOINT);
    assertThat(stored(stream).kind()).isEqualTo(NewCommit.Kind.START);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
    assertThat(stored(stream).provenance().queryId())
        .isEqualTo(CheckpointOffsets.read(checkpoint).queryId())
        .isPresent();

    StreamingQuery query = start(events, stream, new WaitingSink(), checkpoint);
    await().atMost(LIMIT).until(() -> query.status().message().startsWith("Processing new data"));
    query.stop(); // Nothing has been reported yet, as if it had been killed.
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(sink.records()).hasSize(10);

    Dataset<Row> again = load(stream.resume().firstTimeFails());
    start(again, stream, sink, folder.resolve("new")).processAllAvailable();
    stream.flush(LIMIT);
    assertThat(sink.records()).hasSize(40).doesNotHaveDuplicates();
    assertThat(stored(stream).offsets()).isEqualTo(offsets(20, 20));
  }

  @Test
  void overrulesTheStoreInOneWarning() throws Exception {
    TrackedStream stream = tracker.stream("orders");
    store(stream, 5, 3);
    kafka.produceNumbers(topic, 10, 20);
    TestLog log = TestLog.sinceNow();
    Resume resume = stream.resume().firstTimeFails().checkpoint(checkpoint.toUri().toString());
    assertThatThrownBy(() -> load(resume.policy(STRICT)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot resume 'orders': checkpoint " + checkpoint)
        .hasMessageContaining(topic + "-1 at 5 in place of 3");
    assertThat(stored(stream).generation()).isEqualTo(1);

    StreamingQuery query = start(load(resume), stream, sink, checkpoint);
    query.processAllAvailable();
    stream.flush(LIMIT);

    assertThat(log.warnings("overrules")).hasSize(1);
    assertThat(log.warnings("overrules").get(0)).contains(topic + "-1 at 5 in place of 3");
    assertThat(sink.records()).hasSize(20).doesNotHaveDuplicates();
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
  }

  @Test
  void stopsAQueryWhoseCheckpointWasNotNamedIfItMustNotOverrule() throws Exception {
    TrackedStream stream = tracker.stream("orders");
    store(stream, 5, 3);
    kafka.produceNumbers(topic, 10, 20);
    TestLog log = TestLog.sinceNow();
    Resume resume = stream.resume().firstTimeFails().policy(STRICT);
    StreamingQuery query = start(load(resume), stream, sink, checkpoint);
    assertStopped(
        query, stream, "a checkpoint of the query overrules where the stream is stored: ");
    assertThat(stream.status().reason().get()).contains(topic + "-1 at 5 in place of 3");
    assertThat(log.warnings("is not recorded: a checkpoint of the query overrules")).hasSize(1);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 3));

    StreamingQuery again = start(load(resume), stream, sink, folder.resolve("new"));
    again.processAllAvailable();
    stream.flush(LIMIT);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
  }

  private void assertStopped(StreamingQuery query, TrackedStream stream, String reason) {
    await().atMost(LIMIT).until(() -> !query.isActive());
    assertThat(stream.status().health()).isEqualTo(Health.FAILED);
    assertThat(stream.status().reason().get())
        .startsWith(reason)
        .contains(" in place of 3", "nothing of it is committed");
  }

  @Test
  @Shows(Restart.REWIND)
  void neverOverrulesARewind() throws Exception {
    TrackedStream stream = tracker.stream("orders");
    rewind(stream, 5, 3);
    Resume resume = stream.resume().firstTimeFails();
    assertThatThrownBy(() -> load(resume.checkpoint(checkpoint)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "overrules that 'Ada' moved the stream on purpose at 2026-05-01T12:00:00Z: "
                + topic
                + "-1 at 5 in place of 3; to begin where it is stored, name and start with a new ");
    assertThat(stored(stream).kind()).isEqualTo(NewCommit.Kind.REWIND);

    for (int i = 1; i < 3; i++) {
      kafka.produceNumbers(topic, 10 * i, 10 * i + 10);
      StreamingQuery query = start(load(resume), stream, new Collected(), checkpoint);
      assertStopped(query, stream, "a checkpoint of the query overrules that 'Ada' moved the ");
      assertThat(stored(stream).kind()).isEqualTo(NewCommit.Kind.REWIND);
      assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 3));
    }

    Path next = folder.resolve("next");
    start(load(resume.checkpoint(next)), stream, sink, next).processAllAvailable();
    stream.flush(LIMIT);
    assertThat(sink.records()).as("of the 30, two again").hasSize(32);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(15, 15));
  }

  @Test
  void warnsOfWhatSparkThenFailsOn() throws Exception {
    kafka.addPartitions(topic, 3);
    kafka.produceNumbers(topic, 10, 40);
    kafka.deleteRecordsBefore(topic, 2, 4);
    TestLog log = TestLog.sinceNow();
    TrackedStream stream = tracker.stream("orders");
    Dataset<Row> events = load(stream.resume().firstTimeFails().checkpoint(checkpoint));

    assertThat(stream.plan().get().checkpointWarnings())
        .extracting(CheckpointWarning::kind)
        .containsExactly(CheckpointWarning.Kind.ADDED_PARTITION);
    assertThat(log.warnings("do not begin at 0 (" + topic + "-2 begins at 4)")).hasSize(1);
    StreamingQuery query = start(events, stream, sink, checkpoint);
    assertThatThrownBy(query::awaitTermination)
        .isInstanceOf(StreamingQueryException.class)
        .hasStackTraceContaining("starts from 4 instead of 0");
  }

  @Test
  void aCheckpointIsTakenIntoAStoreWithoutAQuery() throws Exception {
    kafka.produceNumbers(topic, 10, 40);
    TrackedStream stream = tracker.stream("orders-to-lake");
    try (OffsetStore store = OffsetStores.file(folder.resolve("offsets"))) {
      // region import
      CheckpointOffsets old = CheckpointOffsets.read(checkpoint);
      store.claim(StreamId.of("orders-to-lake"), old.asCommit()).close();
      // endregion
    }
    Dataset<Row> events = load(stream.resume().firstTimeFails());
    start(events, stream, sink, folder.resolve("new")).processAllAvailable();

    assertThat(sink.records()).hasSize(40).doesNotHaveDuplicates();
  }
}
