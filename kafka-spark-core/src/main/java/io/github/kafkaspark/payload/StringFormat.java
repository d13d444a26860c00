package io.github.kafkaspark.payload;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.decode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.github.kafkaspark.SparkVersion;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Text in UTF-8. */
final class StringFormat implements PayloadFormat {

  @Override
  public Dataset<Row> parse(Dataset<Row> events, String bytes, String into) {
    return events.withColumn(
        into, when(isUtf8(bytes), struct(col(bytes).cast("string").as(DECODED))));
  }

  /**
   * Below 4.0 Spark puts a replacement for bytes that are wrong; 4.0 throws, and has a function
   * that checks them.
   */
  private static Column isUtf8(String bytes) {
    return SparkVersion.V4_0.isRunning()
        ? expr("is_valid_utf8(CAST(`" + bytes + "` AS STRING))")
        : decode(col(bytes), "UTF-8").cast("binary").equalTo(col(bytes));
  }

  @Override
  public String toString() {
    return "text in UTF-8";
  }
}
