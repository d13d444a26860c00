package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The broker of the store, which is not that of the source, goes away and comes back. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class StoreBrokerDownIT {

  private static final String NAME = "store's broker";
  private static final int ROUNDS = Faults.count(2, 30);
  private static final long SHORTEST_MS = 5_000;
  private static final long LONGEST_MS = Faults.count(5_000, 120_000);
  private static final Duration CAUGHT_UP = Duration.ofSeconds(5);
  private static final long BATCH_MS = 200;

  private final String topic = EmbeddedKafka.uniqueTopic("goes-on");
  private StreamingQuery query;
  private TrackedStream stream;
  private TimedListener batches;

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
      batches = new TimedListener(tracker);
      spark.streams().addListener(batches);
      stream = tracker.stream("goes-on");
      start(spark, kafka, folder);
      int before = during(SHORTEST_MS);
      for (int round = 0; round < ROUNDS; round++) {
        // Short ones are more likely, and find the store's thread in more states.
        long outage =
            SHORTEST_MS + (long) (Math.pow(random.nextDouble(), 3) * (LONGEST_MS - SHORTEST_MS));
        boolean killed = round % 2 == 1;
        goAway(kafka, broker, killed, outage, before * outage / SHORTEST_MS);
      }
      query.stop();
      stream.flush(CAUGHT_UP);
      assertThat(tracker.recorder().store().latest(stream.id()).get().offsets())
          .isEqualTo(KafkaProgress.ends(query.lastProgress()));
      long p99 = batches.p99();
      Faults.say(NAME, "on Spark's thread: p99 " + p99 + " µs");
      assertThat(p99).as("µs on Spark's thread, p99").isLessThan(1_000);
    } finally {
      spark.streams().removeListener(batches);
      query.stop();
    }
  }

  private void start(SparkSession spark, EmbeddedKafka kafka, Path folder) throws Exception {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, (int) (SHORTEST_MS / BATCH_MS) * 10);
    query =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(stream.resume().orElse(StartingOffsets.earliest()))
            .option("maxOffsetsPerTrigger", "1")
            .load(spark)
            .writeStream()
            .foreach(new Collected())
            .queryName(stream.name())
            .trigger(Trigger.ProcessingTime(BATCH_MS))
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .start();
    await().atMost(Duration.ofMinutes(1)).until(() -> batches.batches() > 5);
    stream.flush(Duration.ofMinutes(1));
  }

  private void goAway(
      EmbeddedKafka kafka, EmbeddedKafka broker, boolean killed, long outage, long expected) {
    kafka.produceNumbers(topic, 0, (int) ((outage + 60_000) / BATCH_MS));
    if (killed) {
      broker.kill();
    } else {
      broker.pause();
    }
    int found = during(outage);
    TopicOffsets done = KafkaProgress.ends(query.lastProgress());
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
            "%s for %,d ms: %d batches (%d expected), %d at risk, caught up in %,d ms",
            killed ? "killed" : "paused",
            outage,
            found,
            expected,
            status.batchesAtRisk(),
            Duration.ofNanos(System.nanoTime() - back).toMillis()));
    assertThat(found).as("batches while it was away").isGreaterThan((int) (expected / 2));
  }

  /** How many batches are done in this time. */
  private int during(long millis) {
    int before = batches.batches();
    Duration time = Duration.ofMillis(millis);
    await().pollDelay(time).atMost(time.plusMinutes(1)).until(() -> true);
    return batches.batches() - before;
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
