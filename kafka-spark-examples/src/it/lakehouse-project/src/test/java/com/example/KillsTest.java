package com.example;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.crash.CrashReport;
import io.github.kafkaspark.testing.crash.CrashTrial;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Drivers are killed at random instants; each order is in both tables once. */
@ExtendWith(KafkaExtension.class)
class KillsTest {

  // With those of the other version of Spark, 50.
  private static final int KILLS = Boolean.getBoolean("kafkaspark.faults") ? 25 : 1;

  @Test
  void eachOrderIsThereOnceThoughDriversAreKilled(EmbeddedKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = Long.getLong("kafkaspark.seed", System.nanoTime());
    System.out.println("[faults] kills: seed " + seed);
    CrashReport report =
        CrashTrial.of(kafka, folder)
            .job("delta", KilledDelta.class)
            .job("iceberg", KilledIceberg.class)
            .setting(
                "spark.sql.extensions",
                "io.delta.sql.DeltaSparkSessionExtension,"
                    + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
            .setting(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .setting("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
            .setting("spark.sql.catalog.lake.type", "hadoop")
            .setting("spark.sql.catalog.lake.warehouse", folder.resolve("lake").toString())
            // For small tables; by default a batch takes seconds.
            .setting("spark.default.parallelism", "1")
            .setting("spark.databricks.delta.snapshotPartitions", "1")
            .setting("spark.sql.sources.parallelPartitionDiscovery.parallelism", "1")
            .run(KILLS, new Random(seed));
    System.out.println("[faults] kills: " + report);
    report.of("delta").requireExactlyOnce();
    report.of("iceberg").requireExactlyOnce();
  }
}
