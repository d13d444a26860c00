package com.example;

import io.github.kafkaspark.testing.LocalFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The session of all tests, which knows both kinds of tables. */
final class Lakehouse {

  private static SparkSession spark;

  private Lakehouse() {}

  static synchronized SparkSession session() {
    if (spark == null) {
      SparkSession.Builder builder =
          SparkSession.builder()
              .master("local[4]")
              .config(LocalFiles.setIn(new SparkConf()))
              .config("spark.ui.enabled", "false");
      settings(folder("warehouse")).forEach(builder::config);
      spark = builder.getOrCreate();
    }
    return spark;
  }

  static Map<String, String> settings(String warehouse) {
    Map<String, String> settings = new TreeMap<>();
    // region session
    settings.put(
        "spark.sql.extensions",
        "io.delta.sql.DeltaSparkSessionExtension,"
            + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    settings.put(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    settings.put("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    settings.put("spark.sql.catalog.lake.type", "hadoop");
    settings.put("spark.sql.catalog.lake.warehouse", warehouse);
    // endregion
    // For small tables; by default a batch takes seconds, most of them to compile what runs once.
    settings.put("spark.sql.codegen.wholeStage", "false");
    settings.put("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    settings.put("spark.sql.adaptive.enabled", "false");
    settings.put("spark.sql.shuffle.partitions", "1");
    settings.put("spark.default.parallelism", "1");
    settings.put("spark.databricks.delta.snapshotPartitions", "1");
    settings.put("spark.sql.sources.parallelPartitionDiscovery.parallelism", "1");
    return settings;
  }

  static String folder(String name) {
    try {
      Path folder = Files.createTempDirectory(name);
      folder.toFile().deleteOnExit();
      return folder.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
