package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.Health;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.StreamStatus;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.offsets.TrackerOptions;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Watches a job whose store is away for a while: what it tells, and what is at risk meanwhile. */
public final class WatchedJob {

  private static final int RECORDS = 100;

  private WatchedJob() {}

  /** Takes no arguments; exits with 0 if the job went on, and told of both changes. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.runInFolder("WatchedJob", args, WatchedJob::loseTheStoreForAWhile);
  }

  private static boolean loseTheStoreForAWhile(Path folder) throws Exception {
    Example.say("Starting a Kafka broker and a Spark session");
    Path offsets = folder.resolve("offsets");
    BlockingQueue<StreamStatus> changes = new LinkedBlockingQueue<>();
    // region options
    TrackerOptions options =
        TrackerOptions.defaults()
            .onHealthChange(status -> changes.add(status)) // or your alarm
            .stopAfter(Duration.ofMinutes(30)); // without a durable commit
    // endregion
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        SparkSession spark = Example.localSession();
        OffsetTracker tracker = OffsetTracker.attach(spark, OffsetStores.file(offsets), options)) {
      kafka.createTopic("orders", 2);
      kafka.produceNumbers("orders", 0, RECORDS);
      TrackedStream orders = tracker.stream("orders-to-ledger");
      Ledger ledger = new Ledger(folder.resolve("sink").toString());
      StreamingQuery query =
          KafkaStreamSource.topic("orders")
              .bootstrapServers(kafka.bootstrapServers())
              .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
              .load(spark)
              .writeStream()
              .queryName(orders.name())
              .foreach(ledger)
              .start();
      query.processAllAvailable();
      orders.flush(Duration.ofSeconds(30));
      Example.say("While all is well: " + orders.status());

      Path away = Files.move(offsets, folder.resolve("offsets-away"));
      kafka.produceNumbers("orders", RECORDS, 2 * RECORDS);
      query.processAllAvailable(); // The query does not wait for the store.
      boolean degraded = told(changes, Health.DEGRADED);
      Example.say("Read meanwhile: " + ledger.count() + " records; " + orders.status());

      Files.move(away, offsets);
      boolean healthy = told(changes, Health.HEALTHY);
      query.stop();
      return Example.verdict(
          "WatchedJob",
          degraded && healthy && ledger.count() == 2 * RECORDS,
          String.format(
              "read %d of %d records, told that the store was away: %b, and back: %b",
              ledger.count(), 2 * RECORDS, degraded, healthy));
    }
  }

  private static boolean told(BlockingQueue<StreamStatus> changes, Health expected)
      throws InterruptedException {
    StreamStatus change = changes.poll(60, TimeUnit.SECONDS);
    Example.say("Told: " + change);
    return change != null && change.health() == expected;
  }
}
