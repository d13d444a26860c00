package com.example;

import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicOffsets;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The records of a batch of one partition. */
final class Records implements OffsetRange {

  private final long from;
  private final long until;

  private Records(long from, long until) {
    this.from = from;
    this.until = until;
  }

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
}
