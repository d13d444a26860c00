package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitFormatTest {

  private static final UUID ID = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
  private static final CommitName NAME = CommitName.of(3, 5);
  private static final OffsetCommit SMALL =
      OffsetCommit.of(ORDERS, 3, 17, NewCommit.batch(at(5), provenance()));
  private static final OffsetCommit LARGE =
      OffsetCommit.of(
          ORDERS,
          3,
          17,
          NewCommit.batch(
              offsets(100, "orders"),
              provenance().withApplication("application_1_0001").withBatch("query-1", 42)));

  private static TopicOffsets offsets(int partitions, String topic) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      offsets.put(new TopicPartition(topic, i), 1_000_000_000_000L + i);
    }
    return TopicOffsets.of(offsets);
  }

  @Test
  void readsWhatItWrites() throws Exception {
    byte[] bytes = CommitFormat.write(NAME, SMALL, ID);
    assertThat(CommitFormat.read(bytes, ORDERS, NAME, "here")).isEqualTo(SMALL);
  }

  @Test
  void ignoresFieldsThatItDoesNotKnow() throws Exception {
    String json = CommitJson.write(NAME, SMALL, ID).replace("{\"stream\"", "{\"x\":[1],\"stream\"");
    assertThat(CommitFormat.read(CommitFormat.write(1, json), ORDERS, NAME, "here"))
        .isEqualTo(SMALL);
  }

  @Test
  void findsEveryCutOf100Partitions() {
    byte[] bytes = CommitFormat.write(NAME, LARGE, ID);
    for (int length = 0; length < bytes.length; length++) {
      assertThat(isDamaged(Arrays.copyOf(bytes, length))).as("cut at %d", length).isTrue();
    }
    assertDamaged(Arrays.copyOf(bytes, bytes.length + 1), "checksum ");
    Faults.say("damaged commit files", "cut at all " + bytes.length + " bytes");
  }

  @Test
  void findsEveryFlippedBitOf100Partitions() {
    byte[] bytes = CommitFormat.write(NAME, LARGE, ID);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(isDamaged(flipped)).as("bit %d", bit).isTrue();
    }
    Faults.say("damaged commit files", "each of " + 8 * bytes.length + " bits flipped");
  }

  private static boolean isDamaged(byte[] bytes) {
    try {
      return CommitFormat.read(bytes, ORDERS, NAME, "here") == null;
    } catch (DamagedCommitException e) {
      return true;
    }
  }

  @Tag("heavy")
  @Test
  void takesAHundredThousandPartitionsAndRefusesAMillion() throws Exception {
    OffsetCommit commit =
        OffsetCommit.of(ORDERS, 3, 1, NewCommit.start(offsets(100_000, "orders"), provenance()));
    assertThat(CommitFormat.read(CommitFormat.write(NAME, commit, ID), ORDERS, NAME, "here"))
        .isEqualTo(commit);

    OffsetCommit tooLong =
        OffsetCommit.of(ORDERS, 3, 1, NewCommit.start(offsets(1_000_000, "orders"), provenance()));
    assertThatThrownBy(() -> CommitFormat.write(NAME, tooLong, ID))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "Invalid offsets: 1000000 partitions \\(expected a commit of at most 16777216 bytes as "
                + "a file, found 2\\d{7}; divide the stream\\)");
    assertDamaged(
        new byte[CommitFormat.MAX_BYTES + 1], "longer than the 16777216 bytes of a commit");
  }

  @Test
  void saysWhatIsDamaged() {
    assertDamaged(new byte[0], "no header in its 0 bytes");
    assertDamaged(new byte[1000], "no header in its 1000 bytes");
    assertDamaged("kafka-spark-offsets 0 crc32 00000000\n", "no header in its 37 bytes");
    assertDamaged(
        "kafka-spark-offsets 1 crc32 00000000\n{}\n", "checksum [0-9a-f]{8} in place of 00000000");
    assertDamaged(
        "kafka-spark-offsets 2 crc32 00000000\n{}\n", "checksum [0-9a-f]{8} in place of 00000000");
  }

  @Test
  void saysWhereACommitBelongs() {
    byte[] bytes = CommitFormat.write(NAME, SMALL, ID);
    assertThatThrownBy(() -> CommitFormat.read(bytes, StreamId.of("other"), NAME, "here"))
        .isInstanceOf(DamagedCommitException.class)
        .hasMessage("it is commit 3.5 of the stream 'orders'");
    assertThatThrownBy(() -> CommitFormat.read(bytes, ORDERS, NAME.next(), "here"))
        .isInstanceOf(DamagedCommitException.class)
        .hasMessage("it is commit 3.5 of the stream 'orders'");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 999_999_999})
  void refusesANewerFormat(int version) {
    byte[] bytes = CommitFormat.write(version, "what a newer version \n says");
    assertThatThrownBy(() -> CommitFormat.read(bytes, ORDERS, NAME, "/store/orders/3.5"))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot read offsets from /store/orders/3.5: it was written by a newer kafka-spark, in "
                + "format "
                + version
                + ", and this one reads up to format 1; use the newer version for this job");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"stream\":\"orders\"  | \"x\":1            | 'stream' is missing",
        "\"stream\":\"orders\"  | \"stream\":1       | 'stream' is not a text",
        "\"stream\":\"orders\"  | \"stream\":\"a/b\" | Invalid stream id: 'a/b'",
        "\"generation\":3       | \"generation\":0   | Invalid generation: '0'",
        "\"generation\":3       | \"generation\":3.5 | 'generation' is not a whole number",
        "\"sequence\":17        | \"sequence\":1e30  | 'sequence' is not a whole number",
        "\"sequence\":17        | \"sequence\":-1    | Invalid sequence: '-1'",
        "\"kind\":\"BATCH\"     | \"kind\":\"NONE\"  | No enum constant",
        "{\"orders\":{\"0\":5}} | null               | 'offsets' is not an object",
        "{\"orders\":{\"0\":5}} | {\"orders\":[]}     | a topic is not an object",
        "{\"0\":5}              | {\"0\":5,\"0\":6}    | orders-0 is there twice",
        "{\"0\":5}              | {\"00\":5}           | '00' is not a partition",
        "{\"0\":5}              | {\"0\":5.0}          | the offset of orders-0 is no whole number",
        "\"kind\":\"BATCH\"     | \"stream\":\"a\"    | 'stream' is there twice",
        "{\"0\":5}              | {\"0\":-2}         | Invalid offset: '-2'",
        "05.006Z                | x                  | could not be parsed",
        "\"id\"                 | x                  | Unexpected character"
      })
  void damagedIsWhatNoWriterWrites(String part, String other, String reason) {
    String json = CommitJson.write(NAME, SMALL, ID);
    assertThat(json).contains(part);
    assertDamaged(
        CommitFormat.write(1, json.replace(part, other)),
        "not the JSON of a commit: [^$]*" + reason + "[^$]*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "\"text\"", "", "{} {}"})
  void damagedIsWhatIsNoObject(String json) {
    assertDamaged(CommitFormat.write(1, json), "not the JSON of a commit: .*");
  }

  private static void assertDamaged(String text, String reason) {
    assertDamaged(text.getBytes(UTF_8), reason);
  }

  private static void assertDamaged(byte[] bytes, String reason) {
    assertThatThrownBy(() -> CommitFormat.read(bytes, ORDERS, NAME, "here"))
        .isInstanceOf(DamagedCommitException.class)
        .hasMessageFindingMatch("(?s)^" + reason);
  }
}
