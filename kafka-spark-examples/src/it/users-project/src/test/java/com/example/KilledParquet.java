package com.example;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.testing.crash.CrashRun;
import io.github.kafkaspark.testing.crash.CrashSink;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** {@link OrdersToParquet}, whose records also pass the ledger. */
final class KilledParquet implements CrashSink {

  @Override
  public void run(SparkSession spark, CrashRun run) throws Exception {
    ParquetFolder orders = open(spark, run);
    Dataset<Row> events =
        KafkaStreamSource.topic(run.topic())
            .bootstrapServers(run.bootstrapServers())
            .maxOffsetsPerTrigger(run.recordsPerBatch())
            .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
            .load(spark);
    OrdersToParquet.write(run.ledger().watched(events), orders, run.checkpoint().toString())
        .awaitTermination();
  }

  @Override
  public List<String> held(SparkSession spark, CrashRun run) throws Exception {
    if (open(spark, run).offsets().isEmpty()) {
      return Collections.emptyList();
    }
    return spark
        .read()
        .parquet(folder(run))
        .select("value")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static ParquetFolder open(SparkSession spark, CrashRun run) throws Exception {
    return ParquetFolder.open(folder(run), spark.sparkContext().hadoopConfiguration());
  }

  private static String folder(CrashRun run) {
    return run.folder().resolve("orders").toString();
  }
}
