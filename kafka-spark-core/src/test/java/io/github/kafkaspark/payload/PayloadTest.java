package io.github.kafkaspark.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  private static final StructType SCHEMA = new StructType().add("id", DataTypes.IntegerType);

  @Test
  void saysWhatItExpectsAndWhatBecomesOfTheRest() {
    assertThat(Payload.string()).hasToString("Payload(text in UTF-8, malformed fails)");
    assertThat(Payload.json(SCHEMA).malformedToNull())
        .hasToString("Payload(a JSON object of struct<id:int>, malformed to null)");
    assertThat(Payload.confluentAvro("\"long\"").malformedTo("raw"))
        .hasToString(
            "Payload(Avro's encoding of 'long' after a zero and four bytes, malformed to column "
                + "'raw')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "string", "{\"type\":\"record\"}", "\"long\"},{\"name\":\"e\""})
  void refusesWhatIsNoAvroSchema(String schema) {
    assertThatThrownBy(() -> Payload.avro(schema))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Invalid Avro schema: '" + schema + "' (expected one in Avro's JSON): ");
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
    assertThatThrownBy(() -> Payload.string().malformedTo(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("column");
  }
}
