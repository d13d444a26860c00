package com.example

import io.github.kafkaspark.offsets.{OffsetStores, OffsetTracker}
import io.github.kafkaspark.testing.SparkExtension
import java.nio.file.Path
import org.apache.spark.sql.SparkSession
import org.junit.jupiter.api.{Test, Timeout}
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.extension.ExtendWith
import org.junit.jupiter.api.io.TempDir

// region test
/** The program for which Spark 2.3 is too old. */
@Timeout(180)
@ExtendWith(Array(classOf[SparkExtension]))
class OrdersInBatchesTest extends WithOrders {

  @Test
  def writesEachRecordOnceOverTwoRuns(spark: SparkSession, @TempDir folder: Path): Unit = {
    val lake = folder.resolve("lake").toUri.toString
    for ((from, until) <- Seq((0, 100), (100, 200))) {
      kafka.produceNumbers("orders", from, until)
      val tracker = OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")))
      val orders = tracker.stream("orders-to-lake")
      val query = OrdersInBatches.start(spark, orders, brokers, lake)
      query.processAllAvailable()
      query.stop()
      tracker.close()
      val written = spark.read.text(lake).collect().map(_.getString(0).toInt).sorted.toList
      assertEquals((0 until until).toList, written)
    }
  }
}
// endregion
