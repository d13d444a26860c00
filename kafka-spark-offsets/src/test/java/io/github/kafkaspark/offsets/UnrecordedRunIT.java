package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import java.io.File;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that end, fail or go on where the tracker does not see it. */
class UnrecordedRunIT extends TrackerFixture {

  @BeforeEach
  void letTasksWait() {
    WaitingSink.letTasksWait();
  }

  @AfterEach
  void endTasks() {
    WaitingSink.endTasks();
  }

  private Dataset<Row> loadAtTheEnd(TrackedStream stream) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(stream.resume().firstTime(StartingOffsets.latest()))
        .load(spark);
  }

  private Dataset<Row> loadWithoutResume(SparkSession session) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(StartingOffsets.earliest())
        .load(session);
  }

  /** A query has done five records of each partition, under a checkpoint that knows no store. */
  private void leaveACheckpoint(String name) throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    StreamingQuery query = writer(loadWithoutResume(spark), name).queryName("before").start();
    query.processAllAvailable();
    query.stop();
    kafka.produceNumbers(topic, 10, 40);
  }

  private StreamingQuery startWith(
      Dataset<Row> events, ForeachWriter<Row> sink, TrackedStream stream, String checkpoint)
      throws Exception {
    return events
        .writeStream()
        .foreach(sink)
        .option("checkpointLocation", folder.resolve(checkpoint).toString())
        .queryName(stream.name())
        .start();
  }

  @Test
  void aStopBeforeTheFirstProgressLeavesADoubt() throws Exception {
    leaveACheckpoint("one");
    TrackedStream stream = tracker.stream("stopped");
    StreamingQuery query = startWith(loadAtTheEnd(stream), new WaitingSink(), stream, "one");
    await().atMost(LIMIT).until(() -> query.status().message().startsWith("Processing new data"));
    query.stop();

    await().atMost(LIMIT).until(() -> stream.status().health() == Health.DEGRADED);
    assertThat(stream.status().reason().get())
        .startsWith("the query has ended before its first progress");
    StreamingQuery again = writer(loadAtTheEnd(stream), "one").queryName("stopped").start();
    again.processAllAvailable();
    stream.flush(LIMIT);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(sink.records()).hasSize(40);
  }

  @Test
  void aFailureBeforeTheCheckpointIsReadLeavesADoubt() throws Exception {
    leaveACheckpoint("one");
    for (File entry : folder.resolve("one").resolve("offsets").toFile().listFiles()) {
      if (entry.getName().startsWith(".")) {
        Files.delete(entry.toPath()); // Hadoop's checksum of the file that changes.
      } else {
        List<String> lines = new ArrayList<>(Files.readAllLines(entry.toPath()));
        String unused = lines.set(0, "v99");
        Files.write(entry.toPath(), lines);
      }
    }
    TrackedStream stream = tracker.stream("unreadable");
    StreamingQuery query = writer(loadAtTheEnd(stream), "one").queryName("unreadable").start();
    assertThatThrownBy(query::awaitTermination).isInstanceOf(StreamingQueryException.class);

    await().atMost(LIMIT).until(() -> stream.status().health() == Health.DEGRADED);
    assertThat(stream.status().reason().get())
        .startsWith("the query has ended before its first progress");
  }

  @Test
  void aFailureCountsBeforeTheListenerBusTellsOfIt() throws Exception {
    leaveACheckpoint("one");
    tracker.close();
    HeldListener held = HeldListener.add(spark); // Spark calls it before the tracker's.
    held.hold();
    try {
      tracker = OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
      TrackedStream stream = tracker.stream("failed");
      StreamingQuery query = startWith(loadAtTheEnd(stream), new FailingSink(), stream, "one");
      assertThatThrownBy(query::awaitTermination).isInstanceOf(StreamingQueryException.class);

      Dataset<Row> again = loadAtTheEnd(stream);
      assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
      held.release();
      writer(again, "new").queryName("failed").start().processAllAvailable();
      assertThat(sink.records()).hasSize(40);
    } finally {
      held.release();
      spark.streams().removeListener(held);
    }
  }

  @Test
  void aClosedTrackerSaysThatItsQueryGoesOnUnrecorded() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("closed");
    start(stream, "one").processAllAvailable();
    tracker.close();

    assertThat(stream.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(stream.status().reason().get()).startsWith("the tracker is closed");
  }

  @Test
  void aListenerOfTheSettingsLeavesAStreamToItsTracker() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    OffsetListener listener =
        new OffsetListener(
            new SparkConf(false).set(OffsetListener.STORE, "file:" + folder.resolve("offsets")));
    spark.streams().addListener(listener);
    TestLog log = TestLog.sinceNow();
    try {
      TrackedStream stream = tracker.stream("both");
      StreamingQuery query = start(stream, "one");
      query.processAllAvailable();
      await()
          .atMost(LIMIT)
          .until(() -> !log.lines("an OffsetTracker of this application records it").isEmpty());
      kafka.produceNumbers(topic, 10, 20);
      query.processAllAvailable();
      stream.flush(LIMIT);

      assertThat(query.isActive()).isTrue();
      assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
      assertThat(stored(stream).generation()).isEqualTo(1);
    } finally {
      spark.streams().removeListener(listener);
    }
  }

  @Test
  void aFencedQueryThatIsKeptIsStoppedBeforeItsStreamIsLoadedAgain() throws Exception {
    tracker.close();
    TrackerOptions kept = TrackerOptions.defaults().keepFencedQueries();
    tracker = OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")), kept);
    TrackedStream stream = tracker.stream("kept");
    kafka.produceNumbers(topic, 0, 10);
    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    stream.flush(LIMIT);
    try (OffsetStore elsewhere = OffsetStores.file(folder.resolve("offsets"))) {
      Provenance by = Provenance.of("another driver", Instant.now());
      elsewhere.claim(stream.id(), NewCommit.start(offsets(5, 5), by)).close();
    }
    kafka.produceNumbers(topic, 10, 20);
    query.processAllAvailable();
    await().atMost(LIMIT).until(() -> stream.status().health() == Health.FENCED);

    assertThatThrownBy(() -> load(stream, topic))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is running; stop it before its source is loaded again");
    query.stop();
    assertThat(load(stream, topic).isStreaming()).isTrue();
  }

  @Test
  void aRunWithoutALoadThatFailsAtItsStartClaimsNothing() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("owner");
    start(stream, "one").processAllAvailable();
    stream.flush(LIMIT);
    SparkSession other = spark.newSession();
    try (OffsetTracker second =
        OffsetTracker.attach(other, OffsetStores.file(folder.resolve("offsets")))) {
      TrackedStream same = second.stream("owner");
      StreamingQuery failing =
          startWith(loadWithoutResume(other), new FailingSink(), same, "another");
      assertThatThrownBy(failing::awaitTermination).isInstanceOf(StreamingQueryException.class);
      same.flush(LIMIT);
    }
    assertThat(stored(stream).generation()).isEqualTo(1);
  }

  @Test
  void aSecondQueryIsSeenThoughTheStreamsOwnHasNotReported() throws Exception {
    kafka.produce(topic, 0, "a"); // One task waits, so that a thread is left.
    TrackedStream stream = tracker.stream("slow");
    Dataset<Row> events = load(stream, topic);
    StreamingQuery own = startWith(events, new WaitingSink(), stream, "one");
    StreamingQuery beside = writer(events, "two").queryName("beside").start();
    beside.processAllAvailable();

    await().atMost(LIMIT).until(() -> stream.status().health() == Health.DEGRADED);
    assertThat(stream.status().reason().get()).startsWith("Query 'beside'");
    assertThat(own.lastProgress()).isNull();
  }
}
