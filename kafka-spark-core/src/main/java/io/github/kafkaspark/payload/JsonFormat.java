package io.github.kafkaspark.payload;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One JSON object. Spark's parser reads the first JSON value and ignores what follows, takes an
 * array for an object on some versions, and shows an error as null, as nulls in all fields, or not
 * at all. Within an object of ours, {@code {"v":…,"e":true}}, whatever is wrong is wrong for the
 * parser too, on all versions: it then does not come to the end field, or fills the field for
 * errors, which Spark below 3.0 does not know.
 */
final class JsonFormat implements PayloadFormat {

  private static final String END = "e";
  private static final String ERROR = "c";

  private final StructType schema;
  private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  JsonFormat(StructType schema, Map<String, String> options) {
    this.schema = requireNonNull(schema, "schema");
    if (schema.fieldNames().length == 0) {
      throw new IllegalArgumentException("Invalid schema: it has no field (expected one or more)");
    }
    requireNonNull(options, "options")
        .forEach(
            (name, value) ->
                this.options.put(
                    requireNonNull(name, "name of an option"), requireNonNull(value, name)));
    refuse("mode");
    refuse("columnNameOfCorruptRecord");
    this.options.put("mode", "PERMISSIVE");
    this.options.put("columnNameOfCorruptRecord", ERROR);
  }

  private void refuse(String option) {
    if (options.containsKey(option)) {
      throw new IllegalArgumentException(
          "Invalid JSON option: '"
              + option
              + "' (it decides on malformed records; call malformedToNull or malformedTo)");
    }
  }

  @Override
  public Dataset<Row> parse(Dataset<Row> events, String bytes, String into) {
    Column text =
        concat(
            lit("{\"" + DECODED + "\":"), col(bytes).cast("string"), lit(",\"" + END + "\":true}"));
    StructType frame =
        new StructType()
            .add(DECODED, schema)
            .add(END, DataTypes.BooleanType)
            .add(ERROR, DataTypes.StringType);
    return SingleEvaluation.keepIf(
        events, into, from_json(text, frame, options), x -> x + ".e AND " + x + ".c IS NULL");
  }

  @Override
  public String toString() {
    return "a JSON object of " + schema.simpleString();
  }
}
