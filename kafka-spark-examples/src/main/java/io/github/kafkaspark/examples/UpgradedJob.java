package io.github.kafkaspark.examples;

import static org.apache.spark.sql.functions.expr;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** The job that Upgrade runs on an old Spark, and goes on with on a new one. */
public final class UpgradedJob {

  /** Joins orders with their payments, in both versions of the job. */
  static final String PAID = "paid-orders";

  /** Reads orders, and in the new version of the job payments too. */
  static final String ALL = "all-events";

  private static final String USAGE =
      "UpgradedJob old|new --bootstrap host:port --folder folder; Upgrade runs it";
  private static final String PLACE =
      "struct(concat(topic, '-', CAST(partition AS STRING)) AS partition, offset)";

  /** Of each partition; in the middle of the fourth batch. */
  private static final long FAILS_AT = 70;

  private static final int BATCH = 40;

  private final SparkSession spark;
  private final String brokers;
  private final Path folder;

  private UpgradedJob(SparkSession spark, String brokers, Path folder) {
    this.spark = spark;
    this.brokers = brokers;
    this.folder = folder;
  }

  /** Takes what its usage says; exits with 0 if its queries have come as far as they should. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.run(USAGE, 1, args, UpgradedJob::run);
  }

  private static boolean run(Arguments arguments) throws Exception {
    String brokers = arguments.get("--bootstrap");
    Path folder = Paths.get(arguments.get("--folder"));
    String version = String.join(" ", arguments.words());
    if (!version.equals("old") && !version.equals("new")) {
      throw new Arguments.Usage("'" + version + "' is neither old nor new");
    }
    try (SparkSession spark = Example.localSession()) {
      UpgradedJob job = new UpgradedJob(spark, brokers, folder);
      if (version.equals("old")) {
        job.runUntilItFails();
      } else {
        job.goOn();
      }
      return true;
    }
  }

  static Ledger ledger(Path folder, String query) {
    return new Ledger(folder.resolve(query).resolve("sink").toString());
  }

  static Path oldCheckpoint(Path folder, String query) {
    return folder.resolve("old-checkpoints").resolve(query);
  }

  /** What Spark has said to the old checkpoint. */
  static Path refusal(Path folder, String query) {
    return folder.resolve(query).resolve("refusal");
  }

  // --- As it was: Spark's own source, and a driver that dies in the middle of a batch ---

  private Dataset<Row> plain(String topic) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", brokers)
        .option("subscribe", topic)
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", BATCH)
        .load();
  }

  private void runUntilItFails() throws Exception {
    runUntilItFails(PAID, paid(plain("orders"), plain("payments")));
    runUntilItFails(ALL, places(plain("orders")));
  }

  private void runUntilItFails(String query, Dataset<Row> events) throws Exception {
    String failure = failure(query, events, new Failing(ledger(folder, query)));
    if (failure == null) {
      throw new IllegalStateException("Query '" + query + "' has not failed");
    }
  }

  /** Why the query fails under its old checkpoint; null if it has read all that there is. */
  private String failure(String query, Dataset<Row> events, ForeachWriter<Row> sink)
      throws Exception {
    try {
      readAll(query, "old-checkpoints", events, sink);
      return null;
    } catch (StreamingQueryException e) {
      return e.getCause().toString();
    }
  }

  private void readAll(
      String query, String checkpoints, Dataset<Row> events, ForeachWriter<Row> sink)
      throws Exception {
    // The writer's option is another method on Spark 4 than on the Spark that this is compiled for.
    spark
        .conf()
        .set("spark.sql.streaming.checkpointLocation", folder.resolve(checkpoints).toString());
    StreamingQuery started = events.writeStream().queryName(query).foreach(sink).start();
    started.processAllAvailable();
    started.stop();
  }

  /** Each order with its payment of the hour behind it, or without one; a row for each record. */
  private static Dataset<Row> paid(Dataset<Row> orders, Dataset<Row> payments) {
    Dataset<Row> ordered =
        orders
            .selectExpr(
                "CAST(value AS STRING) AS id", "timestamp AS ordered", PLACE + " AS `order`")
            .withWatermark("ordered", "1 hour");
    Dataset<Row> paid =
        payments
            .selectExpr("CAST(value AS STRING) AS of", "timestamp AS paid", PLACE + " AS payment")
            .withWatermark("paid", "1 hour");
    Dataset<Row> joined =
        ordered.join(
            paid,
            expr("id = of AND paid BETWEEN ordered AND ordered + INTERVAL 1 HOUR"),
            "leftOuter");
    return joined
        .selectExpr("explode(array(`order`, payment)) AS place")
        .where("place IS NOT NULL")
        .selectExpr("place.partition", "place.offset");
  }

  private static Dataset<Row> places(Dataset<Row> events) {
    return events.selectExpr(PLACE + " AS place").selectExpr("place.partition", "place.offset");
  }

  // --- As it goes on ---

  private void goOn() throws Exception {
    try (OffsetTracker tracker =
        OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")))) {
      refused(PAID, paid(plain("orders"), plain("payments")));
      goOn(PAID, paid(resumed(tracker, PAID, "orders"), resumed(tracker, PAID, "payments")));
      refused(ALL, places(plain("orders").union(plain("payments"))));
      goOn(ALL, places(resumed(tracker, ALL, "orders").union(resumed(tracker, ALL, "payments"))));
    }
  }

  private void refused(String query, Dataset<Row> events) throws Exception {
    Ledger nowhere = new Ledger(folder.resolve("refused").toString());
    String why = String.valueOf(failure(query, events, nowhere));
    Files.write(refusal(folder, query), why.getBytes(StandardCharsets.UTF_8));
  }

  private Dataset<Row> resumed(OffsetTracker tracker, String query, String topic) {
    return resumed(spark, tracker.stream(query), brokers, topic, oldCheckpoint(folder, query));
  }

  private static Dataset<Row> resumed(
      SparkSession spark, TrackedStream stream, String brokers, String topic, Path checkpoint) {
    // region new
    CheckpointOffsets old = CheckpointOffsets.read(checkpoint);
    StartingOffsets first = old.asStart().orElse(StartingOffsets.earliest());
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(brokers)
            .startingOffsets(stream.resume().firstTime(first))
            .load(spark);
    // endregion
    return events;
  }

  private void goOn(String query, Dataset<Row> events) throws Exception {
    readAll(query, "new-checkpoints", events, ledger(folder, query));
  }

  /** A sink whose driver dies. */
  private static final class Failing extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;

    private final Ledger ledger;

    Failing(Ledger ledger) {
      this.ledger = ledger;
    }

    @Override
    public boolean open(long partitionId, long version) {
      return ledger.open(partitionId, version);
    }

    @Override
    public void process(Row row) {
      if (row.<Long>getAs("offset") >= FAILS_AT) {
        throw new IllegalStateException("The driver dies here");
      }
      ledger.process(row);
    }

    @Override
    public void close(Throwable failure) {
      ledger.close(failure);
    }
  }
}
