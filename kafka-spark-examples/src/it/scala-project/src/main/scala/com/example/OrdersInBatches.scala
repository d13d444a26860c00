package com.example

import io.github.kafkaspark.{KafkaStreamSource, StartingOffsets}
import io.github.kafkaspark.offsets.TrackedStream
import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.streaming.StreamingQuery

/** Writes each batch as a DataFrame, which Spark has had since 2.4. */
object OrdersInBatches {

  def start(
      spark: SparkSession, orders: TrackedStream, brokers: String, lake: String): StreamingQuery = {
    // region foreach-batch
    // With a type: Spark has two foreachBatch, and Scala 2.12 cannot choose for a bare lambda.
    val write: (DataFrame, Long) => Unit = (batch, _) =>
      batch.selectExpr("CAST(value AS STRING)").write.mode("append").text(lake)

    val events = KafkaStreamSource
      .topic("orders")
      .bootstrapServers(brokers)
      .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
      .load(spark)

    val query = events.writeStream.queryName(orders.name).foreachBatch(write).start()
    // endregion
    query
  }
}
