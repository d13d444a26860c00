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
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** A job for spark-submit: goes on from a store, and ends on kill -15 or on a file. */
public final class ClusterJob {

  private static final String USAGE =
      "ClusterJob [--bootstrap host:port --store folder-or-hdfs-uri --stop file-or-hdfs-uri"
          + " --out folder [--topic name]]";
  private static final int RECORDS = 4_000;

  private ClusterJob() {}

  /**
   * Ends well, or exits with the status of {@link StopOutcome}. Without arguments it runs in this
   * JVM, against a broker of its own, until somebody creates the file.
   */
  public static void main(String[] args) {
    int status = run(args);
    if (status != 0) { // YARN takes an exit with 0 for a failure too.
      System.exit(status);
    }
  }

  static int run(String... args) {
    return args.length == 0
        ? Example.runInFolder("ClusterJob", args, ClusterJob::showItself)
        : Example.run(USAGE, args, ClusterJob::run);
  }

  private static boolean run(Arguments arguments) throws Exception {
    String brokers = arguments.get("--bootstrap");
    String store = arguments.get("--store");
    String marker = arguments.get("--stop");
    Ledger ledger = new Ledger(arguments.get("--out"));
    String topic = arguments.get("--topic", "orders");
    StopOutcome outcome = run(brokers, topic, store, marker, ledger);
    // region exit
    if (outcome.exitStatus() != 0) {
      System.err.println(outcome); // Without a log, nobody else says why.
      System.exit(outcome.exitStatus());
    }
    // endregion
    return true;
  }

  private static StopOutcome run(
      String brokers, String topic, String store, String marker, Ledger ledger) throws Exception {
    SparkSession spark = session();
    Example.say(
        "ClusterJob: application "
            + spark.sparkContext().applicationId()
            + ", process "
            + ManagementFactory.getRuntimeMXBean().getName());

    OffsetTracker tracker = OffsetTracker.attach(spark, open(store, spark));
    TrackedStream orders = tracker.stream("orders-to-ledger");
    StreamingQuery query =
        KafkaStreamSource.topic(topic)
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
    String committed =
        orders.status().committed().map(each -> each.offsets().toJson()).orElse("{}");
    Example.say("ClusterJob: " + outcome + ", " + orders.status() + ": " + committed);
    spark.stop();
    return outcome;
  }

  /** That of spark-submit, which names a master; without one, a session in this JVM. */
  private static SparkSession session() {
    return new SparkConf().contains("spark.master")
        ? SparkSession.builder().appName("orders").getOrCreate()
        : Example.localSession();
  }

  private static OffsetStore open(String store, SparkSession spark) {
    return isUri(store)
        ? OffsetStores.hdfs(URI.create(store), spark.sparkContext().hadoopConfiguration())
        : OffsetStores.file(Paths.get(store));
  }

  private static boolean isUri(String place) {
    return place.contains("://");
  }

  private static boolean showItself(Path folder) throws Exception {
    Path marker = folder.resolve("orders.stop");
    Ledger ledger = new Ledger(folder.resolve("out").toString());
    Example.say("Starting a Kafka broker; with spark-submit, options say where all of it is");
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      kafka.createTopic("orders", 2);
      kafka.produceNumbers("orders", 0, RECORDS);
      Thread operator = new Thread(() -> createWhenSomethingIsRead(marker, ledger), "operator");
      operator.setDaemon(true);
      operator.start();
      StopOutcome outcome =
          run(
              kafka.bootstrapServers(),
              "orders",
              folder.resolve("offsets").toString(),
              marker.toString(),
              ledger);
      return Example.verdict(
          "ClusterJob",
          outcome.exitStatus() == 0 && ledger.count() > 0 && ledger.repeated() == 0,
          String.format(
              "a file stopped it between two batches, at %d of %d records",
              ledger.count(), RECORDS));
    }
  }

  private static void createWhenSomethingIsRead(Path marker, Ledger ledger) {
    try {
      while (ledger.count() == 0) {
        LockSupport.parkNanos(1_000_000);
      }
      Path unused = Files.createFile(marker);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
