package com.example;

import io.delta.tables.DeltaTable;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.testing.crash.CrashRun;
import io.github.kafkaspark.testing.crash.CrashSink;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** {@link OrdersToDelta}, whose records also pass the ledger. */
final class KilledDelta implements CrashSink {

  @Override
  public void run(SparkSession spark, CrashRun run) throws Exception {
    DeltaStream orders = DeltaStream.claim(spark, path(run), "orders-to-lake");
    Dataset<Row> events =
        KafkaStreamSource.topic(run.topic())
            .bootstrapServers(run.bootstrapServers())
            .maxOffsetsPerTrigger(run.recordsPerBatch())
            .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
            .load(spark);
    OrdersToDelta.write(run.ledger().watched(events), orders, run.checkpoint().toString())
        .awaitTermination();
  }

  @Override
  public List<String> held(SparkSession spark, CrashRun run) {
    DeltaTable.createIfNotExists(spark)
        .location(path(run))
        .addColumn("value", "string")
        .execute();
    return spark
        .read()
        .format("delta")
        .load(path(run))
        .select("value")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static String path(CrashRun run) {
    return run.folder().resolve("orders").toString();
  }
}
