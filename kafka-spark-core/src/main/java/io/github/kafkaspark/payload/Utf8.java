package io.github.kafkaspark.payload;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.decode;
import static org.apache.spark.sql.functions.expr;

import io.github.kafkaspark.SparkVersion;
import org.apache.spark.sql.Column;

/** Tells text from other bytes. */
final class Utf8 {

  private Utf8() {}

  /**
   * Whether the bytes in a column are UTF-8. Below 4.0 Spark puts a replacement for bytes that are
   * wrong; 4.0 throws, and has a function that checks them.
   */
  static Column isIn(String column) {
    return SparkVersion.V4_0.isRunning()
        ? expr("is_valid_utf8(CAST(`" + column + "` AS STRING))")
        : decode(col(column), "UTF-8").cast("binary").equalTo(col(column));
  }
}
