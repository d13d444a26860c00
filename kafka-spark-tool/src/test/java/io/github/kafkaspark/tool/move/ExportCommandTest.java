package io.github.kafkaspark.tool.move;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.move.ExportedStreams;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.ToolPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {

  private static final TopicOffsets OFFSETS =
      TopicOffsets.empty().withOffset("orders", 0, 17).withOffset("orders", 1, 4);

  @TempDir Path folder;
  private Path offsets;
  private Path file;

  @BeforeEach
  void commit() {
    offsets = folder.resolve("offsets");
    file = folder.resolve("export");
    Ran.commit(offsets, "orders-to-lake", OFFSETS);
  }

  private Ran export(String... more) {
    String[] all = new String[more.length + 3];
    all[0] = "export";
    all[1] = "--store";
    all[2] = offsets.toUri().toString();
    System.arraycopy(more, 0, all, 3, more.length);
    return Ran.of(all);
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }

  private void refused(Ran ran, String text) {
    assertThat(ran.err).isEqualTo("kafka-spark: " + text + "\n");
    assertThat(ran.out).isEmpty();
    assertThat(ran.status).isOne();
  }

  private void wrong(Ran ran, String text) {
    assertThat(ran.err)
        .isEqualTo("kafka-spark: " + text + "; 'kafka-spark export --help' says how to call it\n");
    assertThat(ran.out).isEmpty();
    assertThat(ran.status).isEqualTo(2);
  }

  @Test
  void printsJsonThatTheLibraryReadsBack() {
    Ran ran = export("orders-to-lake");
    assertThat(ran.err).isEmpty();
    assertThat(ran.status).isZero();
    assertThat(ran.out).startsWith("{\"version\":1,").endsWith("}\n").hasLineCount(1);
    try (OffsetStore store = OffsetStores.file(offsets)) {
      assertThat(ExportedStreams.read(ran.out))
          .isEqualTo(ExportedStreams.of(store.latest(StreamId.of("orders-to-lake")).get()));
    }
    assertThat(export("orders-to-lake", "--json").out).isEqualTo(ran.out);
    ToolPage.assertHasFieldsOf("export", ran.out);
  }

  @Test
  void printsCsvForKafkasOwnTool() {
    Ran.commit(offsets, "billing", TopicOffsets.empty().withOffset("bills", 2, 9));
    Ran one = export("orders-to-lake", "--format", "csv");
    Ran all = export("--format=csv");
    assertThat(one.out).isEqualTo("orders,0,17\norders,1,4\n");
    assertThat(all.out)
        .isEqualTo("billing,bills,2,9\norders-to-lake,orders,0,17\norders-to-lake,orders,1,4\n");
    assertThat(one.err + all.err).isEmpty();
  }

  @Test
  void writesANewFileAndReplacesOneOnlyOnPurpose() throws Exception {
    Ran first = export("--output", file.toString());
    assertThat(first.out)
        .startsWith("Exported 1 stream of the ")
        .endsWith(" to " + file + "\n")
        .hasLineCount(1);
    assertThat(text(file)).isEqualTo(export().out);

    refused(
        export("--output", file.toString(), "--format", "csv"),
        "Cannot write " + file + ": it is there; name another file, or add --overwrite");
    assertThat(text(file)).isEqualTo(export().out);

    Ran again = export("--output", file.toString(), "--format", "csv", "--overwrite", "--json");
    assertThat(again.status).as(again.toString()).isZero();
    assertThat(again.out).endsWith("\"format\":\"csv\",\"streams\":[\"orders-to-lake\"]}\n");
    ToolPage.assertHasFieldsOf("export --output", again.out);
    assertThat(text(file)).isEqualTo("orders,0,17\norders,1,4\n");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file, offsets);
    }
  }

  @Test
  void saysWhereItCannotWrite() {
    Path missing = folder.resolve("missing/export");
    refused(
        export("--output", missing.toString()),
        "Cannot write " + missing + ": its folder is not there; make it, or name another file");
    refused(
        export("--output", folder.toString(), "--overwrite"),
        "Cannot write " + folder + ": it is a folder; name a file in it");
    assertThat(missing.getParent()).doesNotExist();
  }

  @Test
  void namesTheNearestStream() {
    Ran ran = export("order-to-lake", "--output", file.toString());
    assertThat(ran.err)
        .startsWith("kafka-spark: Cannot find stream 'order-to-lake': nothing is stored for it")
        .endsWith(": it has 'orders-to-lake'\n");
    assertThat(ran.status).isOne();
    assertThat(file).doesNotExist();
  }

  @Test
  void exportsAllOrNone() throws Exception {
    Ran.commit(offsets, "billing", OFFSETS);
    try (Stream<Path> files = Files.list(offsets.resolve("billing"))) {
      for (Path each : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Files.write(each, "{".getBytes(UTF_8));
      }
    }
    Ran ran = export("--output", file.toString());
    assertThat(ran.err)
        .startsWith("kafka-spark: Cannot export all streams: Cannot read")
        .endsWith("; export the others by their names\n")
        .hasLineCount(1);
    assertThat(ran.status).isOne();
    assertThat(file).doesNotExist();
    assertThat(export("orders-to-lake").status).isZero();
  }

  @Test
  void neverWritesAFileWithoutAStream() throws Exception {
    Files.createDirectory(folder.resolve("empty"));
    Ran none =
        Ran.of("export", "--store", folder.resolve("empty").toUri().toString(), "--output", "x");
    assertThat(none.err).startsWith("kafka-spark: Cannot export: the ").contains(" has no stream");
    assertThat(none.status).isOne();

    Ran.commit(offsets, "new", TopicOffsets.empty());
    refused(
        export("new", "--format=csv"),
        "Cannot export to CSV: export of 'new' has no offset; --format json has the rest");
    Ran all = export("--format=csv");
    assertThat(all.out).isEqualTo("orders-to-lake,orders,0,17\norders-to-lake,orders,1,4\n");
    assertThat(all.err)
        .isEqualTo("kafka-spark: warning: 'new' {}: it has no offset, so the CSV leaves it out\n");
  }

  @Test
  void makesNoStoreByLooking() {
    Path missing = folder.resolve("missing");
    Ran ran = Ran.of("export", "--store", missing.toUri().toString());
    assertThat(ran.err).startsWith("kafka-spark: Cannot ").contains(missing.toString());
    assertThat(ran.status).isOne();
    assertThat(missing).doesNotExist();
  }

  @Test
  void refusesOptionsThatContradictEachOther() {
    wrong(
        export("--overwrite"),
        "Invalid option: --overwrite without a file (expected --output FILE, too)");
    wrong(
        export("--json", "--format=csv"),
        "Invalid format: both --json and --format csv (expected one, or --output FILE for the CSV)");
    assertThat(export("--format=xml").status).isEqualTo(2);
    assertThat(export("--format=xml").err).contains("'xml'").contains("json, csv");
  }
}
