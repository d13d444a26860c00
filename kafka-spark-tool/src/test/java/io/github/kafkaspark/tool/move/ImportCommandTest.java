package io.github.kafkaspark.tool.move;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.tool.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anybody asks the brokers. */
class ImportCommandTest {

  @TempDir Path folder;
  private Path offsets;
  private Path file;

  @BeforeEach
  void commit() {
    offsets = folder.resolve("offsets");
    file = folder.resolve("file");
    Ran.commit(offsets, "orders-to-lake", TopicOffsets.empty().withOffset("orders", 0, 17));
  }

  private Ran run(String stream, String... more) {
    String[] all = new String[more.length + 6];
    all[0] = "import";
    all[1] = stream;
    all[2] = "--store";
    all[3] = offsets.toUri().toString();
    all[4] = "--bootstrap-server";
    all[5] = "127.0.0.1:1";
    System.arraycopy(more, 0, all, 6, more.length);
    return Ran.of(all);
  }

  private void refusesFile(String text, String why) throws IOException {
    Files.write(file, text.getBytes(UTF_8));
    Ran ran = run("orders-to-lake", "--from-file", file.toString(), "--execute", "--fence");
    assertThat(ran.err).isEqualTo("kafka-spark: Cannot " + why + "\n");
    assertThat(ran.out).isEmpty();
    assertThat(ran.status).isOne();
  }

  private static void wrong(Ran ran, String text) {
    assertThat(ran.err)
        .isEqualTo("kafka-spark: " + text + "; 'kafka-spark import --help' says how to call it\n");
    assertThat(ran.status).isEqualTo(2);
  }

  @Test
  void namesLineAndColumnOfABadLine() throws Exception {
    refusesFile(
        "orders,0,17\norders,1,x\n",
        "read "
            + file
            + ": Invalid offsets: line 2, column 10: 'x' (expected the next offset to read, 0 or more)");
    refusesFile(
        "orders,0,17\norders,0,4\n",
        "read " + file + ": Invalid offsets: line 2, column 1: 'orders-0' (it is there twice)");
  }

  @Test
  void refusesAnEmptyFileAndOneOfAnotherFormat() throws Exception {
    refusesFile(
        "",
        "read "
            + file
            + ": Invalid offsets: line 1, column 1: '' (expected topic,partition,offset, found no"
            + " line)");
    refusesFile(
        "name: orders\n",
        "read "
            + file
            + ": Invalid offsets: line 1, column 1: 'name: orders' (expected topic,partition,offset,"
            + " found 1 fields)");
    Files.write(file, "{\"orders\":{\"0\":17}}".getBytes(UTF_8));
    Ran json = run("orders-to-lake", "--from-file", file.toString());
    assertThat(json.err)
        .startsWith("kafka-spark: Cannot read " + file + ": Invalid export: ")
        .endsWith(" (expected the JSON of an export)\n");
    assertThat(json.status).isOne();
  }

  @Test
  void saysThatAFileOrACheckpointIsNotThere() {
    Ran none = run("orders-to-lake", "--from-file", file.toString());
    assertThat(none.err)
        .isEqualTo(
            "kafka-spark: Cannot read " + file + ": there is no such file; check its path\n");
    assertThat(none.status).isOne();
    Ran folder = run("orders-to-lake", "--from-file", file.getParent().toString());
    assertThat(folder.err)
        .isEqualTo(
            "kafka-spark: Cannot read " + file.getParent() + ": it is a folder; give a file\n");
    assertThat(folder.status).isOne();
    Ran checkpoint = run("orders-to-lake", "--from-checkpoint", file.toString());
    assertThat(checkpoint.err)
        .isEqualTo(
            "kafka-spark: Invalid checkpoint: '"
                + file
                + "' (expected the folder of a query's checkpoint): there is no such folder\n");
    assertThat(checkpoint.status).isOne();
    assertThat(file).doesNotExist();
  }

  @Test
  void wantsTheNameOfOneOfSeveralStreams() throws Exception {
    String both = "a,orders,0,17\nb,orders,0,18\n";
    refusesFile(
        both, "take " + file + ": Cannot find 'orders-to-lake' in the export: it has 'a', 'b'");
    Ran other = run("orders-to-lake", "--from-file", file.toString(), "--from-stream", "c");
    assertThat(other.err).contains("Cannot find 'c' in the export: it has 'a', 'b'");
    Ran brokers =
        run("orders-to-lake", "--from-file", file.toString(), "--from-stream=b", "--timeout=2s");
    assertThat(brokers.err).contains("127.0.0.1:1").doesNotContain("in the export");
    assertThat(brokers.status).isOne();
  }

  @Test
  void makesAStreamOnlyOnPurpose() throws Exception {
    Files.write(file, "orders,0,17\n".getBytes(UTF_8));
    Ran ran = run("order-to-lake", "--from-file", file.toString(), "--execute");
    assertThat(ran.err)
        .startsWith("kafka-spark: Cannot import into 'order-to-lake': nothing is stored for it")
        .endsWith("it has 'orders-to-lake'; or make it by --create\n");
    assertThat(ran.status).isOne();
    assertThat(offsets.resolve("order-to-lake")).doesNotExist();
  }

  @Test
  void refusesOptionsThatContradictEachOther() {
    Ran two = run("orders-to-lake", "--from-file", "x", "--from-group", "y");
    assertThat(two.err).contains("mutually exclusive");
    assertThat(two.status).isEqualTo(2);
    Ran none = run("orders-to-lake");
    assertThat(none.err).contains("--from-file");
    assertThat(none.status).isEqualTo(2);
    wrong(
        run("orders-to-lake", "--from-group", "g", "--from-stream", "a"),
        "Invalid option: --from-stream without a file (expected --from-file FILE, too)");
    wrong(
        run("orders-to-lake", "--from-group", " "),
        "Invalid group: ' ' (expected the name of a consumer group)");
  }
}
