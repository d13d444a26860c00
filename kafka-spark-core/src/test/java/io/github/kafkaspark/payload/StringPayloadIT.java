package io.github.kafkaspark.payload;

import static io.github.kafkaspark.payload.PayloadTopic.rows;
import static io.github.kafkaspark.payload.PayloadTopic.texts;
import static io.github.kafkaspark.payload.PayloadTopic.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.payload.PayloadTopic.Mode;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class StringPayloadIT {

  /** A byte that UTF-8 never has, and a character cut in two. */
  private static final byte[][] MALFORMED = {{'a', (byte) 0xff}, {(byte) 0xe2, (byte) 0x82}};

  private static final String GOOD = "gr\u00fc\u00df \ud83d\ude00 \ufffd";

  private final PayloadTopic topic;

  StringPayloadIT(EmbeddedKafka kafka, SparkSession spark) {
    this.topic = new PayloadTopic(kafka, spark);
    topic.send(0, utf8(GOOD), utf8(""), null);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedBecomesNull(Mode mode) throws Exception {
    topic.send(1, MALFORMED);

    Dataset<Row> decoded = Payload.string().malformedToNull().decodeValue(topic.read(mode));

    assertThat(texts(decoded, "value")).containsExactly(GOOD, "", "null", "null", "null");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedGoesAsideWithItsBytes(Mode mode) throws Exception {
    topic.send(1, MALFORMED);

    Dataset<Row> decoded = Payload.string().malformedTo("raw").decodeValue(topic.read(mode));

    List<Row> rows = rows(decoded);
    assertThat(rows.subList(0, 3)).allMatch(row -> row.isNullAt(7));
    assertThat(rows.subList(3, 5)).allMatch(row -> row.isNullAt(1));
    assertThat(rows.subList(3, 5))
        .extracting(row -> row.get(7))
        .containsExactly((Object[]) MALFORMED);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void malformedFailsWithItsPlace(Mode mode) {
    topic.sendKeyed(1, MALFORMED[0], utf8("v"));

    Dataset<Row> decoded = Payload.string().decodeKey(topic.read(mode));

    assertThatThrownBy(() -> rows(decoded))
        .hasStackTraceContaining(
            "Invalid key of the record at %s-1, offset 0: 2 bytes, not shown here (expected text in "
                + "UTF-8; to go on past malformed records call malformedToNull or malformedTo)",
            topic.name());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void keyAndValueAreDecodedOneAfterTheOther(Mode mode) throws Exception {
    topic.sendKeyed(1, utf8("k"), utf8("v"));

    Dataset<Row> keyed = Payload.string().decodeKey(topic.read(mode));
    Dataset<Row> decoded = Payload.string().malformedTo("raw").decodeValue(keyed);

    assertThat(texts(decoded, "key")).containsExactly("null", "null", "null", "k");
    assertThat(texts(decoded, "value")).containsExactly(GOOD, "", "null", "v");
  }
}
