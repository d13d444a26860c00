package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolTest {

  @TempDir Path folder;

  @Test
  void wantsACommand() {
    Ran ran = Ran.of();
    assertThat(ran.err)
        .isEqualTo(
            "kafka-spark: Missing required subcommand; 'kafka-spark --help' says how to call it\n");
    assertThat(ran.status).isEqualTo(2);
  }

  @Test
  void namesTheCommandThatSomebodyMayHaveMeant() {
    Ran ran = Ran.of("stream");
    assertThat(ran.err)
        .isEqualTo(
            "kafka-spark: Unmatched argument at index 0: 'stream' (did you mean 'streams'?);"
                + " 'kafka-spark --help' says how to call it\n");
    assertThat(ran.status).isEqualTo(2);
  }

  @Test
  void refusesAnUnknownOption() {
    Ran ran = Ran.of("streams", "--stores", "file:/x");
    assertThat(ran.err).startsWith("kafka-spark: Unknown option").hasLineCount(1);
    assertThat(ran.status).isEqualTo(2);
  }

  @Test
  void refusesATimeWithoutAUnit() {
    Ran ran = Ran.of("streams", "--store", "file:/x", "--timeout", "5");
    assertThat(ran.err).contains("Invalid time: '5' (expected 1s to 1h, such as 30s or 2min)");
    assertThat(ran.status).isEqualTo(2);
  }

  @Test
  void takesNoPasswordFromTheCommandLine() {
    for (String store :
        new String[] {
          "jdbc:postgresql://host/db?user=job&password=hidden",
          "--store=jdbc:postgresql://job:hidden@host/db",
          "mirrored:file:/x|jdbc:oracle:thin:job/hidden@//host/db"
        }) {
      Ran ran = Ran.of("streams", "--store", store);
      assertThat(ran.err)
          .startsWith("kafka-spark: Cannot take a password from the command line")
          .contains("KAFKA_SPARK_STORE")
          .doesNotContain("hidden");
      assertThat(ran.status).isEqualTo(2);
    }
  }

  @Test
  void takesAPasswordFromAFileOfArguments() throws Exception {
    Path file = folder.resolve("prod");
    Files.write(file, "--store=jdbc:none://host/db?password=hidden".getBytes(UTF_8));
    Ran ran = Ran.of("streams", "@" + file);
    assertThat(ran.err)
        .startsWith("kafka-spark: Cannot open jdbc:none://host/db")
        .contains("there is no JDBC driver for it; put the driver's jar into drivers/")
        .doesNotContain("hidden");
    assertThat(ran.status).isOne();
  }

  @Test
  void saysWhatHdfsWants() {
    Ran ran = Ran.of("streams", "--store", "hdfs://namenode/offsets");
    assertThat(ran.err)
        .isEqualTo(
            "kafka-spark: Cannot open hdfs://namenode/offsets: Hadoop's jars are missing; set"
                + " HADOOP_CLASSPATH, on a host of the cluster by export"
                + " HADOOP_CLASSPATH=$(hadoop classpath)\n");
    assertThat(ran.status).isOne();
  }

  @Test
  void takesTheBrokersOfAPrefixFromTheirOption() {
    Ran alone = Ran.of("streams", "--store", "kafka:spark-offsets-");
    assertThat(alone.err)
        .startsWith(
            "kafka-spark: Invalid store: 'kafka:spark-offsets-' (expected the brokers too: add"
                + " --bootstrap-server HOST:PORT)");
    assertThat(alone.status).isEqualTo(2);
    Ran both =
        Ran.of(
            "streams",
            "--store=kafka:spark-offsets-",
            "--bootstrap-server=localhost:1",
            "--timeout=2s");
    assertThat(both.err)
        .startsWith("kafka-spark: Cannot list the streams")
        .contains("localhost:1 refuses the connection")
        .hasLineCount(1);
    assertThat(both.status).isOne();
  }

  @Test
  void letsNoTextSteerTheTerminal() {
    Ran ran = Ran.of("streams", "--store", "file:/nowhere\u001b[31m");
    assertThat(ran.err).contains("/nowhere\uFFFD[31m").doesNotContain("\u001b");
    assertThat(ran.status).isEqualTo(2);
  }

  @Test
  void hasColoursOnATerminalAlone() {
    Ran.commit(folder, "orders", TopicOffsets.empty().withOffset("orders", 0, 1));
    String[] args = {"streams", "--store", folder.toUri().toString()};
    Map<String, String> terminal = new HashMap<>();
    assertThat(Ran.with(terminal, args).out).doesNotContain("\u001b");
    terminal.put("KAFKA_SPARK_TERMINAL", "out err");
    assertThat(Ran.with(terminal, args).out).contains("\u001b");
    String[] plain = Arrays.copyOf(args, args.length + 1);
    plain[args.length] = "--no-color";
    assertThat(Ran.with(terminal, plain).out).doesNotContain("\u001b");
    terminal.put("NO_COLOR", "1");
    assertThat(Ran.with(terminal, args).out).doesNotContain("\u001b");
  }

  @Test
  void givesHelpThatFits() {
    Ran ran = Ran.with(Collections.singletonMap("COLUMNS", "60"), "show", "--help");
    assertThat(ran.out).startsWith("Usage: kafka-spark show ");
    assertThat(ran.out.split("\n")).allMatch(line -> line.length() <= 60);
    assertThat(ran.status).isZero();
  }

  @Test
  void tellsItsVersions() {
    assertThat(Ran.of("--version").out).contains("kafka-clients 3.9");
  }
}
