package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.NeedsSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;

/** Where a restart begins, by what the query is. */
class RestartQueryIT extends RestartFixture {

  private StreamingQuery count(TrackedStream stream, String checkpoint) throws Exception {
    Dataset<Row> counts =
        load(stream, topic)
            .groupBy("topic", "partition")
            .count()
            .withColumnRenamed("count", "offset");
    return writer(counts, checkpoint).outputMode("update").queryName(stream.name()).start();
  }

  @Test
  @Shows(Restart.STATE)
  void aQueryThatKeepsStateBeginsWithoutIt() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("state");
    run(count(stream, "one"));
    stream.flush(LIMIT);
    TestLog log = TestLog.sinceNow();

    kafka.produceNumbers(topic, 10, 14);
    run(count(stream, "two"));
    stream.flush(LIMIT);

    List<String> counted = new ArrayList<>();
    for (int partition = 0; partition < 2; partition++) {
      counted.add(topic + "-" + partition + "@5");
      counted.add(topic + "-" + partition + "@2"); // And not 7.
    }
    assertThat(sink.records()).containsExactlyInAnyOrderElementsOf(counted);
    assertThat(stream.plan().get().start()).isEqualTo(offsets(5, 5));
    assertThat(log.warnings("its query keeps state and has not the checkpoint")).hasSize(1);

    tracker.close();
    tracker =
        OffsetTracker.attach(
            spark,
            OffsetStores.file(folder.resolve("offsets")),
            TrackerOptions.defaults().stopIfStateIsLost());
    kafka.produceNumbers(topic, 14, 18);
    StreamingQuery stopped = count(tracker.stream("state"), "three");
    await().atMost(LIMIT).until(() -> !stopped.isActive());
    assertThat(tracker.stream("state").status().health()).isEqualTo(Health.FAILED);
    assertThat(stored(tracker.stream("state")).offsets()).isEqualTo(offsets(7, 7));
  }

  @Test
  @Shows(Restart.BATCH_NUMBERS)
  void aNewCheckpointCountsBatchesFrom0() throws Exception {
    TrackedStream stream = tracker.stream("numbers");
    for (int round = 0; round < 2; round++) {
      kafka.produceNumbers(topic, round * 2, round * 2 + 2);
      run(
          load(stream, topic)
              .writeStream()
              .foreach(new Numbers())
              .option("checkpointLocation", folder.resolve("number-" + round).toString())
              .queryName(stream.name())
              .start());
    }

    assertThat(Numbers.of(topic)).containsExactly("0:0", "0:0", "0:1", "0:1");
  }

  @Test
  @Shows(Restart.ONCE)
  void onceGoesOnWhereOnceHasEnded() throws Exception {
    goesOn(Trigger.Once());
  }

  @Test
  @Shows(Restart.AVAILABLE_NOW)
  @NeedsSpark(SparkVersion.V3_3)
  void availableNowGoesOnWhereTheRunBeforeHasEnded() throws Exception {
    goesOn(trigger("AvailableNow"));
  }

  private void goesOn(Trigger trigger) throws Exception {
    TrackedStream stream = tracker.stream("goes-on");
    String[] checkpoints = {"one", "one", "two", "two"};
    for (int run = 0; run < checkpoints.length; run++) {
      kafka.produceNumbers(topic, run * 10, run * 10 + 10);
      writer(load(stream, topic), checkpoints[run])
          .queryName(stream.name())
          .trigger(trigger)
          .start()
          .awaitTermination();
      stream.flush(LIMIT);
      assertThat(begunBehind(run * 10)).isEqualTo(offsets(run * 5L, run * 5L));
    }
    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(40);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(20, 20));
  }

  private StreamingQuery asynchronously(TrackedStream stream, String checkpoint) throws Exception {
    DataStreamWriter<Row> writer =
        load(stream, topic)
            .writeStream()
            .format("noop")
            .option("asyncProgressTrackingEnabled", "true")
            .option("asyncProgressTrackingCheckpointIntervalMs", "600000")
            .option("checkpointLocation", folder.resolve(checkpoint).toString());
    return writer.queryName(stream.name()).start();
  }

  /** The checkpoint has the first batch of two, the store both. */
  private TrackedStream leaveTheCheckpointBehind() throws Exception {
    TrackedStream stream = tracker.stream("async");
    kafka.produceNumbers(topic, 0, 10);
    StreamingQuery query = asynchronously(stream, "one");
    query.processAllAvailable();
    kafka.produceNumbers(topic, 10, 20);
    run(query);
    stream.flush(LIMIT);
    assertThat(CheckpointOffsets.read(folder.resolve("one")).offsets()).isEqualTo(offsets(5, 5));
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
    kafka.produceNumbers(topic, 20, 24);
    return stream;
  }

  @Test
  @Shows(Restart.ASYNC_CHECKPOINT)
  @NeedsSpark(SparkVersion.V3_4)
  void anAsynchronousCheckpointIsBehindTheStore() throws Exception {
    TrackedStream stream = leaveTheCheckpointBehind();
    TestLog log = TestLog.sinceNow();
    StreamingQuery again = asynchronously(stream, "one");
    run(again);
    stream.flush(LIMIT);

    assertThat(startOf(again)).isEqualTo(offsets(5, 5));
    assertThat(log.warnings(OVERRULES)).hasSize(1);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(12, 12));
  }

  @Test
  @Shows(Restart.ASYNC_STORE)
  @NeedsSpark(SparkVersion.V3_4)
  void theStoreOfAnAsynchronousQueryHasAllThatIsDone() throws Exception {
    TrackedStream stream = leaveTheCheckpointBehind();
    run(start(stream, "two"));

    assertThat(begunBehind(0)).isEqualTo(offsets(10, 10));
    assertThat(sink.records()).hasSize(4);
  }

  @Test
  @Shows(Restart.CONTINUOUS)
  void continuousProcessingLeavesNothingInTheStore() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("continuous");
    StreamingQuery query =
        load(stream, topic)
            .writeStream()
            .format("console")
            .option("checkpointLocation", folder.resolve("one").toString())
            .trigger(Trigger.Continuous("100 milliseconds"))
            .queryName(stream.name())
            .start();
    await()
        .atMost(LIMIT)
        .until(() -> CheckpointOffsets.read(folder.resolve("one")).offsets().equals(offsets(5, 5)));
    query.stop();

    run(start(stream, "two"));
    assertThat(begunBehind(0)).isEqualTo(offsets(0, 0));
    if (SparkVersion.V3_5.isRunning()) { // As docs/upgrade.md says.
      assertThatThrownBy(() -> run(start(stream, "one")))
          .isInstanceOf(StreamingQueryException.class)
          .hasMessageContaining("WatermarkTracker.currentWatermark()");
    }
  }

  @Test
  @Shows(Restart.REAL_TIME)
  @NeedsSpark(SparkVersion.V4_1)
  void realTimeModeLeavesItsPlaceInTheStore() throws Exception {
    SparkSession quick = spark.newSession();
    quick.conf().set("spark.sql.streaming.realTimeMode.minBatchDuration", "1000");
    try (OffsetTracker own =
        OffsetTracker.attach(quick, OffsetStores.file(folder.resolve("real-time")))) {
      TrackedStream stream = own.stream("real-time");
      kafka.produceNumbers(topic, 0, 10);
      StreamingQuery stopped = inRealTime(quick, stream, "one", "1 hour");
      await().atMost(LIMIT).until(() -> sink.records().size() == 10);
      stopped.stop();
      assertThat(own.recorder().store().latest(stream.id()).get().kind())
          .isEqualTo(NewCommit.Kind.START);

      String[] checkpoints = {"one", "one", "two"};
      for (int run = 0; run < checkpoints.length; run++) {
        StreamingQuery query = inRealTime(quick, stream, checkpoints[run], "1 second");
        long end = run * 5L + 5;
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    own.recorder()
                        .store()
                        .latest(stream.id())
                        .get()
                        .offsets()
                        .equals(offsets(end, end)));
        query.stop();
        assertThat(begunBehind(10 + run * 10)).isEqualTo(offsets(run * 5L, run * 5L));
        kafka.produceNumbers(topic, run * 10 + 10, run * 10 + 20);
      }
      assertThat(sink.records()).hasSize(40);
    }
  }

  private StreamingQuery inRealTime(
      SparkSession session, TrackedStream stream, String checkpoint, String batch)
      throws Exception {
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
            .load(session);
    return writer(events, checkpoint)
        .outputMode("update")
        .queryName(stream.name())
        .trigger(trigger("RealTime", batch))
        .start();
  }

  @Test
  @Shows(Restart.NAMES)
  @NeedsSpark(SparkVersion.V4_2)
  void namedSourcesAreFoundInAnyOrder() throws Exception {
    String other = EmbeddedKafka.uniqueTopic("other");
    kafka.createTopic(other, 1);
    runTwiceInOtherOrder("2", other);
    assertThat(begunBehind(7)).isEqualTo(offsets(2, 2).withOffset(other, 0, 3));
    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(14);
  }

  @Test
  @NeedsSpark(SparkVersion.V4_2)
  void namedSourcesOfTheFirstLogVersionAreFoundByTheirOrder() {
    String other = EmbeddedKafka.uniqueTopic("other");
    kafka.createTopic(other, 1);
    assertThatThrownBy(() -> runTwiceInOtherOrder("1", other))
        .isInstanceOf(StreamingQueryException.class);
    assertThat(sink.records()).hasSize(7);
  }

  private void runTwiceInOtherOrder(String version, String other) throws Exception {
    SparkSession evolving = spark.newSession();
    evolving.conf().set("spark.sql.streaming.queryEvolution.enableSourceEvolution", "true");
    evolving.conf().set("spark.sql.streaming.offsetLog.formatVersion", version);
    try (OffsetTracker own =
        OffsetTracker.attach(evolving, OffsetStores.file(folder.resolve("named")))) {
      TrackedStream stream = own.stream("named");
      for (int round = 0; round < 2; round++) {
        kafka.produceNumbers(topic, round * 4, round * 4 + 4);
        kafka.produceNumbers(other, round * 3, round * 3 + 3);
        Dataset<Row> one = named(evolving, stream, topic, "one");
        Dataset<Row> two = named(evolving, stream, other, "two");
        run(
            writer(round == 0 ? one.union(two) : two.union(one), "one")
                .queryName(stream.name())
                .start());
        stream.flush(LIMIT);
      }
    }
  }

  private Dataset<Row> named(
      SparkSession session, TrackedStream stream, String topic, String name) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .sourceName(name)
        .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
        .load(session);
  }

  /** Keeps {@code batch:offset} of each record. */
  private static final class Numbers extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;
    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
    private transient long batch;

    static List<String> of(String topic) {
      List<String> all = new ArrayList<>();
      for (String each : SEEN) {
        if (each.endsWith(" " + topic)) {
          all.add(each.substring(0, each.indexOf(' ')));
        }
      }
      return all;
    }

    @Override
    public boolean open(long partitionId, long version) {
      batch = version;
      return true;
    }

    @Override
    public void process(Row row) {
      SEEN.add(batch + ":" + row.getAs("offset") + " " + row.getAs("topic"));
    }

    @Override
    public void close(Throwable failure) {}
  }
}
