package com.example;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.checkpoint.BatchOffsets;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Orders from Kafka into a folder of Parquet files, each of them once. */
final class OrdersToParquet {

  private OrdersToParquet() {}

  static StreamingQuery start(
      SparkSession spark, String brokers, String topic, String folder, String checkpoint)
      throws Exception {
    // region program
    ParquetFolder orders =
        ParquetFolder.open(folder, spark.sparkContext().hadoopConfiguration());
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(brokers)
            .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
            .load(spark);
    return write(events, orders, checkpoint);
    // endregion
  }

  // region batches
  static StreamingQuery write(Dataset<Row> events, ParquetFolder orders, String checkpoint)
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
  // endregion
}
