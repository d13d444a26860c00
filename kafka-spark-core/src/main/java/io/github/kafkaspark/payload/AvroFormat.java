package io.github.kafkaspark.payload;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.github.kafkaspark.SparkVersion;
import org.apache.avro.Schema;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * One Avro datum. {@code from_avro} gives a record of nulls in place of a malformed one, and
 * ignores what follows a datum. So each is read as the first field of a record of ours, with an end
 * after it that is not found in its place if the datum is shorter or longer than it should be.
 */
final class AvroFormat implements PayloadFormat {

  /** The bytes before the datum. */
  enum Header {
    NONE,
    CONFLUENT
  }

  private final String frame;
  private final String name;
  private final Header header;

  AvroFormat(String schema, Header header) {
    this.header = header;
    this.frame =
        "{\"type\":\"record\",\"name\":\"KafkaSparkFrame\",\"fields\":[{\"name\":\""
            + DECODED
            + "\",\"type\":"
            + requireNonNull(schema, "schema")
            + "},{\"name\":\"e\",\"type\":"
            + "{\"type\":\"fixed\",\"name\":\"KafkaSparkEnd\",\"size\":"
            + FrameEnd.bytes().length
            + "}}]}";
    this.name = parse(schema, frame).getField(DECODED).schema().getName();
  }

  private static Schema parse(String schema, String frame) {
    try {
      // The datum by itself comes first: within the frame, two wrongs could make a right.
      Schema unused = new Schema.Parser().parse(schema);
      return new Schema.Parser().parse(frame);
    } catch (RuntimeException e) {
      // Older Avros throw what their JSON parser throws.
      throw new IllegalArgumentException(
          "Invalid Avro schema: '" + schema + "' (expected one in Avro's JSON): " + e.getMessage(),
          e);
    }
  }

  @Override
  public Dataset<Row> parse(Dataset<Row> events, String bytes, String into) {
    Column framed = concat(datum(bytes), lit(FrameEnd.bytes()));
    Column value = SparkAvro.fromAvro(framed, frame, events.sparkSession().version());
    Column isReadable = isReadable(bytes, framed);
    return SingleEvaluation.keepIf(
        events,
        into,
        isReadable == null ? value : when(isReadable, value),
        x -> x + ".e = " + FrameEnd.sql(),
        x -> x);
  }

  private Column datum(String bytes) {
    return header == Header.CONFLUENT ? expr("substring(`" + bytes + "`, 6)") : col(bytes);
  }

  /**
   * The condition that the bytes must meet before {@code from_avro} gets them; null if there is
   * none.
   */
  private Column isReadable(String bytes, Column framed) {
    Column hasHeader =
        header == Header.CONFLUENT
            ? expr("length(`" + bytes + "`) >= 5 AND substring(`" + bytes + "`, 1, 1) = X'00'")
            : null;
    if (SparkVersion.V3_0.isRunning()) {
      return hasHeader;
    }
    Column isAvro = udf(new AvroCheck(frame), DataTypes.BooleanType).apply(framed);
    return hasHeader == null ? isAvro : hasHeader.and(isAvro);
  }

  @Override
  public String toString() {
    return "Avro's encoding of '"
        + name
        + (header == Header.CONFLUENT ? "' after a zero and four bytes" : "'");
  }
}
