package io.github.kafkaspark.payload;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.github.kafkaspark.internal.Texts;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.types.DataType;

/** Makes a query fail where Spark comes to a malformed record; good records never get here. */
final class MalformedRecord implements UDF4<String, Integer, Long, byte[], Row> {

  /** The columns that say where a record is. */
  static final List<String> PLACE =
      Collections.unmodifiableList(Arrays.asList("topic", "partition", "offset"));

  private static final long serialVersionUID = 1L;

  private final String column;
  private final String expected;

  private MalformedRecord(String column, String expected) {
    this.column = column;
    this.expected = expected;
  }

  /** An expression that throws, in the place of one of this type. */
  static Column failure(String column, PayloadFormat format, DataType type) {
    return udf(new MalformedRecord(column, format.toString()), type)
        .apply(col("topic"), col("partition"), col("offset"), col(column));
  }

  @Override
  public Row call(String topic, Integer partition, Long offset, byte[] bytes) {
    throw new IllegalArgumentException(
        String.format(
            "Invalid %s of the record at %s-%d, offset %d: %s, not shown here (expected %s; "
                + "to go on past malformed records call malformedToNull or malformedTo)",
            column, topic, partition, offset, Texts.count(bytes.length, "byte"), expected));
  }
}
