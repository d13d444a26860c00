package io.github.kafkaspark.payload;

import static io.github.kafkaspark.payload.PayloadTopic.rows;
import static io.github.kafkaspark.payload.PayloadTopic.texts;
import static io.github.kafkaspark.payload.PayloadTopic.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.payload.PayloadTopic.Mode;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.NeedsSpark;
import io.github.kafkaspark.testing.SparkExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsSpark(SparkVersion.V2_4)
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class AvroPayloadIT {

  private static final String SCHEMA =
      "{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"com.example\",\"fields\":["
          + "{\"name\":\"id\",\"type\":[\"null\",\"int\"]},"
          + "{\"name\":\"name\",\"type\":[\"null\",\"string\"]}]}";

  /** The same fields in another order. */
  private static final String SWAPPED =
      "{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"com.example\",\"fields\":["
          + "{\"name\":\"name\",\"type\":[\"null\",\"string\"]},"
          + "{\"name\":\"id\",\"type\":[\"null\",\"int\"]}]}";

  private static final int ID = 42_000_042;

  private static final byte[] GOOD = order(1, "a");

  /** Where nulls are what was written, they are no sign of anything. */
  private static final byte[] ALL_NULL = order(null, null);

  private final PayloadTopic topic;
  private final SparkSession spark;

  AvroPayloadIT(EmbeddedKafka kafka, SparkSession spark) {
    this.topic = new PayloadTopic(kafka, spark);
    this.spark = spark;
  }

  private static byte[] order(Integer id, String name) {
    return encoded(SCHEMA, id, name);
  }

  private static byte[] encoded(String json, Object... fields) {
    Schema schema = new Schema.Parser().parse(json);
    GenericRecord order = new GenericData.Record(schema);
    for (int i = 0; i < fields.length; i++) {
      order.put(i, fields[i]);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(schema).write(order, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[] first, int... more) {
    byte[] all = Arrays.copyOf(first, first.length + more.length);
    for (int i = 0; i < more.length; i++) {
      all[first.length + i] = (byte) more[i];
    }
    return all;
  }

  private static byte[] framed(int magic, byte[] datum) {
    return framed(magic, ID, datum);
  }

  private static byte[] framed(int magic, int id, byte[] datum) {
    byte[] all = new byte[5 + datum.length];
    all[0] = (byte) magic;
    all[1] = (byte) (id >> 24);
    all[2] = (byte) (id >> 16);
    all[3] = (byte) (id >> 8);
    all[4] = (byte) id;
    System.arraycopy(datum, 0, all, 5, datum.length);
    return all;
  }

  private static byte[][] malformed() {
    return new byte[][] {
      {},
      Arrays.copyOf(GOOD, GOOD.length - 1),
      Arrays.copyOf(GOOD, 1),
      join(GOOD, 0),
      join(GOOD, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      join(GOOD, GOOD[0], GOOD[1]),
      utf8("{\"id\":1}"),
      // An end of the frame that one could read in the library.
      join(GOOD, 0xd3, 0x1f, 0xa6, 0x05, 0xc8, 0x7b, 0x12, 0x6e),
    };
  }

  private static byte[][] malformedFramed() {
    return Stream.concat(
            Arrays.stream(malformed()).map(datum -> framed(0, datum)),
            Stream.of(
                new byte[] {},
                new byte[] {0, 0, 0, 0},
                framed(1, GOOD),
                GOOD,
                framed(0, ID + 1, encoded(SWAPPED, "1", 97)),
                framed(0, ID + 256, GOOD),
                framed(0, -1, GOOD),
                framed(0, 0, GOOD)))
        .toArray(byte[][]::new);
  }

  private static List<String> decodedThenNulls(byte[][] malformed) {
    return Stream.concat(
            Stream.of("[1,a]", "[null,null]", "null"),
            Arrays.stream(malformed).map(bytes -> "null"))
        .collect(Collectors.toList());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedBecomesNull(Mode mode) throws Exception {
    topic.send(0, GOOD, ALL_NULL, null);
    topic.send(1, malformed());

    Dataset<Row> decoded = Payload.avro(SCHEMA).malformedToNull().decodeValue(topic.read(mode));

    assertThat(texts(decoded, "value")).isEqualTo(decodedThenNulls(malformed()));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedGoesAsideWithItsBytes(Mode mode) throws Exception {
    topic.send(0, GOOD, ALL_NULL, null);
    topic.send(1, malformed());

    Dataset<Row> decoded = Payload.avro(SCHEMA).malformedTo("raw").decodeValue(topic.read(mode));

    List<Row> rows = rows(decoded);
    assertThat(rows.subList(0, 3)).allMatch(row -> row.isNullAt(7));
    assertThat(rows.subList(3, rows.size()))
        .allMatch(row -> row.isNullAt(1))
        .extracting(row -> row.get(7))
        .containsExactly((Object[]) malformed());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedFailsWithItsPlace(Mode mode) {
    topic.send(1, GOOD, join(GOOD, 0));

    Dataset<Row> decoded = Payload.avro(SCHEMA).decodeValue(topic.read(mode));

    assertThatThrownBy(() -> rows(decoded))
        .hasStackTraceContaining(
            "Invalid value of the record at %s-1, offset 1: 6 bytes, not shown here (expected "
                + "Avro's encoding of 'Order'; to go on past malformed records call "
                + "malformedToNull or malformedTo)",
            topic.name());
  }

  @Test
  void whatIsNotMalformedDoesNotFail() throws Exception {
    topic.send(0, GOOD, ALL_NULL, null);

    assertThat(texts(Payload.avro(SCHEMA).decodeValue(topic.read(Mode.BATCH)), "value"))
        .containsExactly("[1,a]", "[null,null]", "null");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedBehindAHeaderBecomesNull(Mode mode) throws Exception {
    topic.send(0, framed(0, GOOD), framed(0, ALL_NULL), null);
    topic.send(1, malformedFramed());

    Dataset<Row> decoded =
        Payload.confluentAvro(ID, SCHEMA).malformedToNull().decodeValue(topic.read(mode));

    assertThat(texts(decoded, "value")).isEqualTo(decodedThenNulls(malformedFramed()));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedBehindAHeaderGoesAside(Mode mode) throws Exception {
    topic.send(0, framed(0, GOOD));
    topic.send(1, malformedFramed());

    Dataset<Row> decoded =
        Payload.confluentAvro(ID, SCHEMA).malformedTo("raw").decodeValue(topic.read(mode));

    List<Row> rows = rows(decoded);
    assertThat(rows.get(0).isNullAt(7)).isTrue();
    assertThat(rows.subList(1, rows.size()))
        .allMatch(row -> row.isNullAt(1))
        .extracting(row -> row.get(7))
        .containsExactly((Object[]) malformedFramed());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aWrongMagicByteFailsWithItsPlace(Mode mode) {
    topic.sendKeyed(1, framed(1, GOOD), framed(0, GOOD));

    Dataset<Row> decoded = Payload.confluentAvro(ID, SCHEMA).decodeKey(topic.read(mode));

    assertThatThrownBy(() -> rows(decoded))
        .hasStackTraceContaining(
            "Invalid key of the record at %s-1, offset 0: 10 bytes, not shown here (expected "
                + "Avro's encoding of 'Order' after a zero and the schema id 42000042; to go on past malformed "
                + "records call malformedToNull or malformedTo)",
            topic.name());
  }

  private void sendOfTwoSchemas() {
    topic.send(0, framed(0, ID, GOOD), framed(0, 7, encoded(SWAPPED, "b", 2)), null);
    topic.send(1, malformedFramed());
    topic.send(
        1,
        framed(0, 7, Arrays.copyOf(encoded(SWAPPED, "b", 2), 3)),
        framed(0, 7, join(encoded(SWAPPED, "b", 2), 0)),
        framed(0, 8, GOOD));
  }

  private static List<String> twoThenNulls() {
    return Stream.concat(
            Stream.of("[1,a]", "[2,b]", "null"),
            Stream.generate(() -> "null").limit(malformedFramed().length + 3))
        .collect(Collectors.toList());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void recordsOfSeveralSchemasAreReadAsOne(Mode mode) throws Exception {
    sendOfTwoSchemas();
    Map<Integer, String> writers = new HashMap<>();
    writers.put(ID, SCHEMA);
    writers.put(7, SWAPPED);

    Dataset<Row> decoded =
        Payload.confluentAvro(writers, SCHEMA).malformedToNull().decodeValue(topic.read(mode));

    assertThat(texts(decoded, "value")).isEqualTo(twoThenNulls());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theApplicationCanLookSchemasUp(Mode mode) throws Exception {
    sendOfTwoSchemas();

    Dataset<Row> decoded =
        Payload.confluentAvro(id -> id == ID ? SCHEMA : id == 7 ? SWAPPED : null, SCHEMA)
            .malformedToNull()
            .decodeValue(topic.read(mode));

    assertThat(texts(decoded, "value")).isEqualTo(twoThenNulls());
  }

  @Test
  void readsWhatIsNoRecord() throws Exception {
    topic.send(0, new byte[] {2, 'x'}, new byte[] {0}, new byte[] {});

    assertThat(
            texts(
                Payload.avro("\"string\"").malformedToNull().decodeValue(topic.read(Mode.BATCH)),
                "value"))
        .containsExactly("x", "", "null");
  }

  @Test
  void isRefusedWithoutSparkAvro() throws Exception {
    Dataset<Row> events = topic.read(Mode.BATCH);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader without = new WithoutSparkAvro(before);
    Class<?> payload = without.loadClass(Payload.class.getName());
    Object avro = payload.getMethod("avro", String.class).invoke(null, SCHEMA);
    thread.setContextClassLoader(without);
    try {
      assertThat(
              catchThrowable(
                  () -> payload.getMethod("decodeValue", Dataset.class).invoke(avro, events)))
          .hasCauseInstanceOf(IllegalStateException.class)
          .extracting(Throwable::getCause)
          .extracting(Throwable::getMessage)
          .isEqualTo(
              "Cannot decode Avro: spark-avro is not on the class path; add "
                  + "org.apache.spark:spark-avro, of the Scala version in use and in version "
                  + spark.version()
                  + ", to the application");
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
