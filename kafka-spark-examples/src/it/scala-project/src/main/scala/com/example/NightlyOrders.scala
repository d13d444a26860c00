package com.example

import io.github.kafkaspark.KafkaBatchSource
import io.github.kafkaspark.offsets.{IncrementalBatch, OffsetStores}
import java.nio.file.Path
import org.apache.spark.sql.SparkSession

/** Checks its source, and reads each night what has come since the night before. */
object NightlyOrders {

  def load(spark: SparkSession, brokers: String, offsets: Path, lake: String): Unit = {
    // region check
    val source = KafkaBatchSource.topic("orders").bootstrapServers(brokers)
    source.check(spark).orFail()
    // endregion

    // region incremental
    val store = OffsetStores.file(offsets)
    try {
      val batch = IncrementalBatch.begin(spark, store, "orders-to-lake", source)
      try {
        if (!batch.isEmpty) {
          batch.records().selectExpr("CAST(value AS STRING)").write.mode("append").text(lake)
          batch.commit()
        }
      } finally batch.close()
    } finally store.close()
    // endregion
  }
}
