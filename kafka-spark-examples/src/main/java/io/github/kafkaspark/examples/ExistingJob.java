package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.offsets.OffsetListener;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Adds the library to a job that runs, a step at a time, and takes it away again. */
public final class ExistingJob {

  private static final int RECORDS = 100;

  private final EmbeddedKafka kafka;
  private final Ledger ledger;
  private final Path checkpoints;
  private final Path offsets;
  private final String location;
  private int produced;
  private boolean good = true;

  private ExistingJob(EmbeddedKafka kafka, Path folder) {
    this.kafka = kafka;
    this.ledger = new Ledger(folder.resolve("sink").toString());
    this.checkpoints = folder.resolve("checkpoint");
    this.offsets = folder.resolve("offsets");
    this.location = "file:" + offsets;
  }

  /** Takes no arguments; exits with 0 if each record was read once, whatever the job was like. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.runInFolder("ExistingJob", args, ExistingJob::addAndTakeAway);
  }

  private static boolean addAndTakeAway(Path folder) throws Exception {
    Example.say("Starting a Kafka broker and a Spark session");
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      kafka.createTopic("orders", 2);
      return new ExistingJob(kafka, folder).addAndTakeAway();
    }
  }

  private boolean addAndTakeAway() throws Exception {
    try (SparkSession spark = settings().getOrCreate()) {
      produce();
      end(asItWas(spark, kafka.bootstrapServers(), checkpoint(), "earliest", ledger));
      tell("the job as it was", 0);
    }
    SparkSession.Builder recorded =
        settings()
            .config("spark.sql.streaming.streamingQueryListeners", OffsetListener.class.getName())
            .config(OffsetListener.STORE, location);
    try (SparkSession spark = recorded.getOrCreate()) {
      if (spark.version().startsWith("2.3.")) {
        // region listener
        spark.streams().addListener(new OffsetListener(spark.sparkContext().getConf()));
        // endregion
      }
      produce();
      end(asItWas(spark, kafka.bootstrapServers(), checkpoint(), "earliest", ledger));
    }
    tell("recorded by its configuration", produced);
    try (SparkSession spark = settings().getOrCreate()) {
      produce();
      track(spark);
      tell("recorded by a tracker", produced);
      produce();
      resume(spark);
      tell("with a source that resumes", produced);
      int stored = produced;
      produce();
      end(asItWas(spark, kafka.bootstrapServers(), checkpoint(), "earliest", ledger));
      tell("as it was, for a while", stored);
      produce();
      resume(spark);
      tell("with the source again", produced);
      Example.deleteFolder(offsets);
      produce();
      resume(spark);
      tell("with a store that knows nothing of it", produced);
      Example.deleteFolder(checkpoints);
      produce();
      resume(spark);
      tell("without its checkpoint", produced);
      stored = produced;
      Example.deleteFolder(checkpoints);
      produce();
      end(
          asItWas(
              spark, kafka.bootstrapServers(), checkpoint(), startingOffsets(location), ledger));
      tell("as it was, from the store and without its checkpoint", stored);
    }
    return Example.verdict(
        "ExistingJob",
        good,
        String.format(
            "read %d of %d records, %d of them twice",
            ledger.count() - ledger.repeated(), produced, ledger.repeated()));
  }

  private static SparkSession.Builder settings() {
    return Example.localSettings().config("spark.ui.enabled", "false");
  }

  private String checkpoint() {
    return checkpoints.toString();
  }

  private void produce() {
    kafka.produceNumbers("orders", produced, produced + RECORDS);
    produced += RECORDS;
  }

  private static StreamingQuery asItWas(
      SparkSession spark,
      String brokers,
      String checkpoint,
      String startingOffsets,
      ForeachWriter<Row> sink)
      throws Exception {
    // region before
    StreamingQuery query =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", brokers)
            .option("subscribe", "orders")
            .option("startingOffsets", startingOffsets)
            .load()
            .writeStream()
            .queryName("orders-to-lake")
            .option("checkpointLocation", checkpoint)
            .foreach(sink)
            .start();
    // endregion
    return query;
  }

  private void track(SparkSession spark) throws Exception {
    // region tracker
    OffsetTracker tracker = OffsetTracker.attach(spark, OffsetStores.at(location));
    TrackedStream orders = tracker.stream("orders-to-lake"); // the query's name
    // endregion
    end(asItWas(spark, kafka.bootstrapServers(), checkpoint(), "earliest", ledger));
    // region close
    tracker.closeOrFail(Duration.ofSeconds(30)); // when the query has ended
    // endregion
    good &= orders.name().equals("orders-to-lake");
  }

  private void resume(SparkSession spark) throws Exception {
    try (OffsetTracker tracker = OffsetTracker.attach(spark, OffsetStores.at(location))) {
      TrackedStream orders = tracker.stream("orders-to-lake");
      end(resumed(spark, orders, kafka.bootstrapServers(), checkpoint(), ledger));
    }
  }

  private static StreamingQuery resumed(
      SparkSession spark,
      TrackedStream orders,
      String brokers,
      String checkpoint,
      ForeachWriter<Row> sink)
      throws Exception {
    // region source
    StreamingQuery query =
        KafkaStreamSource.topic("orders")
            .bootstrapServers(brokers)
            .startingOffsets(orders.resume().firstTimeFails().checkpoint(checkpoint))
            .load(spark)
            .writeStream()
            .queryName(orders.name())
            .option("checkpointLocation", checkpoint)
            .foreach(sink)
            .start();
    // endregion
    return query;
  }

  private static String startingOffsets(String location) {
    // region back
    try (OffsetStore store = OffsetStores.existing(location)) {
      return store.latest(StreamId.of("orders-to-lake")).get().offsets().toJson();
    }
    // endregion
  }

  private static void end(StreamingQuery query) throws Exception {
    query.processAllAvailable();
    query.stop();
  }

  /** Says what a run of the job has come to, and looks whether it should be so. */
  private void tell(String job, long expected) throws Exception {
    long stored = stored();
    Example.say(String.format("  %-54s %4d read, %4d stored", job + ":", ledger.count(), stored));
    good &= ledger.count() == produced && ledger.repeated() == 0 && stored == expected;
  }

  private long stored() {
    if (!Files.exists(offsets)) {
      return 0;
    }
    try (OffsetStore store = OffsetStores.existing(location)) {
      return store
          .latest(StreamId.of("orders-to-lake"))
          .map(
              commit -> commit.offsets().asMap().values().stream().mapToLong(Long::longValue).sum())
          .orElse(0L);
    }
  }
}
