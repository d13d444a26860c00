package io.github.kafkaspark.payload;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Text in UTF-8. */
final class StringFormat implements PayloadFormat {

  @Override
  public Dataset<Row> parse(Dataset<Row> events, String bytes, String into) {
    return events.withColumn(
        into, when(Utf8.isIn(bytes), struct(col(bytes).cast("string").as(DECODED))));
  }

  @Override
  public String toString() {
    return "text in UTF-8";
  }
}
