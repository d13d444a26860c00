package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.lifecycle.ArmedStop;
import io.github.kafkaspark.lifecycle.GracefulStop;
import io.github.kafkaspark.lifecycle.StopOutcome;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.offsets.store.OffsetStore;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Paths;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** A job for spark-submit: goes on from a store, and ends on kill -15 or on a file. */
public final class ClusterJob {

  private static final String USAGE =
      "ClusterJob --bootstrap host:port --store folder-or-hdfs-uri --stop file-or-hdfs-uri"
          + " --out folder [--topic name]";

  private ClusterJob() {}

  /** Ends well, or exits with the status of {@link StopOutcome}. */
  public static void main(String[] args) {
    int status = Example.run(USAGE, args, ClusterJob::run);
    if (status != 0) { // YARN takes an exit with 0 for a failure too.
      System.exit(status);
    }
  }

  private static boolean run(Arguments arguments) throws Exception {
    String brokers = arguments.get("--bootstrap");
    String store = arguments.get("--store");
    String marker = arguments.get("--stop");
    Ledger ledger = new Ledger(arguments.get("--out"));
    SparkSession spark = SparkSession.builder().appName("orders").getOrCreate();
    Example.say(
        "ClusterJob: application "
            + spark.sparkContext().applicationId()
            + ", process "
            + ManagementFactory.getRuntimeMXBean().getName());

    OffsetTracker tracker = OffsetTracker.attach(spark, open(store, spark));
    TrackedStream orders = tracker.stream("orders-to-ledger");
    StreamingQuery query =
        KafkaStreamSource.topic(arguments.get("--topic", "orders"))
            .bootstrapServers(brokers)
            .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
            .maxOffsetsPerTrigger(200)
            .load(spark)
            .writeStream()
            .queryName(orders.name())
            .foreach(ledger)
            .start();
    GracefulStop stop =
        GracefulStop.of(query)
            .andThen("offsets", () -> tracker.closeOrFail(Duration.ofSeconds(30)));
    ArmedStop armed =
        (isUri(marker) ? stop.onMarker(marker) : stop.onMarker(Paths.get(marker))).arm();
    StopOutcome outcome = armed.awaitTermination();
    Example.say("ClusterJob: " + outcome + ", " + orders.status());
    spark.stop();
    // region exit
    if (outcome.exitStatus() != 0) {
      System.err.println(outcome); // Without a log, nobody else says why.
      System.exit(outcome.exitStatus());
    }
    // endregion
    return true;
  }

  private static OffsetStore open(String store, SparkSession spark) {
    return isUri(store)
        ? OffsetStores.hdfs(URI.create(store), spark.sparkContext().hadoopConfiguration())
        : OffsetStores.file(Paths.get(store));
  }

  private static boolean isUri(String place) {
    return place.contains("://");
  }
}
