// region job
package com.example;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.TrackedStream;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** A job as a user writes it: orders from Kafka, a batch at a time, into a sink of its own. */
final class OrdersJob {

  private OrdersJob() {}

  static StreamingQuery start(
      SparkSession spark, TrackedStream stream, String brokers, String topic, Queue<String> sink)
      throws TimeoutException { // by Spark 3.1 and newer
    // region foreach-batch
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(brokers)
            .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
            .load(spark);
    return events
        .selectExpr("cast(value as string)")
        .as(Encoders.STRING())
        .writeStream()
        .queryName(stream.name())
        .foreachBatch((batch, id) -> {
          List<String> values = batch.collectAsList();
          sink.addAll(values);
        })
        .start();
    // endregion
  }
}
// endregion
