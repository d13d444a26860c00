package com.example;

import io.delta.tables.DeltaTable;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.checkpoint.BatchOffsets;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Orders from Kafka into a Delta table, each of them once. */
final class OrdersToDelta {

  private OrdersToDelta() {}

  static StreamingQuery start(
      SparkSession spark, String brokers, String topic, String path, String checkpoint)
      throws Exception {
    // region program
    DeltaTable.createIfNotExists(spark).location(path).addColumn("value", "string").execute();
    DeltaStream orders = DeltaStream.claim(spark, path, "orders-to-lake");
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(brokers)
            .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
            .load(spark);
    return write(events, orders, checkpoint);
    // endregion
  }

  static StreamingQuery write(Dataset<Row> events, DeltaStream orders, String checkpoint)
      throws Exception {
    return events
        .selectExpr("cast(value as string) value")
        .writeStream()
        .option("checkpointLocation", checkpoint)
        .foreachBatch((rows, id) -> {
          orders.append(rows, BatchOffsets.of(rows.sparkSession(), checkpoint, id));
        })
        .start();
  }
}
