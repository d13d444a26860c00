package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The broker of the store, which is not that of the source, goes away and comes back. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
@Tag("heavy")
class StoreBrokerDownIT {

  private static final String NAME = "store's broker";
  private static final int ROUNDS = Faults.count(2, 30);
  private static final long SHORTEST_MS = 5_000;
  private static final long LONGEST_MS = Faults.count(5_000, 120_000);
  private static final Duration CAUGHT_UP = Duration.ofMinutes(2);
  private static final long BATCH_MS = 200;
  private static final String CONTROL = "control";

  /** Batches, to tell a rate by them however busy the machine is. */
  private static final int ENOUGH = 10;

  private final String topic = EmbeddedKafka.uniqueTopic("goes-on");
  private StreamingQuery query;
  private StreamingQuery control;
  private TrackedStream stream;
  private WatchedListener batches;

  @Test
  @Timeout(3_600)
  void theQueryKeepsItsRateAndTheStoreCatchesUp(
      SparkSession spark, EmbeddedKafka kafka, @TempDir Path folder) throws Exception {
    Random random = Faults.random(NAME);
    try (EmbeddedKafka broker = EmbeddedKafka.fork();
        OffsetTracker tracker =
            OffsetTracker.attach(
                spark, OffsetStores.kafka(KafkaCluster.at(broker.bootstrapServers()), "spark-"))) {
      broker.createTopic(topic, 1); // A group's offsets are those of topics that its brokers have.
      batches = new WatchedListener(tracker);
      spark.streams().addListener(batches);
      stream = tracker.stream("goes-on");
      start(spark, kafka, folder);
      for (int round = 0; round < ROUNDS; round++) {
        // Short ones are more likely, and find the store's thread in more states.
        long outage =
            SHORTEST_MS + (long) (Math.pow(random.nextDouble(), 3) * (LONGEST_MS - SHORTEST_MS));
        boolean killed = round % 2 == 1;
        goAway(kafka, broker, killed, outage);
      }
      control.stop();
      query.stop();
      stream.flush(CAUGHT_UP);
      assertThat(tracker.recorder().store().latest(stream.id()).get().offsets())
          .isEqualTo(ProgressOffsets.of(query.lastProgress()).ends());
      String waits = batches.waits() + " of " + batches.calls() + " calls on Spark's thread waited";
      Faults.say(NAME, waits);
      // A lock within the JDK may be another thread's for a moment; a store is away for seconds.
      assertThat(batches.waits()).as(waits).isLessThanOrEqualTo(batches.calls() / 100);
    } finally {
      spark.streams().removeListener(batches);
      for (StreamingQuery started : spark.streams().active()) {
        started.stop();
      }
    }
  }

  private void start(SparkSession spark, EmbeddedKafka kafka, Path folder) throws Exception {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 200);
    KafkaStreamSource events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .option("maxOffsetsPerTrigger", "1");
    control =
        start(events.startingOffsets(StartingOffsets.earliest()).load(spark), CONTROL, folder);
    query =
        start(
            events
                .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
                .load(spark),
            stream.name(),
            folder);
    await().atMost(Duration.ofMinutes(2)).until(() -> batches.of(query) > 5);
    stream.flush(Duration.ofMinutes(2));
  }

  private static StreamingQuery start(Dataset<Row> events, String name, Path folder)
      throws Exception {
    return events
        .writeStream()
        .foreach(new Collected())
        .queryName(name)
        .trigger(Trigger.ProcessingTime(BATCH_MS))
        .option("checkpointLocation", folder.resolve(name).toString())
        .start();
  }

  private void goAway(EmbeddedKafka kafka, EmbeddedKafka broker, boolean killed, long outage) {
    kafka.produceNumbers(topic, 0, (int) ((outage + 60_000) / BATCH_MS));
    if (killed) {
      broker.kill();
    } else {
      broker.pause();
    }
    int foundBefore = batches.of(query);
    int expectedBefore = batches.of(control);
    Duration away = Duration.ofMillis(outage);
    await()
        .pollDelay(away)
        .atMost(away.plusMinutes(10))
        .until(() -> batches.of(control) - expectedBefore >= ENOUGH);
    int found = batches.of(query) - foundBefore;
    int expected = batches.of(control) - expectedBefore;
    TopicOffsets done = ProgressOffsets.of(query.lastProgress()).ends();
    StreamStatus status = stream.status();
    assertThat(status.committed().get().offsets()).as("nobody has stored it").isNotEqualTo(done);
    if (killed) {
      broker.restart();
    } else {
      broker.unpause();
    }
    long back = System.nanoTime();
    await().atMost(CAUGHT_UP).until(() -> isCommitted(done));
    Faults.say(
        NAME,
        String.format(
            "%s for %,d ms: %d batches (%d of a query without a tracker), %d at risk, caught up in %,d ms",
            killed ? "killed" : "paused",
            outage,
            found,
            expected,
            status.batchesAtRisk(),
            Duration.ofNanos(System.nanoTime() - back).toMillis()));
    assertThat(found).as("batches while it was away").isGreaterThan(expected / 2);
  }

  private boolean isCommitted(TopicOffsets done) throws StreamingQueryException {
    if (query.exception().isDefined()) {
      throw query.exception().get();
    }
    TopicOffsets committed = stream.status().committed().get().offsets();
    return done.asMap().entrySet().stream()
        .allMatch(end -> committed.get(end.getKey()).orElse(0) >= end.getValue());
  }
}
