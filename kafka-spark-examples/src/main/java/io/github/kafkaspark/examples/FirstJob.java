package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** The program of the README: run twice without a checkpoint, it reads every record once. */
public final class FirstJob {

  private FirstJob() {}

  /** Takes no arguments; exits with 0 if each record was read once. */
  public static void main(String[] args) {
    System.exit(Example.run("FirstJob", FirstJob::run));
  }

  static boolean run(Path folder) throws Exception {
    Ledger ledger = new Ledger(folder.resolve("sink").toString());
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        SparkSession spark = Example.localSession()) {
      kafka.createTopic("orders", 3);
      for (int from = 0; from < 300; from += 100) {
        kafka.produceNumbers("orders", from, from + 100);
        readWhatIsThere(spark, kafka.bootstrapServers(), folder.resolve("offsets"), ledger);
        Example.progress("records read", ledger.count(), 300);
      }
    }
    return ledger.count() == 300;
  }

  private static void readWhatIsThere(
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
  }
}
