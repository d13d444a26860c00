package io.github.kafkaspark.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.testing.SparkExtension;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class PayloadRefusalIT {

  private final SparkSession spark;
  private final Dataset<Row> events;

  PayloadRefusalIT(SparkSession spark) {
    this.spark = spark;
    this.events =
        spark.createDataFrame(
            Collections.emptyList(),
            new StructType()
                .add("key", DataTypes.StringType)
                .add("value", DataTypes.BinaryType)
                .add("topic", DataTypes.StringType)
                .add("partition", DataTypes.IntegerType)
                .add("offset", DataTypes.LongType));
  }

  @Test
  void refusesAColumnThatIsNotThere() {
    assertThatThrownBy(() -> Payload.string().decodeValue(events.drop("value")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid DataFrame: 'struct<key:string,topic:string,partition:int,offset:bigint>' "
                + "(expected a column 'value' of type binary, as Spark's Kafka source gives it; "
                + "decode before it is cast)");
  }

  @Test
  void refusesAColumnThatIsCast() {
    assertThatThrownBy(() -> Payload.string().decodeKey(events))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid DataFrame: 'struct<key:string,")
        .hasMessageContaining("expected a column 'key' of type binary");
  }

  @Test
  void refusesToFailWithoutAPlace() {
    assertThatThrownBy(() -> Payload.string().decodeValue(events.drop("offset")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot say where a malformed record is: the DataFrame has no column 'offset'; decode "
                + "before you select, or call malformedToNull or malformedTo");
    assertThat(Payload.string().malformedToNull().decodeValue(events.select("value")).columns())
        .containsExactly("value");
  }

  @Test
  void refusesASideColumnThatIsThere() {
    assertThatThrownBy(() -> Payload.string().malformedTo("topic").decodeValue(events))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot put malformed records into column 'topic': the DataFrame already has it; give "
                + "malformedTo another name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"VALUE", "Timestamp", "Headers", "tOPIC"})
  void refusesASideColumnThatTheSessionTakesForOneThatIsThere(String column) {
    Dataset<Row> wide = events.selectExpr("*", "now() AS timestamp", "'h' AS headers");

    assertThatThrownBy(() -> Payload.string().malformedTo(column).decodeValue(wide))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot put malformed records into column '%s': the DataFrame already has '%s', which "
                + "is the same name for this session; give malformedTo another name",
            column, column.toLowerCase(Locale.ROOT));
  }

  @Test
  void aSessionThatTellsCasesApartHasBothColumns() {
    SparkSession strict = spark.newSession();
    strict.conf().set("spark.sql.caseSensitive", "true");
    Dataset<Row> bytes = strict.range(1).selectExpr("X'ff' AS value", "1 AS other");

    Dataset<Row> decoded = Payload.string().malformedTo("VALUE").decodeValue(bytes);

    assertThat(decoded.columns()).containsExactly("value", "other", "VALUE");
    assertThat((byte[]) decoded.first().get(2)).containsExactly(0xff);
    assertThatThrownBy(() -> Payload.string().malformedToNull().decodeKey(decoded))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a column 'key' of type binary");
  }

  @Test
  void decodesAColumnThatIsWrittenInAnotherCaseAndKeepsItsName() {
    Dataset<Row> bytes =
        spark
            .range(1)
            .selectExpr("X'61' AS Value", "'t' AS Topic", "0 AS PARTITION", "id AS offset");

    Dataset<Row> decoded = Payload.string().decodeValue(bytes);

    assertThat(decoded.columns()).containsExactly("Value", "Topic", "PARTITION", "offset");
    assertThat(decoded.first().get(0)).isEqualTo("a");
  }

  @Test
  void refusesTwoColumnsOfOneName() {
    Dataset<Row> twice = spark.range(1).selectExpr("X'61' AS value", "X'62' AS VALUE");

    assertThatThrownBy(() -> Payload.string().malformedToNull().decodeValue(twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid DataFrame: 'struct<value:binary,VALUE:binary>' (expected one column 'value', "
                + "and 2 have that name; rename or drop the others)");
  }

  @Test
  void noNameIsReservedForThePayload() {
    Dataset<Row> bytes =
        spark.range(1).selectExpr("X'ff' AS value", "1 AS __KafkaSpark_parsed", "2 AS x");

    Dataset<Row> decoded = Payload.string().malformedTo("__kafkaspark_parsed_").decodeValue(bytes);

    assertThat(decoded.columns())
        .containsExactly("value", "__KafkaSpark_parsed", "x", "__kafkaspark_parsed_");
    assertThat(decoded.first().get(1)).isEqualTo(1);
    assertThat((byte[]) decoded.first().get(3)).containsExactly(0xff);
  }

  @Test
  void aSideColumnMayHaveAnyName() {
    Dataset<Row> bytes = spark.range(1).selectExpr("X'ff' AS value");

    for (String name : new String[] {"a.b", "a b", "v", "x", "`", "*"}) {
      Dataset<Row> decoded = Payload.string().malformedTo(name).decodeValue(bytes);

      assertThat(decoded.columns()).containsExactly("value", name);
      assertThat((byte[]) decoded.first().get(1)).containsExactly(0xff);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "timestampFormat, garbage{{",
    "dateFormat, yyyy-MM-dd'T",
    "timestampNTZFormat, e",
    "allowComments, yes",
    "samplingRatio, many"
  })
  void namesAnOptionOfJsonWhoseValueIsBad(String name, String value) {
    Map<String, String> options = new HashMap<>();
    options.put("timeZone", "UTC");
    options.put(name, value);
    Payload json = Payload.json(new StructType().add("id", DataTypes.LongType), options);

    assertThatThrownBy(() -> json.decodeValue(events))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Invalid JSON option: '" + name + "' is '" + value + "' (Spark does not take it: ");
  }

  @ParameterizedTest
  @CsvSource({
    "timestampFormat, yyyy-MM-dd HH:mm:ss.SSS",
    "dateFormat, dd/MM/yyyy",
    "timeFormat, HH:mm",
    "allowComments, TRUE",
    "locale, de-DE",
    "anOptionOfTomorrow, x"
  })
  void takesAnOptionOfJsonAsSparkDoes(String name, String value) {
    Payload json =
        Payload.json(
            new StructType().add("id", DataTypes.LongType), Collections.singletonMap(name, value));

    assertThat(json.decodeValue(events).columns()).isEqualTo(events.columns());
  }

  @Test
  void refusesNoDataFrame() {
    assertThatThrownBy(() -> Payload.string().decodeValue(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("events");
  }

  /** The one refusal that depends on the Spark that runs; without spark-avro see AvroPayloadIT. */
  @Test
  void avroIsDecodedOrRefusedBySparkVersion() {
    Payload avro = Payload.avro("\"string\"").malformedToNull();

    if (SparkVersion.V2_4.isRunning()) {
      assertThat(avro.decodeValue(events).schema().apply("value").dataType())
          .isEqualTo(DataTypes.StringType);
      return;
    }
    assertThatThrownBy(() -> avro.decodeValue(events))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot decode Avro: Spark has it since 2.4, and this is Spark %s; run on a newer"
                + " Spark",
            spark.version());
  }
}
