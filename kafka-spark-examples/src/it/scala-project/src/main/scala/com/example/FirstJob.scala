package com.example

import io.github.kafkaspark.{KafkaStreamSource, StartingOffsets}
import io.github.kafkaspark.offsets.{OffsetStores, OffsetTracker}
import java.nio.file.Path
import org.apache.spark.sql.{ForeachWriter, Row, SparkSession}

/** The program of the README: run twice without a checkpoint, it reads every record once. */
object FirstJob {

  def readWhatIsThere(
      spark: SparkSession, brokers: String, offsets: Path, sink: ForeachWriter[Row]): Unit = {
    // region program
    val tracker = OffsetTracker.attach(spark, OffsetStores.file(offsets))
    val orders = tracker.stream("orders-to-lake")

    val source = KafkaStreamSource.topic("orders").bootstrapServers(brokers)
    val start = orders.resume().firstTime(StartingOffsets.earliest())
    val events = source.startingOffsets(start).load(spark)

    val query = events.writeStream.queryName(orders.name).foreach(sink).start()
    // endregion
    query.processAllAvailable()
    query.stop()
    tracker.close()
  }
}
