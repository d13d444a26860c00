package io.github.kafkaspark.payload;

import static io.github.kafkaspark.payload.PayloadTopic.rows;
import static io.github.kafkaspark.payload.PayloadTopic.texts;
import static io.github.kafkaspark.payload.PayloadTopic.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.payload.PayloadTopic.Mode;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class JsonPayloadIT {

  private static final StructType SCHEMA =
      new StructType().add("id", DataTypes.IntegerType).add("name", DataTypes.StringType);

  /** What each value means, on every Spark. */
  private static final Map<String, String> GOOD = new LinkedHashMap<>();

  private static final List<String> MALFORMED = new ArrayList<>();

  static {
    GOOD.put("{\"id\":1,\"name\":\"a\"}", "[1,a]");
    GOOD.put("{\"id\":1}", "[1,null]");
    GOOD.put("{}", "[null,null]");
    GOOD.put("{\"id\":null}", "[null,null]");
    GOOD.put("{\"id\":1,\"more\":[1,{}]}", "[1,null]");
    GOOD.put("{\"name\":5}", "[null,5]");
    GOOD.put(" \t\r\n{\"id\" : 1 }\n", "[1,null]");
    GOOD.put("{\"name\":\"}{\\\"]\"}", "[null,}{\"]]");
    GOOD.put("{\"id\":1,\"v\":{\"id\":2},\"c\":\"x\",\"e\":false}", "[1,null]");
    GOOD.put("{\"id\":1,\"id\":2}", "[2,null]");
    GOOD.put("{'id':1}", "[1,null]");
    Collections.addAll(
        MALFORMED,
        "{\"id\":\"x\",\"id\":1}",
        "{\"id\":1,\"id\":\"x\"}",
        "",
        " ",
        "xyz",
        "{\"id\":1",
        "{id:1}",
        "{\"id\":\"x\",\"name\":\"n\"}",
        "{\"name\":\"n\",\"id\":\"x\"}",
        "{\"id\":1.5}",
        "{\"id\":9999999999}",
        "{\"id\":01}",
        "{\"id\":{}}",
        "{\"id\":1} xyz",
        "{\"id\":1}{\"id\":2}",
        "{\"id\":1},{\"id\":2}",
        "{\"id\":1}}",
        "{\"id\":1}} xyz",
        "[{\"id\":1}]",
        "[]",
        "5",
        "\"s\"",
        "true",
        "null",
        " null ",
        // What would be fields of an object around the record, or end it.
        "{\"id\":1},\"more\":2",
        "{\"id\":1},\"v\":{\"id\":2}",
        "null,\"v\":{\"id\":2}",
        "{\"id\":1},\"c\":null",
        "{\"id\":1},\"e\":true}",
        "{\"id\":1},\"e\":true} xyz",
        "{\"id\":1},\"e\":true}//",
        "{\"id\":1},\"k\":{\"id\":2",
        "{\"id\":1},\"k\":\"",
        "{\"id\":1},'k':'",
        "{\"id\":1},\"k\":\"\\",
        "{\"id\":1}],[{\"id\":2}",
        "{\"id\":1} /* */",
        "{\"id\":1}\u0000",
        "\ufeff{\"id\":1}");
  }

  private final PayloadTopic topic;

  JsonPayloadIT(EmbeddedKafka kafka, SparkSession spark) {
    this.topic = new PayloadTopic(kafka, spark);
  }

  private void sendAll() {
    topic.send(0, bytes(GOOD.keySet()));
    topic.send(1, bytes(MALFORMED));
  }

  private static byte[][] bytes(Iterable<String> texts) {
    List<byte[]> all = new ArrayList<>();
    texts.forEach(text -> all.add(utf8(text)));
    return all.toArray(new byte[0][]);
  }

  private static List<String> goodThenNulls() {
    List<String> all = new ArrayList<>(GOOD.values());
    MALFORMED.forEach(value -> all.add("null"));
    return all;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedBecomesNull(Mode mode) throws Exception {
    sendAll();

    Dataset<Row> decoded = Payload.json(SCHEMA).malformedToNull().decodeValue(topic.read(mode));

    assertThat(texts(decoded, "value")).isEqualTo(goodThenNulls());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedGoesAsideWithItsBytes(Mode mode) throws Exception {
    sendAll();

    Dataset<Row> decoded =
        Payload.json(SCHEMA).malformedTo("malformed").decodeValue(topic.read(mode));

    List<Row> rows = rows(decoded);
    assertThat(rows.stream().map(row -> "" + row.get(1)).collect(Collectors.toList()))
        .isEqualTo(goodThenNulls());
    assertThat(rows.subList(0, GOOD.size())).allMatch(row -> row.isNullAt(7));
    assertThat(rows.subList(GOOD.size(), rows.size()))
        .extracting(row -> new String((byte[]) row.get(7), UTF_8))
        .isEqualTo(MALFORMED);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedFailsWithItsPlace(Mode mode) {
    topic.send(1, utf8("{\"id\":1}"), utf8("{\"id\":\"secret\"}"));

    Dataset<Row> decoded = Payload.json(SCHEMA).decodeValue(topic.read(mode));

    assertThatThrownBy(() -> rows(decoded))
        .hasStackTraceContaining(
            "Invalid value of the record at %s-1, offset 1: 15 bytes, not shown here (expected a "
                + "JSON object of struct<id:int,name:string>; to go on past malformed records call "
                + "malformedToNull or malformedTo)",
            topic.name())
        .satisfies(failure -> assertThat(failure).message().doesNotContain("secret"));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatIsNotMalformedDoesNotFail(Mode mode) throws Exception {
    topic.send(0, bytes(GOOD.keySet()));
    topic.sendKeyed(1, utf8("key"), null);

    Dataset<Row> decoded = Payload.json(SCHEMA).decodeValue(topic.read(mode));

    List<String> expected = new ArrayList<>(GOOD.values());
    expected.add("null");
    assertThat(texts(decoded, "value")).isEqualTo(expected);
  }

  private static byte[] nested(String field, int arrays) {
    String open = String.join("", Collections.nCopies(arrays, "["));
    return utf8("{\"" + field + "\":" + open + open.replace('[', ']') + "}");
  }

  @Test
  void whatIsNestedTooDeepIsMalformedAndHarmsNoExecutor() throws Exception {
    byte[] brackets =
        utf8("{\"name\":\"\\\"" + new String(nested("x", 998), UTF_8).replace("\"", "") + "\"}");
    topic.send(0, nested("name", 997), nested("more", 997), brackets);
    topic.send(1, nested("name", 998), nested("more", 998), nested("name", 100_000));

    Dataset<Row> decoded =
        Payload.json(SCHEMA).malformedToNull().decodeValue(topic.read(Mode.BATCH));

    List<String> all = texts(decoded, "value");
    assertThat(all.subList(0, 3)).doesNotContain("null");
    assertThat(all.subList(3, 6)).containsOnly("null");
  }

  @Test
  void aDecimalThatSparkWouldWriteOutForMinutesIsMalformed() throws Exception {
    StructType schema =
        SCHEMA.add("price", DataTypes.createDecimalType(10, 2)).add("more", DataTypes.StringType);
    topic.send(
        0,
        utf8("{\"price\":12.5,\"name\":\"98e40123456\"}"),
        utf8("{\"price\":1e2,\"more\":1}"),
        utf8("{\"price\":1e20000000}"),
        utf8("{\"id\":1,\"price\":\"1e20000000\"}"));

    Dataset<Row> decoded =
        Payload.json(schema).malformedToNull().decodeValue(topic.read(Mode.BATCH));

    assertThat(texts(decoded, "value"))
        .containsExactly("[null,98e40123456,12.50,null]", "[null,null,100.00,1]", "null", "null");
  }

  @Test
  void tombstonesAreNeverMalformed() throws Exception {
    topic.sendKeyed(0, utf8("key"), null);

    Dataset<Row> decoded =
        Payload.json(SCHEMA).malformedTo("malformed").decodeValue(topic.read(Mode.BATCH));

    Row row = rows(decoded).get(0);
    assertThat(row.isNullAt(1)).isTrue();
    assertThat(row.isNullAt(7)).isTrue();
  }

  @Test
  void decodesTheKeyToo() throws Exception {
    topic.sendKeyed(0, utf8("{\"id\":7}"), utf8("v"));
    topic.sendKeyed(0, null, utf8("v"));
    topic.sendKeyed(0, utf8("7"), utf8("v"));

    Dataset<Row> decoded = Payload.json(SCHEMA).malformedToNull().decodeKey(topic.read(Mode.BATCH));

    assertThat(texts(decoded, "key")).containsExactly("[7,null]", "null", "null");
  }

  @Test
  void leavesAllElseAsItIs() throws Exception {
    topic.sendKeyed(1, utf8("k"), utf8("{\"id\":1}"));

    Dataset<Row> raw = topic.read(Mode.BATCH);
    Dataset<Row> decoded = Payload.json(SCHEMA).decodeValue(raw);

    assertThat(decoded.columns()).isEqualTo(raw.columns());
    assertThat(decoded.drop("value").schema()).isEqualTo(raw.drop("value").schema());
    assertThat(texts(decoded.drop("value"), "key")).containsExactly("k");
    assertThat(rows(decoded.drop("value", "key"))).isEqualTo(rows(raw.drop("value", "key")));
  }

  @Test
  void canBeFilteredByWhatIsDecoded() throws Exception {
    sendAll();

    Dataset<Row> decoded =
        Payload.json(SCHEMA).malformedTo("malformed").decodeValue(topic.read(Mode.BATCH));

    assertThat(texts(decoded.where("value.id = 1 AND value.name = 'a'"), "value"))
        .containsExactly("[1,a]");
    assertThat(rows(decoded.where("malformed IS NOT NULL"))).hasSameSizeAs(MALFORMED);
    assertThat(texts(decoded.where("value.id = 1").selectExpr("value.name"), "name"))
        .containsExactlyInAnyOrder("a", "null", "null", "null", "null", "null");
  }

  /** ISO-8859-1, overlong, a surrogate, cut in two, and what UTF-8 never has. */
  private static byte[][] noUtf8() {
    return Stream.of("\u00e9", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00e2\u0082", "\u00ff")
        .map(bytes -> ("{\"name\":\"" + bytes + "\"}").getBytes(ISO_8859_1))
        .toArray(byte[][]::new);
  }

  @Test
  void bytesThatAreNoUtf8AreMalformedAndAreKept() throws Exception {
    topic.send(0, noUtf8());
    topic.send(1, utf8("{\"name\":\"\u00e9 \ud83d\ude00 \ufffd\"}"));
    topic.send(1, "{\"id\":1,\"more\":\"\u00e9\"}".getBytes(ISO_8859_1));

    for (Payload payload : new Payload[] {Payload.json(SCHEMA), Payload.string()}) {
      List<Row> rows = rows(payload.malformedTo("raw").decodeValue(topic.read(Mode.BATCH)));

      assertThat(rows.subList(0, 5)).allMatch(row -> row.isNullAt(1));
      assertThat(rows.subList(0, 5))
          .extracting(row -> row.get(7))
          .containsExactly((Object[]) noUtf8());
      assertThat(rows.get(5).get(1)).asString().contains("\u00e9 \ud83d\ude00 \ufffd");
      assertThat(rows.get(5).isNullAt(7)).isTrue();
      assertThat(rows.get(6).isNullAt(1)).isTrue();
    }
  }

  @Test
  void sparksOptionsRefuseWhatItsDefaultsTakeThatIsNoJson() throws Exception {
    topic.send(0, utf8("{\"d\":NaN}"), utf8("{\"d\":-Infinity}"), utf8("{'d':1}"));
    topic.send(0, utf8("{\"d\":1e999}"));
    StructType schema = new StructType().add("d", DataTypes.DoubleType);
    Map<String, String> strict = new HashMap<>();
    strict.put("allowSingleQuotes", "false");
    strict.put("allowNonNumericNumbers", "false");

    Dataset<Row> raw = topic.read(Mode.BATCH);

    assertThat(texts(Payload.json(schema).decodeValue(raw), "value"))
        .containsExactly("[NaN]", "[-Infinity]", "[1.0]", "[Infinity]");
    assertThat(texts(Payload.json(schema, strict).malformedToNull().decodeValue(raw), "value"))
        .containsExactly("null", "null", "null", "[Infinity]");
  }

  @Test
  void otherCharsetsAreReadAfterTheirBytesAreConverted() throws Exception {
    topic.send(0, "{\"name\":\"\u00e9\"}".getBytes(ISO_8859_1));

    Dataset<Row> converted =
        topic
            .read(Mode.BATCH)
            .withColumn("value", expr("encode(decode(value, 'ISO-8859-1'), 'UTF-8')"));

    assertThat(texts(Payload.json(SCHEMA).decodeValue(converted), "value"))
        .containsExactly("[null,\u00e9]");
  }

  @Test
  void takesSparksOptions() throws Exception {
    topic.send(0, utf8("{\"day\":\"31/12/2025\"}"));
    StructType schema = new StructType().add("day", DataTypes.DateType);

    Dataset<Row> decoded =
        Payload.json(schema, Collections.singletonMap("dateFormat", "dd/MM/yyyy"))
            .decodeValue(topic.read(Mode.BATCH));

    assertThat(texts(decoded, "value")).containsExactly("[2025-12-31]");
  }
}
