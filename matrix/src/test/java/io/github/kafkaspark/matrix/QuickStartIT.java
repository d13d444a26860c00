package io.github.kafkaspark.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job, end to end, in a JVM of its own. */
class QuickStartIT {

  @Test
  @Timeout(180)
  void losesNoRecord(@TempDir Path folder) throws Exception {
    assertThat(run("QuickStart", folder))
        .anyMatch(
            line ->
                line.matches(
                    "QuickStart: OK, produced 12500, lost 0, repeated \\d+, resumed from \\d+"));
  }

  /** What an example prints, which must have ended well. */
  static List<String> run(String example, Path folder) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("kafkaspark."))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(
        Arrays.asList(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1", // Its life is short.
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "io.github.kafkaspark.examples." + example));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      List<String> lines = output.lines().collect(Collectors.toList());
      assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
      return lines;
    }
  }
}
