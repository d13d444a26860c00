package io.github.kafkaspark.payload;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a DataFrame, by their names as its session compares them: what is {@code VALUE}
 * here is {@code value} for {@code withColumn} too, unless {@code spark.sql.caseSensitive} is on.
 */
final class EventColumns {

  private static final String PARSED = "__kafkaspark_parsed";

  private final StructType schema;
  private final BiPredicate<String, String> same;

  EventColumns(Dataset<Row> events) {
    this.schema = events.schema();
    boolean caseSensitive =
        Boolean.parseBoolean(events.sparkSession().conf().get("spark.sql.caseSensitive", "false"));
    this.same = caseSensitive ? String::equals : String::equalsIgnoreCase;
  }

  /** The column of this name, as the DataFrame writes it. */
  Optional<String> find(String name) {
    return named(name).findFirst();
  }

  private Stream<String> named(String name) {
    return Arrays.stream(schema.fieldNames()).filter(column -> same.test(column, name));
  }

  /**
   * The column with the bytes, as the DataFrame writes its name.
   *
   * @throws IllegalArgumentException if there is not exactly one, or it is of another type
   */
  String bytes(String name) {
    long found = named(name).count();
    if (found > 1) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid DataFrame: '%s' (expected one column '%s', and %d have that name; rename or "
                  + "drop the others)",
              schema.simpleString(), name, found));
    }
    return find(name)
        .filter(column -> schema.apply(column).dataType().equals(DataTypes.BinaryType))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        "Invalid DataFrame: '%s' (expected a column '%s' of type binary, as "
                            + "Spark's Kafka source gives it; decode before it is cast)",
                        schema.simpleString(), name)));
  }

  /** A name that neither a column nor the one for malformed records has; null if there is none. */
  String unused(String sideColumn) {
    String name = PARSED;
    while (find(name).isPresent() || (sideColumn != null && same.test(name, sideColumn))) {
      name += "_";
    }
    return name;
  }
}
