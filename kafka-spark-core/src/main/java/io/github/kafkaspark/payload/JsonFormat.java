package io.github.kafkaspark.payload;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.github.kafkaspark.SparkVersion;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One JSON object. Spark's parser reads the first JSON value and ignores what follows, takes an
 * array for an object on some versions, and shows an error as null, as nulls in all fields, or not
 * at all. So each record is the first value of a map of ours, {@code {END:{"v":…,END:null}}}. A map
 * has the keys that the parser met, all and in their order: they are these two if nothing but one
 * value stands between them. Spark 3.0 and newer fill a field for values that do not fit; on older
 * ones all is null then.
 */
final class JsonFormat implements PayloadFormat {

  private static final String ERROR = "c";

  private final StructType schema;
  private final JsonOptions options;
  private final JsonLimits limits;

  JsonFormat(StructType schema, Map<String, String> options) {
    this.schema = requireNonNull(schema, "schema");
    if (schema.fieldNames().length == 0) {
      throw new IllegalArgumentException("Invalid schema: it has no field (expected one or more)");
    }
    this.options = new JsonOptions(options);
    this.limits = new JsonLimits(schema);
  }

  @Override
  public Dataset<Row> parse(Dataset<Row> events, String bytes, String into) {
    options.tryOut(events.sparkSession());
    Column text =
        concat(
            lit("{\"" + FrameEnd.NAME + "\":{\"" + DECODED + "\":"),
            when(readable(bytes), col(bytes).cast("string")),
            lit(",\"" + FrameEnd.NAME + "\":null}}"));
    StructType frame =
        new StructType()
            .add(FrameEnd.NAME, DataTypes.createMapType(DataTypes.StringType, schema))
            .add(ERROR, DataTypes.StringType);
    return SingleEvaluation.keepIf(
        events,
        into,
        from_json(text, frame, options.withErrorIn(ERROR)),
        JsonFormat::isWhole,
        JsonFormat::record);
  }

  /**
   * Whether Spark's parser can read the bytes without loss or harm. Elsewhere it puts a replacement
   * for what is no UTF-8. A short record without decimals is within all limits.
   */
  private Column readable(String bytes) {
    Column isUtf8 = Utf8.isIn(bytes);
    boolean isNew = SparkVersion.V3_5.isRunning();
    if (isNew && !limits.hasDecimals()) {
      return isUtf8;
    }
    Column isWithin = udf(limits, DataTypes.BooleanType).apply(col(bytes));
    return isUtf8.and(
        limits.hasDecimals() ? isWithin : length(col(bytes)).leq(JsonLimits.DEPTH).or(isWithin));
  }

  private static String isWhole(String framed) {
    return String.format(
        "map_keys(%1$s.%2$s) = array('%3$s', '%2$s') AND map_values(%1$s.%2$s)[0] IS NOT NULL"
            + " AND %1$s.%4$s IS NULL",
        framed, FrameEnd.NAME, DECODED, ERROR);
  }

  private static String record(String framed) {
    return String.format(
        "named_struct('%s', map_values(%s.%s)[0])", DECODED, framed, FrameEnd.NAME);
  }

  @Override
  public String toString() {
    return "a JSON object of " + schema.simpleString();
  }
}
