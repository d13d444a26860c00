package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A run of a program in a process of its own: what it has printed, and its status. */
final class ShellRun {

  /** All that it printed as the answer. */
  final String out;

  /** All that it printed beside the answer. */
  final String err;

  /** Its exit status. */
  final int status;

  private ShellRun(String out, String err, int status) {
    this.out = out;
    this.err = err;
    this.status = status;
  }

  /**
   * Runs a program in a folder, with the Java of this JVM on its {@code PATH}, and nothing else
   * that the command reads but these variables.
   */
  static ShellRun of(Path program, Path folder, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(Arrays.asList(args));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeAll(
            Arrays.asList(
                "JAVA_HOME", "HADOOP_CLASSPATH", "KAFKA_SPARK_STORE", "KAFKA_SPARK_OPTS"));
    builder.environment().put("PATH", java().getParent() + ":/usr/bin:/bin");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new ShellRun(text(out), text(err), process.exitValue());
  }

  /** The {@code java} of this JVM. */
  static Path java() {
    return Paths.get(System.getProperty("java.home"), "bin", "java");
  }

  static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }

  @Override
  public String toString() {
    return "status " + status + "\n" + out + "\n" + err;
  }
}
