package com.example

import io.github.kafkaspark.{KafkaStreamSource, TopicOffsets}
import org.apache.kafka.common.TopicPartition
import org.junit.jupiter.api.Assertions.{assertEquals, assertTrue}
import org.junit.jupiter.api.Test

/** What needs no broker of the conversions. */
class JavaTypesTest {

  @Test
  def takesTopicsEachWay(): Unit = {
    val sources = JavaTypes.sources(Seq("orders", "payments")).map(_.toString)

    assertEquals(1, sources.distinct.size, sources.toString)
    assertTrue(sources.head.contains("payments"), sources.head)
  }

  /** As Spark's reader does. */
  @Test
  def takesOptionsOfEachType(): Unit = {
    val source = KafkaStreamSource
      .topic("orders")
      .option("failOnDataLoss", false)
      .option("maxOffsetsPerTrigger", 100)
      .option("kafka.client.id", "orders")

    assertTrue(
      source.toString.contains("failOnDataLoss=false, kafka.client.id=orders, maxOffsetsPerTrigger=100"),
      source.toString)
  }

  @Test
  def convertsOffsetsBothWays(): Unit = {
    val offsets = JavaTypes.offsets

    assertEquals(TopicOffsets.fromJson("""{"orders":{"0":42}}"""), offsets)
    assertEquals(Map(new TopicPartition("orders", 0) -> 42L), JavaTypes.known(offsets))
  }
}
