package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.IncrementalBatch;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Checks its source, and reads each night what has come since the night before. */
public final class NightlyOrders {

  private NightlyOrders() {}

  /** Takes no arguments; exits with 0 if each record was read once. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.runInFolder("NightlyOrders", args, NightlyOrders::loadThreeNights);
  }

  private static boolean loadThreeNights(Path folder) throws Exception {
    String lake = folder.resolve("lake").toUri().toString();
    Example.say("Starting a Kafka broker and a Spark session");
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        SparkSession spark = Example.localSession()) {
      kafka.createTopic("orders", 3);
      TextTable nights = new TextTable("night", "orders in the lake", "the next night begins at");
      for (int night = 1; night <= 3; night++) {
        if (night < 3) { // Nobody orders in the last of the three.
          kafka.produceNumbers("orders", 100 * (night - 1), 100 * night);
        }
        load(spark, kafka.bootstrapServers(), folder.resolve("offsets"), lake);
        nights.add(night, spark.read().text(lake).count(), committed(folder.resolve("offsets")));
      }
      Example.say(nights.toString());
      long records = spark.read().text(lake).count();
      long different = spark.read().text(lake).distinct().count();
      return Example.verdict(
          "NightlyOrders",
          records == 200 && different == 200,
          "the lake has "
              + different
              + " of 200 orders, "
              + (records - different)
              + " of them twice");
    }
  }

  private static TopicOffsets committed(Path offsets) {
    try (OffsetStore store = OffsetStores.file(offsets)) {
      return store.latest(StreamId.of("orders-to-lake")).get().offsets();
    }
  }

  private static void load(SparkSession spark, String brokers, Path offsets, String lake) {
    // region check
    KafkaBatchSource source = KafkaBatchSource.topic("orders").bootstrapServers(brokers);
    source.check(spark).orFail();
    // endregion

    // region incremental
    try (OffsetStore store = OffsetStores.file(offsets);
        IncrementalBatch batch = IncrementalBatch.begin(spark, store, "orders-to-lake", source)) {
      if (!batch.isEmpty()) {
        batch.records().selectExpr("CAST(value AS STRING)").write().mode("append").text(lake);
        batch.commit();
      }
    }
    // endregion
  }
}
