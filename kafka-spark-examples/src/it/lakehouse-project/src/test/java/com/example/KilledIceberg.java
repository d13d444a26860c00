package com.example;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.testing.crash.CrashRun;
import io.github.kafkaspark.testing.crash.CrashSink;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** {@link OrdersToIceberg}, whose records also pass the ledger. */
final class KilledIceberg implements CrashSink {

  private static final String TABLE = "lake.db.orders";

  @Override
  public void run(SparkSession spark, CrashRun run) throws Exception {
    IcebergStream orders = IcebergStream.claim(spark, TABLE, "orders-to-lake");
    Dataset<Row> events =
        KafkaStreamSource.topic(run.topic())
            .bootstrapServers(run.bootstrapServers())
            .maxOffsetsPerTrigger(run.recordsPerBatch())
            .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
            .load(spark);
    OrdersToIceberg.write(run.ledger().watched(events), orders, run.checkpoint().toString())
        .awaitTermination();
  }

  @Override
  public List<String> held(SparkSession spark, CrashRun run) {
    spark.sql("CREATE TABLE IF NOT EXISTS " + TABLE + " (value string) USING iceberg");
    spark.sql("REFRESH TABLE " + TABLE);
    return spark.table(TABLE).select("value").as(Encoders.STRING()).collectAsList();
  }
}
