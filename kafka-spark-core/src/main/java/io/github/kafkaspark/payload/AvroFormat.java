package io.github.kafkaspark.payload;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.github.kafkaspark.SparkVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Map;
import java.util.function.Function;
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

  private final String frame;
  private final String name;
  private final String header;
  private final Function<String, Column> datum;

  /**
   * A format.
   *
   * @param header what the text says of the bytes before the datum
   * @param datum from the name of the column to the bytes of the datum, null if they are malformed
   */
  private AvroFormat(String schema, String header, Function<String, Column> datum) {
    this.header = header;
    this.datum = datum;
    this.frame =
        "{\"type\":\"record\",\"name\":\"KafkaSparkFrame\",\"fields\":[{\"name\":\""
            + DECODED
            + "\",\"type\":"
            + requireNonNull(schema, "schema")
            + "},{\"name\":\"e\",\"type\":"
            + "{\"type\":\"fixed\",\"name\":\"KafkaSparkEnd\",\"size\":"
            + FrameEnd.bytes().length
            + "}}]}";
    // The datum by itself comes first: within the frame, two wrongs could make a right.
    Schema unused = AvroSchemaText.parse(schema, schema);
    this.name = AvroSchemaText.parse(schema, frame).getField(DECODED).schema().getName();
  }

  /** The datum alone. */
  static AvroFormat bare(String schema) {
    return new AvroFormat(schema, "", bytes -> col(bytes));
  }

  /** A datum after a zero and this id in four bytes. */
  static AvroFormat withId(int id, String schema) {
    String hex = String.format("X'00%08X'", KnownSchemas.checkId(id));
    return new AvroFormat(
        schema,
        " after a zero and the schema id " + id,
        bytes ->
            expr(
                String.format(
                    "IF(substring(`%1$s`, 1, 5) = %2$s, substring(`%1$s`, 6), NULL)", bytes, hex)));
  }

  /** The same with any id of these, of which each has its own schema. */
  static AvroFormat withIds(Map<Integer, String> writers, String schema) {
    Schema reader = AvroSchemaText.parse(requireNonNull(schema, "schema"), schema);
    KnownSchemas known = new KnownSchemas(writers, reader);
    return resolved(known, known.toString(), schema);
  }

  /** The same with any id that the host knows. */
  static AvroFormat withIds(AvroSchemas writers, String schema) {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(requireNonNull(writers, "writers"));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Invalid writers: "
              + e
              + " (expected what can be serialized, since executors ask it; keep a registry's "
              + "client in a static field)",
          e);
    }
    return resolved(writers, "a schema id that the application knows", schema);
  }

  private static AvroFormat resolved(AvroSchemas writers, String ids, String schema) {
    return new AvroFormat(
        schema,
        " after a zero and " + ids,
        bytes -> udf(new AvroResolution(writers, schema), DataTypes.BinaryType).apply(col(bytes)));
  }

  @Override
  public Dataset<Row> parse(Dataset<Row> events, String bytes, String into) {
    Column framed = concat(datum.apply(bytes), lit(FrameEnd.bytes()));
    if (!SparkVersion.V3_0.isRunning()) {
      framed = udf(new AvroCheck(frame), DataTypes.BinaryType).apply(framed);
    }
    return SingleEvaluation.keepIf(
        events,
        into,
        SparkAvro.fromAvro(framed, frame, events.sparkSession().version()),
        x -> x + ".e = " + FrameEnd.sql(),
        x -> x);
  }

  @Override
  public String toString() {
    return "Avro's encoding of '" + name + "'" + header;
  }
}
