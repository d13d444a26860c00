package io.github.kafkaspark.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  private static final StructType SCHEMA = new StructType().add("id", DataTypes.IntegerType);

  private static final String LONG = "\"long\"";

  @Test
  void saysWhatItExpectsAndWhatBecomesOfTheRest() {
    assertThat(Payload.string()).hasToString("Payload(text in UTF-8, malformed fails)");
    assertThat(Payload.json(SCHEMA).malformedToNull())
        .hasToString("Payload(a JSON object of struct<id:int>, malformed to null)");
    assertThat(Payload.confluentAvro(7, LONG).malformedTo("raw"))
        .hasToString(
            "Payload(Avro's encoding of 'long' after a zero and the schema id 7, malformed to"
                + " column 'raw')");
    Map<Integer, String> writers = new HashMap<>();
    writers.put(12, "\"int\"");
    writers.put(7, LONG);
    assertThat(Payload.confluentAvro(writers, LONG))
        .hasToString(
            "Payload(Avro's encoding of 'long' after a zero and one of the schema ids [7, 12], "
                + "malformed fails)");
    assertThat(Payload.confluentAvro(id -> null, LONG))
        .hasToString(
            "Payload(Avro's encoding of 'long' after a zero and a schema id that the application "
                + "knows, malformed fails)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "string", "{\"type\":\"record\"}", "\"long\"},{\"name\":\"e\""})
  void refusesWhatIsNoAvroSchema(String schema) {
    assertThatThrownBy(() -> Payload.avro(schema))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Invalid Avro schema: '" + schema + "' (expected one in Avro's JSON): ");
  }

  @Test
  void refusesWritersThatItCannotUse() {
    assertThatThrownBy(() -> Payload.confluentAvro(-1, LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid schema id: -1 (expected zero or more, as the registry gives it)");
    assertThatThrownBy(() -> Payload.confluentAvro(Collections.singletonMap(-1, LONG), LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid schema id: -1 (expected zero or more, as the registry gives it)");
    assertThatThrownBy(() -> Payload.confluentAvro(Collections.emptyMap(), LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid writers: they are empty (expected a schema id with its schema, or more)");
    assertThatThrownBy(() -> Payload.confluentAvro(Collections.singletonMap(7, "long"), LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid Avro schema: 'long' (expected one in Avro's JSON): ");
    assertThatThrownBy(() -> Payload.confluentAvro(Collections.singletonMap(7, LONG), "\"int\""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid schema of id 7: '\"long\"' (expected one whose records Avro can read as 'int';"
                + " give the fields that it lacks a default there, or leave the id out, which makes"
                + " its records malformed)");
  }

  @Test
  void refusesWritersThatNoExecutorCanGet() {
    Object client = new Object();

    assertThatThrownBy(() -> Payload.confluentAvro(id -> client.toString(), LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid writers: java.io.NotSerializableException: java.lang.Object (expected what can"
                + " be serialized, since executors ask it; keep a registry's client in a static "
                + "field)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mode", "MODE", "columnNameOfCorruptRecord"})
  void refusesOptionsThatDecideOnMalformedRecords(String option) {
    assertThatThrownBy(() -> Payload.json(SCHEMA, Collections.singletonMap(option, "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "(?i)Invalid JSON option: '"
                + option
                + "' \\(it decides on malformed records; call malformedToNull or malformedTo\\)");
  }

  @ParameterizedTest
  @CsvSource({
    "timestampFormt, timestampFormat",
    "timestamp_format, timestampFormat",
    "dateformats, dateFormat",
    "allowComment, allowComments",
    "timezon, timeZone",
    "timeFormats, timeFormat",
    "maxNestingDept, maxNestingDepth"
  })
  void refusesAMisspeltOption(String option, String meant) {
    assertThatThrownBy(() -> Payload.json(SCHEMA, Collections.singletonMap(option, "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid JSON option: '%s' (Spark's from_json has no such option and would ignore it; "
                + "did you mean '%s'?)",
            option, meant);
  }

  @Test
  void refusesAMisspeltOptionThatWouldBeRefused() {
    assertThatThrownBy(
            () -> Payload.json(SCHEMA, Collections.singletonMap("columnNameOfCorruptRecords", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid JSON option: 'columnNameOfCorruptRecords' (it decides on malformed records; "
                + "call malformedToNull or malformedTo)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TIMESTAMPFORMAT", "timeFormat", "sortKeys", "anOptionOfTomorrow"})
  void takesAnOptionThatSparkKnowsOrMayKnow(String option) {
    assertThat(Payload.json(SCHEMA, Collections.singletonMap(option, "x"))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoding", "charset", "Encoding"})
  void refusesAnEncodingThatSparkWouldIgnore(String option) {
    assertThatThrownBy(() -> Payload.json(SCHEMA, Collections.singletonMap(option, "ISO-8859-1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid JSON option: '%s' (Spark's from_json ignores it; records are in UTF-8, others "
                + "need encode(decode(value, 'their charset'), 'UTF-8') before)",
            option);
  }

  @Test
  void refusesAnEmptySchema() {
    assertThatThrownBy(() -> Payload.json(new StructType()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid schema: it has no field (expected one or more)");
  }

  @Test
  void refusesABlankColumn() {
    assertThatThrownBy(() -> Payload.string().malformedTo(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid column: ' ' (expected a name for the malformed bytes)");
  }

  @Test
  void refusesNull() {
    assertThatThrownBy(() -> Payload.json(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("schema");
    assertThatThrownBy(() -> Payload.json(SCHEMA, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("options");
    assertThatThrownBy(() -> Payload.avro(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("schema");
    assertThatThrownBy(() -> Payload.confluentAvro(7, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("schema");
    assertThatThrownBy(() -> Payload.confluentAvro((AvroSchemas) null, LONG))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("writers");
    assertThatThrownBy(() -> Payload.confluentAvro((Map<Integer, String>) null, LONG))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("writers");
    assertThatThrownBy(() -> Payload.confluentAvro(Collections.singletonMap(7, null), LONG))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("schema of id 7");
    assertThatThrownBy(() -> Payload.confluentAvro(Collections.singletonMap(null, LONG), LONG))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("id");
    assertThatThrownBy(() -> Payload.string().malformedTo(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("column");
  }
}
