package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.offsets.IncrementalBatch;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Checks its source, and reads each night what has come since the night before. */
public final class NightlyOrders {

  private NightlyOrders() {}

  /** Takes no arguments; exits with 0 if each record was read once. */
  public static void main(String[] args) {
    System.exit(Example.run("NightlyOrders", NightlyOrders::run));
  }

  static boolean run(Path folder) throws Exception {
    String lake = folder.resolve("lake").toUri().toString();
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        SparkSession spark = Example.localSession()) {
      kafka.createTopic("orders", 3);
      for (int night = 1; night <= 3; night++) {
        // Nobody orders in the last of the three.
        kafka.produceNumbers("orders", 0, night == 3 ? 0 : 100);
        load(spark, kafka.bootstrapServers(), folder.resolve("offsets"), lake);
        Example.say("  night " + night + ": " + spark.read().text(lake).count() + " records");
      }
      return spark.read().text(lake).count() == 200;
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
