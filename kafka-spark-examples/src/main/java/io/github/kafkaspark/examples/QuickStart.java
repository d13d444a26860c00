package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.ResumePlan;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Loses the checkpoint half-way through a topic, resumes from the store, and loses no record. */
public final class QuickStart {

  private final EmbeddedKafka kafka;
  private final SparkSession spark;
  private final Path folder;
  private final Ledger ledger;

  private QuickStart(EmbeddedKafka kafka, SparkSession spark, Path folder) {
    this.kafka = kafka;
    this.spark = spark;
    this.folder = folder;
    this.ledger = new Ledger(folder.resolve("sink").toString());
  }

  /** Takes no arguments; exits with 0 if every record has reached the sink, with 1 otherwise. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.runInFolder("QuickStart", args, QuickStart::quickStart);
  }

  private static boolean quickStart(Path folder) throws Exception {
    Example.say("Starting a Kafka broker and a Spark session");
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        SparkSession spark = Example.localSession()) {
      return new QuickStart(kafka, spark, folder).losesItsCheckpoint();
    }
  }

  private boolean losesItsCheckpoint() throws Exception {
    kafka.createTopic("orders", 4);
    kafka.produceNumbers("orders", 0, 10_000);
    Example.say("Produced 10,000 records into 4 partitions; streaming until half of them are done");
    firstRun();

    Example.deleteFolder(folder.resolve("checkpoint"));
    kafka.addPartitions("orders", 5);
    kafka.produceNumbers("orders", 10_000, 12_500);
    Example.say("Deleted the checkpoint, added a fifth partition, produced 2,500 records more");

    ResumePlan plan = secondRun();
    long resumedFrom = plan.start().asMap().values().stream().mapToLong(Long::longValue).sum();
    return ledger.report("QuickStart", kafka.read("orders"), resumedFrom);
  }

  private void firstRun() throws Exception {
    try (OffsetTracker tracker = attach()) {
      StreamingQuery query = start(tracker.stream("orders-to-ledger"));
      for (long told = 0, now = 0; now < 5_000 && !query.awaitTermination(500); ) {
        now = ledger.count();
        if (now > told) {
          Example.progress("records reached the sink", now, 10_000);
          told = now;
        }
      }
      query.stop();
    }
    Example.progress("records reached the sink", ledger.count(), 10_000);
    Example.say("Stopped the query");
  }

  private ResumePlan secondRun() throws Exception {
    try (OffsetTracker tracker = attach()) {
      TrackedStream orders = tracker.stream("orders-to-ledger");
      StreamingQuery query = start(orders);
      Example.say(orders.plan().get().describe());
      query.processAllAvailable();
      query.stop();
      return orders.plan().get();
    }
  }

  private OffsetTracker attach() {
    return OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
  }

  private StreamingQuery start(TrackedStream orders) throws Exception {
    Dataset<Row> events =
        KafkaStreamSource.topic("orders")
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
            .option("maxOffsetsPerTrigger", 500)
            .load(spark);

    return events
        .writeStream()
        .queryName(orders.name())
        .foreach(ledger)
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .start();
  }
}
