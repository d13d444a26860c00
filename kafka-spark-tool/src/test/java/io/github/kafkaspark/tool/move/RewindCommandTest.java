package io.github.kafkaspark.tool.move;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.tool.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code rewind} and {@code adopt} refuse before any broker is asked. */
class RewindCommandTest {

  @TempDir Path folder;

  @BeforeEach
  void commit() {
    Ran.commit(
        folder.resolve("offsets"),
        "orders-to-lake",
        TopicOffsets.empty().withOffset("orders", 0, 3));
  }

  private Ran run(String command, String... more) {
    List<String> all =
        new ArrayList<>(
            Arrays.asList(
                command,
                "--store",
                folder.resolve("offsets").toUri().toString(),
                "--bootstrap-server",
                "127.0.0.1:1",
                "--timeout",
                "2s"));
    all.addAll(Arrays.asList(more));
    return Ran.of(all.toArray(new String[0]));
  }

  private Ran rewind(String... more) {
    return run("rewind", more);
  }

  private static void assertUsage(Ran ran, String text) {
    assertThat(ran.err).startsWith("kafka-spark: ").contains(text).hasLineCount(1);
    assertThat(ran.out).isEmpty();
    assertThat(ran.status).isEqualTo(2);
  }

  private static void assertRefused(Ran ran, String text) {
    assertThat(ran.err).startsWith("kafka-spark: " + text).hasLineCount(1);
    assertThat(ran.out).isEmpty();
    assertThat(ran.status).isOne();
  }

  @Test
  void wantsExactlyOneTarget() {
    assertUsage(rewind("orders-to-lake"), "--to-earliest");
    assertUsage(rewind("orders-to-lake", "--to-earliest", "--to-latest"), "mutually exclusive");
    assertUsage(
        rewind("orders-to-lake", "--to-offset=3", "--shift-by", "-3"), "mutually exclusive");
    assertUsage(rewind("--to-earliest"), "Missing a stream");
  }

  @Test
  void refusesADatetimeWithoutAZone() {
    assertUsage(
        rewind("orders-to-lake", "--to-datetime", "2026-11-30T00:00:00"),
        "Invalid datetime: '2026-11-30T00:00:00' (expected a zone too, such as"
            + " 2026-11-30T00:00:00Z for UTC, or 2026-11-30T00:00:00+01:00)");
    assertUsage(
        rewind("orders-to-lake", "--to-datetime", "yesterday"),
        "Invalid datetime: 'yesterday' (expected date, time and zone, such as");
  }

  @Test
  void refusesValuesThatCannotBe() {
    assertUsage(rewind("orders-to-lake", "--by-duration", "6"), "Invalid duration: '6' (expected");
    assertUsage(rewind("orders-to-lake", "--by-duration", "PT-6H"), "Invalid duration: ");
    assertUsage(rewind("orders-to-lake", "--to-offset", "-1"), "Invalid offset: '-1'");
    assertUsage(rewind("orders-to-lake", "--to-sequence", "0"), "Invalid sequence: '0'");
    assertUsage(
        rewind("orders-to-lake", "--to-latest", "--topic", "orders:a"),
        "Invalid topic: 'orders:a' (expected its name, and partitions, as orders:0,1)");
    assertUsage(
        rewind("orders-to-lake", "--to-latest", "--topic", "orders", "--all-topics"),
        "Invalid topics: both --all-topics and --topic orders (expected one)");
  }

  @Test
  void namesTheNearestStreamAndMakesNoStore() {
    assertRefused(
        rewind("orders-to-lakes", "--to-latest"),
        "Cannot rewind 'orders-to-lakes': nothing is stored");
    assertRefused(
        run("adopt", "orders-to-lakes"), "Cannot find stream 'orders-to-lakes': nothing is");
    assertThat(rewind("orders-to-lakes", "--to-latest").err).contains("'orders-to-lake'");
    Path typo = folder.resolve("typo");
    for (String execute : new String[] {"--execute", "--fence"}) {
      Ran ran =
          rewind("orders-to-lake", "--to-latest", execute, "--store", typo.toUri().toString());
      assertThat(ran.status).isNotZero();
      assertThat(typo).doesNotExist();
    }
    Ran missing =
        Ran.of(
            "rewind",
            "orders",
            "--to-latest",
            "--execute",
            "--bootstrap-server=127.0.0.1:1",
            "--store",
            typo.toUri().toString());
    assertThat(missing.err).contains("there is no such directory");
    assertThat(missing.status).isOne();
    assertThat(typo).doesNotExist();
  }

  @Test
  void endsWithinTheTimeIfTheBrokersAreDown() {
    assertRefused(rewind("orders-to-lake", "--to-latest"), "Cannot ");
    assertThat(rewind("orders-to-lake", "--to-latest", "--execute").err)
        .contains("127.0.0.1:1")
        .hasLineCount(1);
  }

  @Test
  void namesTheLineOfAFileThatIsBad() throws IOException {
    Path file = folder.resolve("offsets.csv");
    Files.write(file, "orders,0,1\norders,one,2\n".getBytes(UTF_8));
    assertRefused(
        rewind("orders-to-lake", "--from-file", file.toString()), "Cannot read " + file + ": ");
    assertThat(rewind("orders-to-lake", "--from-file", file.toString()).err).contains("line 2");
    assertRefused(
        rewind("orders-to-lake", "--from-file", folder.resolve("none").toString()), "Cannot read ");
  }

  @Test
  void adoptsNothingThatNobodyHasMoved() {
    assertRefused(
        run("adopt", "orders-to-lake"),
        "Cannot adopt 'orders-to-lake': no other program has moved it in the ");
  }
}
