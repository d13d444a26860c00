package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;

/** Queries that end and begin again while their tracker stays. */
class TrackerLifeIT extends TrackerFixture {

  @Test
  void aQueryStartedAgainWithoutLoadingItsSourceIsALifeOfItsOwn() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("again");
    Dataset<Row> events = load(stream, topic);
    StreamingQuery first = writer(events, "one").queryName(stream.name()).start();
    first.processAllAvailable();
    first.stop();
    kafka.produceNumbers(topic, 10, 14);

    StreamingQuery again = writer(events, "two").queryName(stream.name()).start();
    again.processAllAvailable();
    stream.flush(LIMIT);

    // Spark begins where the source was loaded for, so the first run's records come once more.
    assertThat(sink.records()).hasSize(24);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(7, 7));
    assertThat(stored(stream).generation()).isEqualTo(2);
  }

  @Test
  void onceAfterOnceReadsEachRecordOnce() throws Exception {
    TrackedStream stream = tracker.stream("once");
    for (int from = 0; from < 30; from += 10) {
      kafka.produceNumbers(topic, from, from + 10);
      StreamingQuery query =
          writer(load(stream, topic), "checkpoint-" + from)
              .queryName(stream.name())
              .trigger(Trigger.Once())
              .start();
      query.awaitTermination();
    }
    stream.flush(LIMIT);

    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(30);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(15, 15));
  }

  @Test
  void theWayOutOfOffsetsThatAgedOutReadsNothingAgain() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("aged");
    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    query.stop();
    kafka.produceNumbers(topic, 20, 40);
    kafka.deleteRecordsBefore(topic, 0, 15);
    assertThatThrownBy(() -> load(stream, topic))
        .hasMessageContaining("is stored at 10, the brokers have 15 to 20")
        .hasMessageContaining(
            "start once with startingOffsets(StartingOffsets.at("
                + ClaimText.json(offsets(15, 10))
                + "))");

    Dataset<Row> once =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(StartingOffsets.at(offsets(15, 10)))
            .load(spark);
    StreamingQuery anew = writer(once, "two").queryName(stream.name()).start();
    anew.processAllAvailable();
    stream.flush(LIMIT);
    anew.stop();
    kafka.produceNumbers(topic, 40, 44);
    start(stream, "three").processAllAvailable();

    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(39); // Five were deleted unread.
  }

  @Test
  void aQueryThatFailsInItsFirstBatchBeginsThereAgain() throws Exception {
    kafka.produceNumbers(topic, 0, 4);
    TrackedStream stream = tracker.stream("fails");
    StreamingQuery failing =
        latest(stream)
            .writeStream()
            .foreach(new FailingSink())
            .option("checkpointLocation", folder.resolve("one").toString())
            .queryName(stream.name())
            .start();
    kafka.produceNumbers(topic, 4, 10);
    assertThatThrownBy(failing::awaitTermination).isInstanceOf(StreamingQueryException.class);
    stream.flush(LIMIT);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(2, 2));

    kafka.produceNumbers(topic, 10, 14);
    writer(latest(stream), "two").queryName(stream.name()).start().processAllAvailable();
    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(10);
  }

  @Test
  void aTrackerOfAnotherSessionTakesTheStreamOver() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("moves");
    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    stream.flush(LIMIT);

    SparkSession another = spark.newSession();
    try (OffsetTracker second =
        OffsetTracker.attach(another, OffsetStores.file(folder.resolve("offsets")))) {
      TrackedStream moved = second.stream("moves");
      Dataset<Row> unused = source().startingOffsets(moved.resume().firstTimeFails()).load(another);
      assertThat(moved.plan().get().start()).isEqualTo(offsets(5, 5));

      kafka.produceNumbers(topic, 10, 12);
      await().atMost(LIMIT).until(() -> !query.isActive());
      assertThat(stream.status().health()).isEqualTo(Health.FENCED);
      assertThat(second.recorder().store().latest(stream.id()).get().offsets())
          .isEqualTo(offsets(5, 5));
    }
  }

  @Test
  void whatIsToldLateOfAnEarlierTrackersQueryMovesNothing() throws Exception {
    HeldListener held = HeldListener.add(spark);
    held.hold();
    try {
      TrackedStream stream = tracker.stream("late");
      StreamingQuery query = start(stream, "one");
      for (int from = 0; from < 30; from += 10) {
        kafka.produceNumbers(topic, from, from + 10);
        query.processAllAvailable();
      }
      query.stop();
      tracker.close();

      tracker = OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
      TrackedStream again = tracker.stream("late");
      OffsetCommit last = stored(again);
      assertThat(last.offsets()).isEqualTo(offsets(15, 15));
      HeldListener behind = HeldListener.add(spark);
      held.release();
      behind.awaitEnd();
      spark.streams().removeListener(behind);
      assertThatThrownBy(() -> again.flush(LIMIT)).hasMessageContaining("no query named 'late'");
      assertThat(stored(again)).isEqualTo(last);
    } finally {
      held.release();
      spark.streams().removeListener(held);
    }
  }

  @Test
  void aQueryThatRunsIsTakenOverWhereItIsThoughItsBatchesAreToldLate() throws Exception {
    HeldListener held = HeldListener.add(spark);
    held.hold();
    try {
      StreamingQuery query = start(tracker.stream("late"), "one");
      for (int from = 0; from < 30; from += 10) {
        kafka.produceNumbers(topic, from, from + 10);
        query.processAllAvailable();
      }
      tracker.close();

      tracker = OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
      TrackedStream again = tracker.stream("late");
      held.releaseOne(); // Spark has begun to tell it, to those who listened then.
      held.releaseOne();
      await().atMost(LIMIT).until(() -> stored(again).generation() == 2);
      held.release();
      again.flush(LIMIT);
      assertThat(tracker.recorder().store().history(again.id()))
          .filteredOn(commit -> commit.generation() == 2)
          .extracting(OffsetCommit::offsets)
          .containsOnly(offsets(15, 15));
    } finally {
      held.release();
      spark.streams().removeListener(held);
    }
  }

  private KafkaStreamSource source() {
    return KafkaStreamSource.topic(topic).bootstrapServers(kafka.bootstrapServers());
  }

  private Dataset<Row> latest(TrackedStream stream) {
    return source()
        .startingOffsets(stream.resume().firstTime(StartingOffsets.latest()))
        .load(spark);
  }
}
