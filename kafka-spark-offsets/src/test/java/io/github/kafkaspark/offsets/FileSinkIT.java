package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;

/** Spark's file sink, which skips the batch numbers that its folder has, and how that is seen. */
class FileSinkIT extends TrackerFixture {

  private final String old = "old";

  private StreamingQuery start(TrackedStream stream, String checkpoint, String output)
      throws Exception {
    return load(stream, topic)
        .selectExpr("cast(value as string)")
        .writeStream()
        .queryName(stream.name())
        .format("text")
        .option("checkpointLocation", folder.resolve(checkpoint).toString())
        .start(folder.resolve(output).toString());
  }

  private long rows(String output) {
    return spark.read().text(folder.resolve(output).toString()).count();
  }

  private TrackedStream write(String checkpoint, String output) throws Exception {
    TrackedStream stream = tracker.stream("files");
    StreamingQuery query = start(stream, checkpoint, output);
    query.processAllAvailable();
    query.stop();
    stream.flush(LIMIT);
    return stream;
  }

  private void assertStopped(String checkpoint) throws Exception {
    TrackedStream stream = tracker.stream("files");
    StreamingQuery query = start(stream, checkpoint, old);
    await().atMost(LIMIT).until(() -> !query.isActive());
    assertThat(stream.status().health()).isEqualTo(Health.FAILED);
    assertThat(stream.status().reason().get())
        .contains(
            "the file sink of '", "old' has skipped batch 0", "start the query with a new output");
  }

  @Test
  @Shows(Restart.FILES)
  void isStoppedWhereItSkipsTheFirstBatchesOfANewCheckpoint() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = write("one", old);

    kafka.produceNumbers(topic, 10, 14);
    assertStopped("two");
    assertThat(rows(old)).as("4 are skipped").isEqualTo(10);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));

    TrackedStream unused = write("three", "new");
    assertThat(rows("new")).isEqualTo(4);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(7, 7));
  }

  /** As a supervisor does, which reads nothing. */
  private void startAgain() {
    tracker.close();
    tracker = OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
  }

  private String refusedAgain(String checkpoint, String output) throws Exception {
    startAgain();
    TrackedStream stream = tracker.stream("files");
    StreamingQuery query = start(stream, checkpoint, output);
    await().atMost(LIMIT).until(() -> !query.isActive());
    assertThat(stream.status().health()).isEqualTo(Health.FAILED);
    return stream.status().reason().get();
  }

  /** The folder's file system is a minute ahead of this host. */
  private void setClockAhead() throws Exception {
    try (Stream<Path> entries = Files.list(folder.resolve(old + "/_spark_metadata"))) {
      for (Path entry : entries.collect(Collectors.toList())) {
        Path unused =
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now().plusSeconds(60)));
      }
    }
  }

  @Test
  void isStoppedAtEachStartWithTheCheckpointThatHasTheSkippedBatchAsDone() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = write("one", old);
    kafka.produceNumbers(topic, 10, 14);
    assertStopped("two");

    for (int start = 0; start < 3; start++) {
      kafka.produceNumbers(topic, 14 + start * 2, 16 + start * 2);
      if (start > 0) {
        setClockAhead();
      }
      assertThat(refusedAgain("two", old))
          .contains(start == 0 ? "has skipped some" : "has skipped a batch of this stream")
          .contains("with a new output folder and a new checkpoint");
      assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
    }
    assertThat(refusedAgain("two", "new")).as("half of the way out").contains("has skipped");
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));

    startAgain();
    TrackedStream again = write("three", "newest");
    assertThat(rows("newest")).as("all that came since").isEqualTo(10);
    assertThat(again.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(stored(again).offsets()).isEqualTo(offsets(10, 10));
    startAgain();
    kafka.produceNumbers(topic, 20, 22);
    assertThat(write("three", "newest").status().health()).isEqualTo(Health.HEALTHY);
    assertThat(rows("newest")).isEqualTo(12);
  }

  @Test
  void goesOnWithTheCheckpointByWhichTheFolderWasWritten() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream unused = write("one", old);
    kafka.produceNumbers(topic, 10, 14);
    assertStopped("two");

    startAgain();
    TrackedStream stream = write("one", old);
    assertThat(rows(old)).isEqualTo(14);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(7, 7));
  }

  /** What a driver that is killed after its first batch leaves, before anybody sees it. */
  private void runUnseen(String checkpoint, String output) throws Exception {
    StreamingQuery query =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(StartingOffsets.at(offsets(5, 5)))
            .load(spark)
            .selectExpr("cast(value as string)")
            .writeStream()
            .format("text")
            .option("checkpointLocation", folder.resolve(checkpoint).toString())
            .start(folder.resolve(output).toString());
    query.processAllAvailable();
    query.stop();
  }

  @Test
  void isStoppedThoughNobodyHasSeenTheSkippedBatch() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = write("one", old);
    kafka.produceNumbers(topic, 10, 14);
    runUnseen("two", old);

    for (int start = 0; start < 3; start++) {
      kafka.produceNumbers(topic, 14 + start * 2, 16 + start * 2);
      assertThat(refusedAgain("two", old)).contains("has skipped");
      assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
    }
    startAgain();
    try (OffsetStore store = OffsetStores.file(folder.resolve("offsets"))) {
      store.claim(stream.id(), CheckpointOffsets.read(folder.resolve("two")).asCommit()).close();
    }
    assertThat(write("two", old).status().health())
        .as("a person who knows better")
        .isEqualTo(Health.HEALTHY);
  }

  @Test
  void goesOnWhereANewFolderHasTheBatchesThatNobodyHasSeen() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream unused = write("one", old);
    kafka.produceNumbers(topic, 10, 14);
    runUnseen("two", "new");
    kafka.produceNumbers(topic, 14, 16);

    startAgain();
    TrackedStream stream = write("two", "new");
    assertThat(rows("new")).isEqualTo(6);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(8, 8));
  }

  @Test
  void isSeenThoughTheLogIsCompactedAndItsOldFilesAreGone() throws Exception {
    String[] settings = {
      "spark.sql.streaming.fileSink.log.compactInterval",
      "spark.sql.streaming.fileSink.log.cleanupDelay",
      "spark.sql.streaming.minBatchesToRetain"
    };
    try {
      for (String setting : settings) {
        spark.conf().set(setting, setting.endsWith("cleanupDelay") ? "1ms" : "2");
      }
      TrackedStream stream = tracker.stream("files");
      StreamingQuery query = start(stream, "one", old);
      for (int batch = 0; batch < 6; batch++) {
        kafka.produceNumbers(topic, batch * 2, batch * 2 + 2);
        query.processAllAvailable();
      }
      query.stop();
      stream.flush(LIMIT);
      assertThat(folder.resolve("old/_spark_metadata/0")).doesNotExist();

      kafka.produceNumbers(topic, 12, 14);
      assertStopped("two");
      assertThat(stored(stream).offsets()).isEqualTo(offsets(6, 6));
      assertThat(rows(old)).isEqualTo(12);
    } finally {
      for (String setting : settings) {
        spark.conf().unset(setting);
      }
    }
  }

  /** As a crash between the sink's log and Spark's leaves the checkpoint. */
  private void forgetTheEnd(String checkpoint, int batch) throws Exception {
    Files.delete(folder.resolve(checkpoint + "/commits/" + batch));
    boolean unused =
        Files.deleteIfExists(folder.resolve(checkpoint + "/commits/." + batch + ".crc"));
  }

  @Test
  void skipsRightlyTheBatchOfACrash() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream unused = write("one", old);
    kafka.produceNumbers(topic, 10, 14);
    TrackedStream unusedToo = write("one", old);
    forgetTheEnd("one", 1);
    kafka.produceNumbers(topic, 14, 20);

    TrackedStream stream = write("one", old);
    assertThat(rows(old)).isEqualTo(20);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
  }

  @Test
  void isInDoubtOfTheFirstBatchOfACrashWhereNoQueryIsStored() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = write("one", old);
    forgetTheEnd("one", 0);
    tracker.close();
    try (OffsetStore store = OffsetStores.file(folder.resolve("offsets"))) {
      store
          .claim(
              stream.id(),
              NewCommit.start(offsets(0, 0), Provenance.of("the crashed run", Instant.now())))
          .close();
    }
    tracker = OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));

    TrackedStream again = write("one", old);
    assertThat(rows(old)).isEqualTo(10);
    assertThat(stored(again).offsets()).isEqualTo(offsets(5, 5));
    assertThat(again.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(again.status().reason().get())
        .contains("nobody knows whether the file sink of '", "has skipped batch 0");
  }

  /** Spark counts rows on each version that it has read, and none of a batch that it skips. */
  @Test
  void readsNothingOfABatchThatItSkips() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    StreamingQuery written = start(tracker.stream("files"), "one", old);
    written.processAllAvailable();
    written.stop();
    assertThat(written.recentProgress()[0].numInputRows()).isEqualTo(10);

    forgetTheEnd("one", 0);
    StreamingQuery skipped = start(tracker.stream("files"), "one", old);
    skipped.processAllAvailable();
    skipped.stop();
    assertThat(skipped.recentProgress()[0].batchId()).isZero();
    assertThat(skipped.recentProgress()[0].numInputRows()).isZero();
    Path log = folder.resolve("old/_spark_metadata");
    assertThat(log.resolve("0")).exists();
    assertThat(log.resolve("1")).doesNotExist();
  }
}
