package com.example

import io.github.kafkaspark.KafkaCluster
import io.github.kafkaspark.offsets.OffsetStores
import io.github.kafkaspark.offsets.move.{Fence, Rewind}
import io.github.kafkaspark.offsets.store.{OffsetCommit, StreamId}
import java.nio.file.Path
import java.time.Duration

/** Moves two partitions of a stream back by a day; its job has been stopped in order. */
object MoveStream {

  def backByADay(brokers: String, offsets: Path): OffsetCommit = {
    val store = OffsetStores.file(offsets)
    try {
      // region rewind
      val plan = Rewind
        .byDuration(Duration.ofDays(1))
        .topic("orders", 0, 1)
        .plan(store, StreamId.of("orders-to-lake"), KafkaCluster.at(brokers))
      println(plan.describe) // Until here nothing is changed.
      plan.execute(Fence.NOBODY)
      // endregion
    } finally store.close()
  }
}
