package io.github.kafkaspark.payload;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import java.util.Collections;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Decodes the bytes of a record's key or value, and decides what becomes of malformed ones.
 *
 * <pre>{@code
 * Dataset<Row> keyed = Payload.string().decodeKey(events);
 * Dataset<Row> orders = Payload.json(schema).malformedTo("malformed").decodeValue(keyed);
 * }</pre>
 *
 * <p>It works on any DataFrame with the columns of Spark's Kafka source, of a stream or a batch.
 * The decoded column takes the place of the bytes; all other columns stay as they are. A null key
 * or value, such as a tombstone, stays null and is never malformed.
 *
 * <p>A <em>malformed</em> record makes the query fail, unless {@link #malformedToNull} or {@link
 * #malformedTo} is called; the error names its topic, partition and offset, and does not show its
 * bytes. The same records are malformed on all Spark versions, while Spark's own {@code from_json}
 * and {@code from_avro} give nulls, half of the fields or an error without a place, depending on
 * the version. The query decodes only what it reads: a record that a filter on other columns leaves
 * out cannot fail it.
 *
 * <p>An immutable value; steps return new values.
 */
public final class Payload {

  private final PayloadFormat format;
  private final Malformed malformed;
  private final String sideColumn;

  private enum Malformed {
    FAILS,
    BECOMES_NULL,
    GOES_ASIDE
  }

  private Payload(PayloadFormat format, Malformed malformed, String sideColumn) {
    this.format = format;
    this.malformed = malformed;
    this.sideColumn = sideColumn;
  }

  private static Payload of(PayloadFormat format) {
    return new Payload(format, Malformed.FAILS, null);
  }

  /**
   * Text in UTF-8. Bytes that are no UTF-8 are malformed; Spark's cast would keep them as they are.
   */
  public static Payload string() {
    return of(new StringFormat());
  }

  /**
   * A JSON object, read by Spark's {@code from_json} into a struct of this schema. A missing field
   * is null, whatever the schema says of nulls; a field that the schema lacks is left out; a
   * field's {@code null} is null. Anything else than one JSON object in UTF-8 is malformed, text
   * after it and a record that is JSON's {@code null} included, and so is a value that does not fit
   * its field's type, such as {@code "x"} or {@code 1.5} for an int. More than 998 objects and
   * arrays within one another are malformed too, and so are a number of more than 1,000 characters
   * and a decimal with an exponent of more than four digits. Of two fields of one name the last
   * counts, and both have to fit. Spark says what fits a type: 2.x reads an empty string for a
   * number as null. By its defaults Spark also takes single quotes, and for a double or float
   * {@code NaN} and {@code Infinity}, which a number that is too big becomes.
   *
   * @throws NullPointerException if {@code schema} is null
   * @throws IllegalArgumentException if it has no field
   */
  public static Payload json(StructType schema) {
    return json(schema, Collections.emptyMap());
  }

  /**
   * The same as {@link #json(StructType)}, with options of Spark's {@code from_json}, such as
   * {@code timestampFormat}. Spark takes their names in any case. One that it does not know is
   * refused if it is nearly one that it knows, and else left to it.
   *
   * @throws NullPointerException if an argument, or a name or value in {@code options}, is null
   * @throws IllegalArgumentException if the schema has no field, or an option is misspelt, would
   *     decide on malformed records, or names a charset, which Spark would ignore
   */
  public static Payload json(StructType schema, Map<String, String> options) {
    return of(new JsonFormat(schema, options));
  }

  /**
   * Avro's binary encoding without a header, read by Spark's {@code from_avro} with the schema that
   * it was written with. Bytes that end too early, or do not end with the datum, are malformed. It
   * needs spark-avro, of the version of Spark, on the class path. Spark 2.4 reads each datum twice,
   * since its {@code from_avro} cannot go on past a malformed one.
   *
   * @param schema in Avro's JSON
   * @throws NullPointerException if {@code schema} is null
   * @throws IllegalArgumentException if it is no Avro schema
   */
  public static Payload avro(String schema) {
    return of(AvroFormat.bare(schema));
  }

  /**
   * The same as {@link #avro}, with the five bytes before it that Confluent's serializers write: a
   * zero and the id of the schema that the record was written with. A record that does not begin
   * with a zero and this id is malformed too: read by another schema, it would give wrong values in
   * silence. If records of several schemas are in the topic, name them all.
   *
   * @param id the schema's id in the registry; zero or more
   * @param schema the schema of this id, in Avro's JSON
   * @throws NullPointerException if {@code schema} is null
   * @throws IllegalArgumentException if it is no Avro schema, or the id is less than zero
   */
  public static Payload confluentAvro(int id, String schema) {
    return of(AvroFormat.withId(id, schema));
  }

  /**
   * The same for records of several schemas, all of which are read as one: by Avro's rules, a field
   * that a record lacks has its default, and one that the reader's schema lacks is left out. A
   * record of an id that is not in the map is malformed.
   *
   * <p>A record of the reader's own schema costs little more than with {@link #avro}. Others are
   * read by Avro, written anew, and read by Spark, on all Spark versions alike; Spark 2.4 itself
   * has no reader's schema, and {@code from_avro} of newer ones has one writer's schema for all
   * records. The library must be on the executors' class path.
   *
   * @param writers the schemas that the records were written with, by their ids in the registry, in
   *     Avro's JSON
   * @param schema the reader's schema, which decides what the column becomes, in Avro's JSON
   * @throws NullPointerException if an argument, or an id or schema in {@code writers}, is null
   * @throws IllegalArgumentException if one is no Avro schema, {@code writers} is empty, an id is
   *     less than zero, or Avro cannot read records of one of them as {@code schema}
   */
  public static Payload confluentAvro(Map<Integer, String> writers, String schema) {
    return of(AvroFormat.withIds(writers, schema));
  }

  /**
   * The same for records of schemas that the application looks up when it meets their id. A record
   * is malformed if its schema is not known, is no Avro schema, or cannot be read as the reader's.
   *
   * @param writers serializable, since it is asked on the executors
   * @param schema the reader's schema, which decides what the column becomes, in Avro's JSON
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code schema} is no Avro schema, or {@code writers} cannot
   *     be serialized
   */
  public static Payload confluentAvro(AvroSchemas writers, String schema) {
    return of(AvroFormat.withIds(writers, schema));
  }

  /**
   * A malformed record's decoded column is null. That of a null is null too, and nothing tells them
   * apart.
   */
  public Payload malformedToNull() {
    return new Payload(format, Malformed.BECOMES_NULL, null);
  }

  /**
   * A malformed record's decoded column is null, and its bytes are in this new column, which is
   * null for all others. Spark tells no reason, so there is none beside them. No column may have
   * this name already, as the session compares names: without regard to case, unless {@code
   * spark.sql.caseSensitive} is on.
   *
   * @throws NullPointerException if {@code column} is null
   * @throws IllegalArgumentException if it is blank
   */
  public Payload malformedTo(String column) {
    if (requireNonNull(column, "column").trim().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid column: '" + column + "' (expected a name for the malformed bytes)");
    }
    return new Payload(format, Malformed.GOES_ASIDE, column);
  }

  /**
   * Decodes the column {@code key}.
   *
   * @throws NullPointerException if {@code events} is null
   * @throws IllegalArgumentException if it has no binary column {@code key}, or more than one of
   *     that name, or Spark does not take the value of an option of JSON
   * @throws IllegalStateException if malformed records should make the query fail, and one of the
   *     columns {@code topic}, {@code partition} and {@code offset} is missing; a column of {@link
   *     #malformedTo}'s name is already there; or spark-avro is needed and missing
   */
  public Dataset<Row> decodeKey(Dataset<Row> events) {
    return decode(events, "key");
  }

  /**
   * Decodes the column {@code value}.
   *
   * @throws NullPointerException if {@code events} is null
   * @throws IllegalArgumentException if it has no binary column {@code value}, or more than one of
   *     that name, or Spark does not take the value of an option of JSON
   * @throws IllegalStateException if malformed records should make the query fail, and one of the
   *     columns {@code topic}, {@code partition} and {@code offset} is missing; a column of {@link
   *     #malformedTo}'s name is already there; or spark-avro is needed and missing
   */
  public Dataset<Row> decodeValue(Dataset<Row> events) {
    return decode(events, "value");
  }

  /** In the DataFrame's session: from 3.1 on Spark compares names as the thread's own would. */
  private Dataset<Row> decode(Dataset<Row> events, String name) {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(requireNonNull(events, "events").sparkSession());
    try {
      return decodeActive(events, name);
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }

  private Dataset<Row> decodeActive(Dataset<Row> events, String name) {
    EventColumns columns = new EventColumns(events);
    String column = columns.bytes(name);
    checkMalformed(columns);
    String parsedColumn = columns.unused(sideColumn);
    Dataset<Row> parsed = format.parse(events, column, parsedColumn);
    Column good = col(parsedColumn);
    if (malformed == Malformed.FAILS) {
      Column failure =
          MalformedRecord.failure(column, format, parsed.schema().apply(parsedColumn).dataType());
      good = coalesce(good, when(col(column).isNotNull(), failure));
    } else if (malformed == Malformed.GOES_ASIDE) {
      parsed = parsed.withColumn(sideColumn, when(good.isNull(), col(column)));
    }
    return parsed.withColumn(column, good.getField(PayloadFormat.DECODED)).drop(parsedColumn);
  }

  private void checkMalformed(EventColumns columns) {
    if (malformed == Malformed.FAILS) {
      MalformedRecord.PLACE.stream()
          .filter(place -> !columns.find(place).isPresent())
          .findFirst()
          .ifPresent(
              place -> {
                throw new IllegalStateException(
                    "Cannot say where a malformed record is: the DataFrame has no column '"
                        + place
                        + "'; decode before you select, or call malformedToNull or malformedTo");
              });
    }
    if (malformed == Malformed.GOES_ASIDE) {
      columns
          .find(sideColumn)
          .ifPresent(
              there -> {
                throw new IllegalStateException(
                    "Cannot put malformed records into column '"
                        + sideColumn
                        + "': the DataFrame already has "
                        + (there.equals(sideColumn)
                            ? "it"
                            : "'" + there + "', which is the same name for this session")
                        + "; give malformedTo another name");
              });
    }
  }

  /** What is expected, and what becomes of the rest. */
  @Override
  public String toString() {
    return "Payload("
        + format
        + ", malformed "
        + (malformed == Malformed.FAILS
            ? "fails"
            : "to " + (sideColumn == null ? "null" : "column '" + sideColumn + "'"))
        + ")";
  }
}
