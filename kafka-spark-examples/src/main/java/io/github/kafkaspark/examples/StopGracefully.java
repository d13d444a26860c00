package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.lifecycle.ArmedStop;
import io.github.kafkaspark.lifecycle.GracefulStop;
import io.github.kafkaspark.lifecycle.StopOutcome;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Stops a query between two batches, on kill -15 or on a file, and goes on without a repetition.
 */
public final class StopGracefully {

  private static final int RECORDS = 400;

  private StopGracefully() {}

  /** Takes no arguments; exits with 0 if each record was read once. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.runInFolder("StopGracefully", args, StopGracefully::stopAgainAndAgain);
  }

  private static boolean stopAgainAndAgain(Path folder) throws Exception {
    Ledger ledger = new Ledger(folder.resolve("sink").toString());
    int stops = 0;
    Example.say("Starting a Kafka broker and a Spark session");
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        SparkSession spark = Example.localSession()) {
      kafka.createTopic("orders", 2);
      kafka.produceNumbers("orders", 0, RECORDS);
      while (ledger.count() < RECORDS) {
        StopOutcome outcome = runUntilStopped(spark, kafka.bootstrapServers(), folder, ledger);
        stops++;
        Example.say("Stop " + stops + ": " + outcome);
        Example.progress("records read", ledger.count(), RECORDS);
      }
    }
    return Example.verdict(
        "StopGracefully",
        ledger.count() == RECORDS && ledger.repeated() == 0,
        String.format(
            "read %d records over %d stops, %d of them twice",
            ledger.count() - ledger.repeated(), stops, ledger.repeated()));
  }

  private static StopOutcome runUntilStopped(
      SparkSession spark, String brokers, Path folder, Ledger ledger) throws Exception {
    OffsetTracker tracker =
        OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
    TrackedStream orders = tracker.stream("orders-to-ledger");
    StreamingQuery query =
        KafkaStreamSource.topic("orders")
            .bootstrapServers(brokers)
            .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
            .option("maxOffsetsPerTrigger", 20)
            .load(spark)
            .writeStream()
            .queryName(orders.name())
            .foreach(ledger)
            .start();
    Path marker = folder.resolve("stop");
    // region arm
    ArmedStop stop =
        GracefulStop.of(query)
            .within(Duration.ofMinutes(2))
            .onMarker(marker) // or "hdfs://namenode/jobs/orders/stop"
            .andThen("offsets", () -> tracker.closeOrFail(Duration.ofSeconds(30)))
            .arm();
    // endregion
    createWhenSomethingIsRead(marker, ledger, query);
    // region await
    StopOutcome outcome = stop.awaitTermination(); // in place of query.awaitTermination()
    // endregion
    return outcome;
  }

  /** The operator, in this example. */
  private static void createWhenSomethingIsRead(Path marker, Ledger ledger, StreamingQuery query)
      throws Exception {
    long before = ledger.count();
    while (ledger.count() == before && query.isActive()) {
      LockSupport.parkNanos(1_000_000);
    }
    Files.createFile(marker);
  }
}
