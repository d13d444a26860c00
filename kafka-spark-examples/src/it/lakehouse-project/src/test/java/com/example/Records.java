package com.example;

import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicOffsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The records of a batch of one partition, whose write a test can pause. */
record Records(long from, long until) implements OffsetRange {

  private static volatile CountDownLatch reached = new CountDownLatch(0);
  private static volatile CountDownLatch goOn = new CountDownLatch(0);

  static Records of(long from, long until) {
    return new Records(from, until);
  }

  static TopicOffsets at(long offset) {
    return TopicOffsets.empty().withOffset("orders", 0, offset);
  }

  @Override
  public TopicOffsets start() {
    return at(from);
  }

  @Override
  public TopicOffsets end() {
    return at(until);
  }

  Dataset<Row> rows(SparkSession spark) {
    return spark.range(from, until, 1, 1).selectExpr("cast(id as string) value");
  }

  /** Rows whose write stops until {@link #goOn}. */
  Dataset<Row> pausedRows(SparkSession spark) {
    reached = new CountDownLatch(1);
    goOn = new CountDownLatch(1);
    return rows(spark).as(Encoders.STRING()).map(pause(), Encoders.STRING()).toDF("value");
  }

  private static MapFunction<String, String> pause() {
    return value -> {
      reached.countDown();
      if (!goOn.await(3, TimeUnit.MINUTES)) {
        throw new IllegalStateException("nobody called goOn()");
      }
      return value;
    };
  }

  static void awaitPause() throws InterruptedException {
    if (!reached.await(3, TimeUnit.MINUTES)) {
      throw new IllegalStateException("no row is being written");
    }
  }

  static void goOn() {
    goOn.countDown();
  }
}
