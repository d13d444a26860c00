package com.example;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.crash.StoreAndSink;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.crash.CrashRun;
import io.github.kafkaspark.testing.crash.CrashSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;

// region job
/** The store of this project, and text files that are added to. */
final class AuditedOffsetStoreKilled implements StoreAndSink, CrashSink {

  @Override
  public OffsetStore store(CrashRun run) {
    return new AuditedOffsetStore(
        OffsetStores.file(run.folder().resolve("offsets")), claim -> {});
  }

  @Override
  public DataStreamWriter<?> sink(Dataset<Row> events, CrashRun run) {
    String folder = rows(run).toString();
    return events
        .selectExpr("CAST(value AS STRING)")
        .writeStream()
        .foreachBatch((batch, id) -> {
          batch.write().mode("append").text(folder);
        });
  }

  @Override
  public List<String> held(SparkSession spark, CrashRun run) {
    return Files.exists(rows(run))
        ? spark.read().text(rows(run).toString()).as(Encoders.STRING()).collectAsList()
        : Collections.emptyList();
  }

  private static Path rows(CrashRun run) {
    return run.folder().resolve("rows");
  }
}
// endregion
