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
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** The program of the README: run three times without a checkpoint, it reads every record once. */
public final class FirstJob {

  private FirstJob() {}

  /** Takes no arguments; exits with 0 if each record was read once. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.runInFolder("FirstJob", args, FirstJob::readThreeTimes);
  }

  private static boolean readThreeTimes(Path folder) throws Exception {
    Ledger ledger = new Ledger(folder.resolve("sink").toString());
    Example.say("Starting a Kafka broker and a Spark session");
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        SparkSession spark = Example.localSession()) {
      kafka.createTopic("orders", 3);
      for (int run = 1; run <= 3; run++) {
        kafka.produceNumbers("orders", 100 * (run - 1), 100 * run);
        ResumePlan plan =
            readWhatIsThere(spark, kafka.bootstrapServers(), folder.resolve("offsets"), ledger);
        Example.say("Run " + run + " of the program: " + plan.describe());
        Example.progress("records read", ledger.count(), 300);
      }
    }
    return Example.verdict(
        "FirstJob",
        ledger.count() == 300 && ledger.repeated() == 0,
        String.format(
            "3 runs without a checkpoint read %d of 300 records, %d of them twice",
            ledger.count() - ledger.repeated(), ledger.repeated()));
  }

  private static ResumePlan readWhatIsThere(
      SparkSession spark, String brokers, Path offsets, ForeachWriter<Row> sink) throws Exception {
    // region program
    OffsetTracker tracker = OffsetTracker.attach(spark, OffsetStores.file(offsets));
    TrackedStream orders = tracker.stream("orders-to-lake");

    Dataset<Row> events =
        KafkaStreamSource.topic("orders")
            .bootstrapServers(brokers)
            .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
            .load(spark);

    StreamingQuery query = events.writeStream().queryName(orders.name()).foreach(sink).start();
    // endregion
    query.processAllAvailable();
    query.stop();
    tracker.close();
    return orders.plan().get();
  }
}
