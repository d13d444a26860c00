package com.example

import io.github.kafkaspark.{KafkaStreamSource, StartingOffsets}
import io.github.kafkaspark.lifecycle.{ArmedStop, GracefulStop}
import io.github.kafkaspark.offsets.{OffsetStores, OffsetTracker}
import java.nio.file.Path
import java.time.Duration
import org.apache.spark.sql.{ForeachWriter, Row, SparkSession}

/** Stops its query between two batches, on kill -15 or on a file. */
object StoppableJob {

  def start(
      spark: SparkSession,
      brokers: String,
      offsets: Path,
      marker: Path,
      sink: ForeachWriter[Row]): ArmedStop = {
    val tracker = OffsetTracker.attach(spark, OffsetStores.file(offsets))
    val orders = tracker.stream("orders-to-lake")
    val query = KafkaStreamSource
      .topic("orders")
      .bootstrapServers(brokers)
      .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
      .maxOffsetsPerTrigger(20)
      .load(spark)
      .writeStream
      .queryName(orders.name)
      .foreach(sink)
      .start()
    // region arm
    val closing = new AutoCloseable {
      override def close(): Unit = tracker.closeOrFail(Duration.ofSeconds(30))
    }
    val stop = GracefulStop
      .of(query)
      .within(Duration.ofMinutes(2))
      .onMarker(marker) // or "hdfs://namenode/jobs/orders/stop"
      .andThen("offsets", closing)
      .arm()
    // endregion
    stop
  }
}
