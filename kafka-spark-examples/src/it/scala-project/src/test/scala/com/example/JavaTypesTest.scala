package com.example

import io.github.kafkaspark.TopicOffsets
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

  @Test
  def convertsOffsetsBothWays(): Unit = {
    val offsets = JavaTypes.offsets

    assertEquals(TopicOffsets.fromJson("""{"orders":{"0":42}}"""), offsets)
    assertEquals(Map(new TopicPartition("orders", 0) -> 42L), JavaTypes.known(offsets))
  }
}
