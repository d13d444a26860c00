package com.example

import io.github.kafkaspark.{BrokerOffsets, StartingOffsets, TopicOffsets}
import scala.collection.JavaConverters._

// region start
/** Begins a few records before the end of each partition. */
class LastRecords(count: Long) extends StartingOffsets {

  override def resolve(brokers: BrokerOffsets): TopicOffsets = {
    val beginning = brokers.beginning
    val end = brokers.end
    brokers.partitions.asScala.foldLeft(TopicOffsets.empty) { (start, partition) =>
      val last = end.get(partition).getAsLong - count
      val first = math.max(last, beginning.get(partition).getAsLong)
      start.withOffset(partition.topic, partition.partition, first)
    }
  }

  override def toString: String = s"the last $count records of each partition"
}
// endregion
