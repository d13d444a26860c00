package com.example

import io.github.kafkaspark.KafkaBatchSource
import io.github.kafkaspark.lifecycle.StopOutcome
import io.github.kafkaspark.testing.SparkExtension
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.functions.min
import org.junit.jupiter.api.{Test, Timeout}
import org.junit.jupiter.api.Assertions.{assertEquals, assertTrue}
import org.junit.jupiter.api.extension.ExtendWith
import org.junit.jupiter.api.io.TempDir

/** Each program on a real broker and session. */
@Timeout(180)
@ExtendWith(Array(classOf[SparkExtension]))
class ScalaJobsTest extends WithOrders {

  private def numbers(until: Int): List[Int] = (0 until until).toList

  @Test
  def firstJobReadsEachRecordOnceOverTwoRuns(spark: SparkSession, @TempDir folder: Path): Unit = {
    val sink = new Ledger("first-job")
    kafka.produceNumbers("orders", 0, 300)
    FirstJob.readWhatIsThere(spark, brokers, folder, sink)
    assertEquals(numbers(300), sink.numbers)

    kafka.produceNumbers("orders", 300, 500)
    FirstJob.readWhatIsThere(spark, brokers, folder, sink)
    assertEquals(numbers(500), sink.numbers)
  }

  @Test
  def nightlyOrdersReadsWhatHasComeSinceTheNightBefore(
      spark: SparkSession, @TempDir folder: Path): Unit = {
    val lake = folder.resolve("lake").toUri.toString
    // Nobody orders in the last of the three nights.
    for ((from, until) <- Seq((0, 100), (100, 200), (200, 200))) {
      kafka.produceNumbers("orders", from, until)
      NightlyOrders.load(spark, brokers, folder.resolve("offsets"), lake)
      val loaded = spark.read.text(lake).collect().map(_.getString(0).toInt).sorted.toList
      assertEquals(numbers(until), loaded)
    }
  }

  @Test
  def lastRecordsBeginsBeforeTheEnd(spark: SparkSession): Unit = {
    kafka.produceNumbers("orders", 0, 300)
    kafka.produce("orders", 0, "one more", "and another")

    val last = KafkaBatchSource
      .topic("orders")
      .bootstrapServers(brokers)
      .startingOffsets(new LastRecords(95))
      .load(spark)
      .groupBy("partition")
      .agg(min("offset"))
      .collect()
      .map(row => row.getInt(0) -> row.getLong(1))
      .toMap

    assertEquals(Map(0 -> 7L, 1 -> 5L, 2 -> 5L), last)
  }

  @Test
  def startsOfOnesOwnBeginNoEarlierThanWhatIsThere(spark: SparkSession): Unit = {
    kafka.produceNumbers("orders", 0, 30)
    kafka.deleteRecordsBefore("orders", 0, 4)

    val source = KafkaBatchSource.topic("orders").bootstrapServers(brokers)

    assertEquals(26L, source.startingOffsets(new LastRecords(95)).load(spark).count())
    assertEquals(26L, source.startingOffsets(JavaTypes.lastHour).load(spark).count())
  }

  @Test
  def stoppableJobEndsBetweenTwoBatchesAndGoesOn(
      spark: SparkSession, @TempDir folder: Path): Unit = {
    val sink = new Ledger("stoppable-job")
    val marker = folder.resolve("stop")
    kafka.produceNumbers("orders", 0, 400)
    for (enough <- Seq(1, 400)) {
      val stop = StoppableJob.start(spark, brokers, folder.resolve("offsets"), marker, sink)
      await(sink.numbers.size >= enough)
      Files.createFile(marker)
      val outcome = stop.awaitTermination()
      assertEquals(StopOutcome.Kind.COMPLETE, outcome.kind, outcome.toString)
    }
    assertEquals(numbers(400), sink.numbers)
  }

  private def await(condition: => Boolean): Unit = {
    val limit = System.nanoTime + TimeUnit.SECONDS.toNanos(120)
    while (!condition) {
      assertTrue(System.nanoTime < limit, "not within two minutes")
      LockSupport.parkNanos(1000000)
    }
  }
}
