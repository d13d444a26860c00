package com.example

import java.nio.charset.StandardCharsets.UTF_8
import java.util.concurrent.{ConcurrentHashMap, ConcurrentLinkedQueue}
import org.apache.spark.sql.{ForeachWriter, Row}
import scala.collection.JavaConverters._

/**
 * A sink that keeps each number that it is given, repeated ones too. Spark sends it to tasks of this
 * JVM, so what it keeps is found by its name.
 */
class Ledger(name: String) extends ForeachWriter[Row] {

  override def open(partition: Long, version: Long): Boolean = true

  override def process(row: Row): Unit =
    Ledger.of(name).add(new String(row.getAs[Array[Byte]]("value"), UTF_8).toInt)

  override def close(failure: Throwable): Unit = ()

  def numbers: List[Int] = Ledger.of(name).asScala.toList.sorted
}

object Ledger {

  private val all = new ConcurrentHashMap[String, ConcurrentLinkedQueue[Int]]

  private def of(name: String): ConcurrentLinkedQueue[Int] = {
    all.putIfAbsent(name, new ConcurrentLinkedQueue[Int])
    all.get(name)
  }
}
