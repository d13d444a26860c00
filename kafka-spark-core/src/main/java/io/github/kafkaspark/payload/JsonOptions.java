package io.github.kafkaspark.payload;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.github.kafkaspark.internal.NearMiss;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The options of Spark's {@code from_json}. Spark ignores one that is misspelt, and finds out on
 * the executors that a value is bad: it does not say which one, or calls each record malformed.
 */
final class JsonOptions {

  /** All that a Spark from 2.3 to 4.2 knows, also those for writing and for looking up a schema. */
  private static final Set<String> KNOWN =
      names(
          "allowBackslashEscapingAnyCharacter",
          "allowComments",
          "allowNonNumericNumbers",
          "allowNumericLeadingZeros",
          "allowSingleQuotes",
          "allowUnquotedControlChars",
          "allowUnquotedFieldNames",
          "compression",
          "dateFormat",
          "dropFieldIfAllNull",
          "enableDateTimeParsingFallback",
          "ignoreNullFields",
          "inferTimestamp",
          "lineSep",
          "locale",
          "maxNestingDepth",
          "maxNumLen",
          "maxStringLen",
          "multiLine",
          "prefersDecimal",
          "pretty",
          "primitivesAsString",
          "samplingRatio",
          "singleVariantColumn",
          "sortKeys",
          "timeFormat",
          "timestampFormat",
          "timestampNTZFormat",
          "timeZone",
          "useUnsafeRow",
          "writeNonAsciiCharacterAsCodePoint",
          "writeNullIfWithDefaultValue");

  private static final Map<String, String> REFUSED = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    String decides = "it decides on malformed records; call malformedToNull or malformedTo";
    REFUSED.put("mode", decides);
    REFUSED.put("columnNameOfCorruptRecord", decides);
    String ignored =
        "Spark's from_json ignores it; records are in UTF-8, others need encode(decode(value, "
            + "'their charset'), 'UTF-8') before";
    REFUSED.put("encoding", ignored);
    REFUSED.put("charset", ignored);
  }

  private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** A host may decode each batch of a stream by the same payload. */
  private volatile boolean tried;

  JsonOptions(Map<String, String> options) {
    requireNonNull(options, "options")
        .forEach(
            (name, value) -> {
              check(requireNonNull(name, "name of an option"));
              this.options.put(name, requireNonNull(value, name));
            });
  }

  private static Set<String> names(String... names) {
    Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Collections.addAll(all, names);
    return all;
  }

  private static void check(String name) {
    if (KNOWN.contains(name)) {
      return;
    }
    Collection<String> all = new HashSet<>(KNOWN);
    all.addAll(REFUSED.keySet());
    String near = NearMiss.of(name, all).orElse(name);
    if (REFUSED.containsKey(near)) {
      throw invalid("'" + name + "'", REFUSED.get(near), null);
    }
    if (!near.equals(name)) {
      String why = "Spark's from_json has no such option and would ignore it; did you mean '";
      throw invalid("'" + name + "'", why + near + "'?", null);
    }
  }

  /** All that Spark is handed: an error leaves a text in a field of this name. */
  Map<String, String> withErrorIn(String field) {
    Map<String, String> all = new TreeMap<>(options);
    all.put("mode", "PERMISSIVE");
    all.put("columnNameOfCorruptRecord", field);
    return all;
  }

  /**
   * Lets Spark try each option by itself, once, on this thread and one row.
   *
   * @throws IllegalArgumentException if it does not take a value
   */
  void tryOut(SparkSession spark) {
    if (!tried) {
      options.forEach((name, value) -> tryOut(spark, name, value));
      tried = true;
    }
  }

  private static void tryOut(SparkSession spark, String name, String value) {
    StructType type =
        new StructType().add("json", DataTypes.StringType).add("time", DataTypes.TimestampType);
    // To write by a pattern tells a bad one from a text that does not fit it.
    Column tried =
        name.toLowerCase(Locale.ROOT).endsWith("format")
            ? to_json(struct(col("time")), Collections.singletonMap("timestampFormat", value))
            : from_json(col("json"), type, Collections.singletonMap(name, value));
    try {
      spark
          .createDataFrame(
              Collections.singletonList(RowFactory.create("{}", new Timestamp(0))), type)
          .select(tried)
          .collectAsList();
    } catch (Exception e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw invalid(
          "'" + name + "' is '" + value + "'", "Spark does not take it: " + root.getMessage(), e);
    }
  }

  private static IllegalArgumentException invalid(String option, String why, Exception cause) {
    return new IllegalArgumentException("Invalid JSON option: " + option + " (" + why + ")", cause);
  }
}
