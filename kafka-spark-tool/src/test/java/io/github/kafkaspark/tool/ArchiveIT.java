package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.tool.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packed command, as a shell runs it. */
@Timeout(120)
class ArchiveIT {

  private static final Path HOME = Paths.get(System.getProperty("kafkaspark.tool.folder"));

  @TempDir Path folder;

  private ShellRun run(Path program, Map<String, String> environment, String... args)
      throws Exception {
    return ShellRun.of(program, folder, environment, args);
  }

  private static Path program() {
    return HOME.resolve("bin/kafka-spark");
  }

  @Test
  void listsStreamsByALinkToIt() throws Exception {
    Ran.commit(
        folder.resolve("offsets"), "orders", TopicOffsets.empty().withOffset("orders", 0, 1));
    Path link = Files.createSymbolicLink(folder.resolve("kafka spark"), program());
    String store = folder.resolve("offsets").toUri().toString();
    ShellRun ended = run(link, Collections.singletonMap("KAFKA_SPARK_STORE", store), "streams");
    assertThat(ended.out).contains("orders  ").doesNotContain("\u001b");
    assertThat(ended.err).isEmpty();
    assertThat(ended.status).isZero();
  }

  @Test
  void givesHelpAndStatus2WithoutACommand() throws Exception {
    ShellRun help = run(program(), Collections.singletonMap("NO_COLOR", "1"), "--help");
    assertThat(help.out).startsWith("Usage: kafka-spark ").contains("start-offsets");
    assertThat(help.status).isZero();
    ShellRun none = run(program(), Collections.emptyMap());
    assertThat(none.err).startsWith("kafka-spark: Missing required subcommand");
    assertThat(none.status).isEqualTo(2);
  }

  @Test
  void namesAJavaThatIsBroken() throws Exception {
    ShellRun ended =
        run(program(), Collections.singletonMap("JAVA_HOME", folder.toString()), "--version");
    assertThat(ended.err)
        .isEqualTo(
            "kafka-spark: Cannot run Java: there is no "
                + folder
                + "/bin/java; set JAVA_HOME to the folder of a Java 8 or newer, or unset it\n");
    assertThat(ended.status).isOne();
    ShellRun none = run(program(), Collections.singletonMap("PATH", tools()), "--version");
    assertThat(none.err)
        .isEqualTo(
            "kafka-spark: Cannot find Java: there is no java on the PATH; install Java 8 or newer, or"
                + " set JAVA_HOME\n");
    assertThat(none.status).isOne();
  }

  /** What the script uses, and no Java. */
  private String tools() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String name : new String[] {"dirname", "readlink", "cut", "stty", "sh"}) {
      for (String bin : new String[] {"/usr/bin", "/bin"}) {
        Path tool = Paths.get(bin, name);
        if (Files.exists(tool) && !Files.exists(tools.resolve(name))) {
          Path unused = Files.createSymbolicLink(tools.resolve(name), tool);
        }
      }
    }
    return tools.toString();
  }

  @Test
  void saysWhereADriverGoes() throws Exception {
    ShellRun ended =
        run(program(), Collections.emptyMap(), "streams", "--store", "jdbc:none://host/db");
    assertThat(ended.err)
        .isEqualTo(
            "kafka-spark: Cannot open jdbc:none://host/db: there is no JDBC driver for it; put the"
                + " driver's jar into "
                + HOME.toRealPath()
                + "/drivers\n");
    assertThat(ended.status).isOne();
  }

  @Test
  void completesItsCommandsAndOptionsInBash() throws Exception {
    Path script = folder.resolve("complete");
    Files.write(
        script,
        ("#!/bin/bash\n"
                + "source '"
                + HOME.resolve("completion/kafka-spark")
                + "'\n"
                + "COMP_WORDS=(kafka-spark str) COMP_CWORD=1\n"
                + "_complete_kafka-spark\n"
                + "echo \"${COMPREPLY[@]}\"\n"
                + "COMP_WORDS=(kafka-spark streams --sto) COMP_CWORD=2\n"
                + "_complete_kafka-spark\n"
                + "echo \"${COMPREPLY[@]}\"\n")
            .getBytes(UTF_8));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    ShellRun ended = run(script, Collections.emptyMap());
    assertThat(ended.out).as(ended.err).isEqualTo("streams\n--store\n");
  }

  @Test
  void hasAManPageForEachCommandAndNoSpark() throws Exception {
    for (String command : new Tool(Console.ofProcess()).commandLine().getSubcommands().keySet()) {
      assertThat(ShellRun.text(HOME.resolve("man/man1/kafka-spark-" + command + ".1")))
          .contains(".SH NAME\nkafka\\-spark\\-" + command.replace("-", "\\-") + " \\- ");
    }
    try (Stream<Path> jars = Files.list(HOME.resolve("lib"))) {
      List<String> names =
          jars.map(jar -> jar.getFileName().toString()).collect(Collectors.toList());
      String notice = ShellRun.text(HOME.resolve("NOTICE"));
      assertThat(names)
          .noneMatch(name -> name.matches("(spark|scala|hadoop)-.*"))
          .allMatch(name -> notice.contains(name.replaceFirst("-\\d.*", "")));
    }
    assertThat(HOME.resolve("LICENSE")).isNotEmptyFile();
    assertThat(HOME.resolve("drivers")).isDirectory();
  }
}
