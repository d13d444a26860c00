package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.BasicStoreContract.provenance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitFormatTest {

  private static final Path GOLDEN = Paths.get("src", "test", "resources", "golden");
  private static final UUID ID = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
  private static final CommitName NAME = CommitName.of(3, 5);
  private static final OffsetCommit SMALL =
      OffsetCommit.of(ORDERS, 3, 17, OffsetCommit.Kind.BATCH, at(5), provenance());
  private static final OffsetCommit FULL =
      OffsetCommit.of(
          StreamId.of("订单 to lake"),
          3,
          17,
          OffsetCommit.Kind.BATCH,
          TopicOffsets.empty()
              .with("orders", 0, 17)
              .with("orders", 1, Long.MAX_VALUE)
              .with("pay\"ments", 0, 0),
          provenance().application("application_1_0001").batch("query-1", 42));

  @Test
  void writesTheGoldenFile() throws IOException {
    assertThat(new String(CommitFormat.write(NAME, FULL, ID), UTF_8))
        .isEqualTo(new String(Files.readAllBytes(GOLDEN.resolve("commit-v1.txt")), UTF_8));
  }

  @Test
  void readsTheGoldenFile() throws Exception {
    byte[] bytes = Files.readAllBytes(GOLDEN.resolve("commit-v1.txt"));
    assertThat(CommitFormat.read(bytes, FULL.stream(), NAME, "here")).isEqualTo(FULL);
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
  void findsEveryCut() {
    byte[] bytes = CommitFormat.write(NAME, SMALL, ID);
    for (int length = 0; length < bytes.length; length++) {
      assertDamaged(Arrays.copyOf(bytes, length), "");
    }
    assertDamaged(Arrays.copyOf(bytes, bytes.length + 1), "checksum ");
  }

  @Test
  void findsEveryFlippedBit() {
    byte[] bytes = CommitFormat.write(NAME, SMALL, ID);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertDamaged(flipped, "");
    }
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
        "{\"orders\":{\"0\":5}} | null               | Invalid offsets JSON",
        "{\"0\":5}              | {\"0\":-2}         | negative offset -2",
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
  @ValueSource(strings = {"[]", "1", "null", "\"text\"", ""})
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
