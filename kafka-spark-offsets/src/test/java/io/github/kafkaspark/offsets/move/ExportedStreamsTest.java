package io.github.kafkaspark.offsets.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportedStreamsTest {

  private static final TopicOffsets OFFSETS = TopicOffsets.fromJson("{\"o\":{\"0\":60,\"1\":20}}");
  private static final OffsetCommit COMMIT =
      commit("orders")
          .next(
              NewCommit.batch(
                      OFFSETS,
                      Provenance.of("4711@host", Instant.parse("2026-11-30T00:00:00Z"))
                          .withApplication("app-1")
                          .withBatch("query", 4)
                          .asClosed())
                  .withIdentity("o", TopicIdentity.of("cluster").withTopicId("life")));

  private static OffsetCommit commit(String stream) {
    return OffsetCommit.of(
        StreamId.of(stream), 1, 1, NewCommit.start(OFFSETS, Provenance.of("w", Instant.EPOCH)));
  }

  @Test
  void comesBackFromJsonAsItWas() {
    ExportedStreams streams = ExportedStreams.of(Arrays.asList(COMMIT, commit("sales")));
    assertThat(ExportedStreams.read(streams.toJson())).isEqualTo(streams);
    assertThat(ExportedStreams.read("\uFEFF\n" + streams.toJson()).named("sales").offsets())
        .isEqualTo(OFFSETS);
    assertThat(ExportedStreams.of(COMMIT).toJson())
        .isEqualTo(
            "{\"version\":1,\"streams\":[{\"stream\":\"orders\",\"offsets\":{\"o\":{\"0\":60,\"1\":20}},"
                + "\"clusters\":{\"cluster\":{\"o\":\"life\"}},\"writer\":\"4711@host\","
                + "\"time\":\"2026-11-30T00:00:00Z\",\"application\":\"app-1\",\"query\":\"query\","
                + "\"batch\":4,\"closed\":true}]}");
  }

  @Test
  void speaksTheCsvOfKafkasOwnTool() {
    assertThat(ExportedStreams.of(COMMIT).toCsv()).isEqualTo("o,0,60\no,1,20\n");
    assertThat(ExportedStreams.of(Arrays.asList(COMMIT, commit("a b,c"))).toCsv())
        .isEqualTo("orders,o,0,60\norders,o,1,20\n\"a b,c\",o,0,60\n\"a b,c\",o,1,20\n");
    assertThat(ExportedStreams.read("\"a b,\"\"c\"\"\",o,0,60\r\n\r\norders,o,1,20").streams())
        .extracting(ExportedStream::toString)
        .containsExactly("'a b,\"c\"' {\"o\":{\"0\":60}}", "'orders' {\"o\":{\"1\":20}}");
    assertThat(ExportedStreams.read("o,0,60\no,1,20\n").only().offsets()).isEqualTo(OFFSETS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "o,0,60;o,x,20|line 2, column 3: 'x' (expected a partition, 0 or more)",
        "o,0,-1|line 1, column 5: '-1' (expected the next offset to read, 0 or more)",
        "o,0|line 1, column 1: 'o,0' (expected topic,partition,offset, found 2 fields)",
        "g,o,0,1;o,0,1|line 2, column 1: 'o,0,1' (expected group,topic,partition,offset, found 3"
            + " fields)",
        "o,0,1;o,0,2|line 2, column 1: 'o-0' (it is there twice)",
        "g,,0,1|line 1, column 3: '' (expected the name of a topic)",
        "\"o,0,1|line 1, column 1: '\"o,0,1' (the quotes do not end)",
        "\"o\"x,0,1|line 1, column 4: 'x,0,1' (expected a comma behind the quotes)",
        "o,0,99999999999999999999|line 1, column 5: '99999999999999999999' (expected the next offset"
            + " to read, 0 or more)",
      })
  void refusesABadLineByLineAndColumn(String csv, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExportedStreams.read(csv.replace(';', '\n')))
        .withMessage("Invalid offsets: " + message);
  }

  @Test
  void refusesWhatIsNoExport() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ExportedStreams.read(
                    "{\"version\":1,\n \"streams\":[{\"offsets\":{\"o\":{\"x\":1}}}]}"))
        .withMessage(
            "Invalid export: line 2, column 30: 'x' is not a partition (expected the JSON of an export)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExportedStreams.read("{\"version\":1,"))
        .withMessageStartingWith("Invalid export: line 1, column ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExportedStreams.read("{\"version\":2,\"streams\":[]}"))
        .withMessageContaining("version 2 is not known: a newer library wrote it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExportedStreams.read(" "))
        .withMessageContaining("found no line");
  }

  @Test
  void saysWhichStreamsThereAre() {
    ExportedStreams streams = ExportedStreams.of(Arrays.asList(COMMIT, commit("sales")));
    assertThatIllegalStateException()
        .isThrownBy(streams::only)
        .withMessage("Cannot tell which stream is meant: there are 2: 'orders', 'sales'; name one");
    assertThatIllegalStateException()
        .isThrownBy(() -> streams.named("order"))
        .withMessage("Cannot find 'order' in the export: it has 'orders', 'sales'");
  }
}
