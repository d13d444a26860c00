package com.example

import io.github.kafkaspark.{BrokerOffsets, KafkaStreamSource, StartingOffsets, TopicOffsets}
import io.github.kafkaspark.lifecycle.{ApplicationEvents, ApplicationHandler, SparkApplication}
import io.github.kafkaspark.offsets.{StreamStatus, TrackerOptions}
import java.time.{Duration, Instant}
import java.util.function.{Consumer, Function}
import org.apache.kafka.common.TopicPartition
import org.apache.spark.sql.SparkSession
import scala.collection.JavaConverters._

/** What Scala writes where the library has a type of Java. */
object JavaTypes {

  // region lambda
  val lastHour: StartingOffsets =
    StartingOffsets.of(new Function[BrokerOffsets, TopicOffsets] {
      override def apply(brokers: BrokerOffsets): TopicOffsets =
        brokers.byTime(Instant.now.minus(Duration.ofHours(1)))
    })
  // endregion

  def watched(alarm: StreamStatus => Unit): TrackerOptions =
    // region callback
    TrackerOptions.defaults.onHealthChange(new Consumer[StreamStatus] {
      override def accept(status: StreamStatus): Unit = alarm(status)
    })
  // endregion

  def sayWhenItEnds(spark: SparkSession, say: String => Unit): Unit =
    // region handler
    ApplicationEvents.listen(spark, new ApplicationHandler {
      override def ended(application: SparkApplication, time: Instant): Unit =
        say(s"${application.name} ended at $time")
    })
  // endregion

  def sources(topics: Seq[String]): Seq[KafkaStreamSource] = {
    // region varargs
    val two = KafkaStreamSource.topics("orders", "payments")
    val many = KafkaStreamSource.topics(topics: _*)
    val asWell = KafkaStreamSource.topics(topics.asJava)
    // endregion
    Seq(two, many, asWell)
  }

  def offsets: TopicOffsets = {
    // region map
    val first = new TopicPartition("orders", 0)
    val offsets = TopicOffsets.of(Map(first -> Long.box(42)).asJava)
    // endregion
    offsets
  }

  def known(offsets: TopicOffsets): Map[TopicPartition, Long] =
    // region map-back
    for ((partition, offset) <- offsets.asMap.asScala.toMap) yield partition -> Long.unbox(offset)
  // endregion

  def reason(status: StreamStatus): Option[String] = {
    // region option
    val reason = Option(status.reason.orElse(null))
    // endregion
    reason
  }
}
