package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the run scripts build and say, and what they hand on, with a Maven and a JDK of straw. */
@Timeout(120)
class RunProgramIT {

  private static final String SOURCES = "src/main/java/io/github/kafkaspark/";

  @TempDir Path root;

  @BeforeEach
  void layOut() throws IOException {
    for (String file :
        new String[] {"build/run-program", "build/steps", ".ci/read-rows", "matrix/rows"}) {
      Path copy = root.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(DocsPages.ROOT.toAbsolutePath().resolve(file), copy);
      Files.setPosixFilePermissions(copy, fromString("rwxr-xr-x"));
    }
    write("pom.xml", "<jvm.opens>--add-opens=a/b=ALL-UNNAMED</jvm.opens>\n");
    write("matrix/pom.xml", "");
    write("build/programs/pom.xml", "");
    write("kafka-spark-core/" + SOURCES + "Core.java", "");
    write("kafka-spark-core/src/test/java/io/github/kafkaspark/testing/Kit.java", "");
    for (String part :
        new String[] {
          "crash/StoreAndSink",
          "store/file/MiniHdfs",
          "store/file/MiniHdfsMain",
          "store/jdbc/TestPostgres"
        }) {
      write("kafka-spark-offsets/src/test/java/io/github/kafkaspark/offsets/" + part + ".java", "");
    }
    write("kafka-spark-examples/pom.xml", "");
    write("kafka-spark-jobs/" + SOURCES + "jobs/OfAnotherJava.java", "");
    write("kafka-spark-examples/src/main/resources/log4j.properties", "");
    write(
        "kafka-spark-examples/" + SOURCES + "examples/Shown.java",
        "/** Shows. */\nclass Shown { public static void main(String[] args) {} }\n");
    maven("0");
    program(
        "bin/java",
        "if [ \"$1\" = -version ]; then echo 'version \"17\"' >&2; exit; fi",
        "while [ \"$1\" != -cp ]; do shift; done",
        "echo \"class path: $2\"; shift 2",
        "for each in \"$@\"; do echo \"<$each>\"; done");
    program("bin/javac", "echo compiled >> " + root.resolve("compiled"));
    FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Path unused = Files.setLastModifiedTime(path, before);
      }
    }
  }

  /** Writes a class path, prints as Maven does where it takes its output for a terminal. */
  private void maven(String status) throws IOException {
    program(
        "bin/mvn",
        "printf '[\\033[1;31mERROR\\033[m] no such artifact\\033[0m\\n'",
        "for each in \"$@\"; do case $each in -Dmdep.outputFile=*)",
        "mkdir -p \"$(dirname \"${each#*=}\")\"; echo jars > \"${each#*=}\";; esac; done",
        "exit " + status);
  }

  private void program(String file, String... lines) throws IOException {
    write(file, "#!/usr/bin/env bash\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(root.resolve(file), fromString("rwxr-xr-x"));
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, text.getBytes(UTF_8));
  }

  private RunScript run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(Arrays.asList("bash", root.resolve("build/run-program").toString()));
    command.add("example");
    Collections.addAll(command, arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", root.toString());
    builder
        .environment()
        .merge("PATH", root.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
    builder.environment().keySet().removeAll(Arrays.asList("CLASSPATH", "JAVA_OPTS"));
    RunScript output = RunScript.of(builder);
    assertThat(output.toString()).doesNotContain("\033");
    return output;
  }

  private List<String> handedOn(String... arguments) throws Exception {
    RunScript output = run(arguments);
    assertThat(output.status).as(output.toString()).isZero();
    return output.lines.subList(
        output.lines.indexOf("<io.github.kafkaspark.examples.Shown>"), output.lines.size());
  }

  @Test
  void saysWhatItDoesAndDoesItOnce() throws Exception {
    RunScript first = run("Shown");
    RunScript second = run("Shown");

    assertThat(first.status).as(first.toString()).isZero();
    assertThat(first.lines)
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo("Getting ready; the first time, Maven downloads Spark and Kafka"),
            line -> assertThat(line).isEqualTo("  Looking up what the examples need"),
            line -> assertThat(line).isEqualTo("  Compiling the library and the programs"),
            line -> assertThat(line).matches("Ready after \\d+ s"),
            line -> assertThat(line).matches("class path: .*/spark-asm.jar:.*/classes:jars"),
            line -> assertThat(line).isEqualTo("<io.github.kafkaspark.examples.Shown>"));
    assertThat(second.lines).isEqualTo(first.lines.subList(4, 6));
    assertThat(Files.readAllLines(root.resolve("compiled"))).hasSize(1);
    assertThat(root.resolve("build/programs/target/sources"))
        .content()
        .contains("Core.java", "Kit.java", "Shown.java")
        .doesNotContain("OfAnotherJava");
  }

  @Test
  void compilesAgainWhatHasChanged() throws Exception {
    assertThat(run("Shown").status).isZero();
    Path source = root.resolve("kafka-spark-core/" + SOURCES + "Core.java");
    Path unused =
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofHours(1))));

    assertThat(run("Shown").lines)
        .contains("  Compiling the library and the programs")
        .doesNotContain("  Looking up what the examples need");
    assertThat(Files.readAllLines(root.resolve("compiled"))).hasSize(2);
  }

  @Test
  void saysWhyItCannotBuild() throws Exception {
    maven("1");

    RunScript output = run("Shown");

    assertThat(output.status).isEqualTo(1);
    assertThat(output.lines).hasSize(4);
    assertThat(output.lines.get(2)).matches("run: this has failed; .*/run.log has all of it:");
    assertThat(output.lines.get(3)).isEqualTo("[ERROR] no such artifact");
  }

  @Test
  void takesItsOptionsInAnyPlaceAndHandsOnTheRest() throws Exception {
    String name = "<io.github.kafkaspark.examples.Shown>";
    String other = "matrix/target/run-3.5.7/spark-asm.jar";

    assertThat(run("--spark", "3.5.7", "Shown").toString()).contains(other);
    assertThat(run("Shown", "--spark=3.5.7").toString()).contains(other);
    assertThat(run("Shown").toString()).doesNotContain(other);
    assertThat(handedOn("--spark", "3.5.7", "Shown", "a b", "-c"))
        .containsExactly(name, "<a b>", "<-c>");
    assertThat(handedOn("Shown", "a", "--spark", "3.5.7", "c")).containsExactly(name, "<a>", "<c>");
    assertThat(handedOn("Shown", "a", "--", "--spark", "c", "-h"))
        .containsExactly(name, "<a>", "<--spark>", "<c>", "<-h>");
    assertThat(handedOn("--", "Shown", "--help")).containsExactly(name, "<--help>");
    assertThat(handedOn("Shown", "a", "-h")).containsExactly(name, "<--help>");
  }

  @Test
  void refusesWhatItDoesNotKnow() throws Exception {
    RunScript option = run("--sparc", "3.5.7", "Shown");
    RunScript version = run("Shown", "--spark");
    RunScript name = run("--spark", "3.5.7");

    for (RunScript each : new RunScript[] {option, version, name}) {
      assertThat(each.status).isEqualTo(2);
      assertThat(each.lines.get(1)).startsWith("usage: kafka-spark-examples/run ");
    }
    assertThat(option.lines.get(0)).isEqualTo("run: there is no option '--sparc'");
    assertThat(version.lines.get(0)).isEqualTo("run: --spark wants a version");
    assertThat(name.lines.get(0))
        .isEqualTo("run: which example? kafka-spark-examples/run lists them");
  }
}
