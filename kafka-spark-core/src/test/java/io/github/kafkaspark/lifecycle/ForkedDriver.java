package io.github.kafkaspark.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A main class in a JVM of its own, like this one. */
final class ForkedDriver implements AutoCloseable {

  private final Process process;
  private final Path folder;
  private final String pid;

  private ForkedDriver(Process process, Path folder) throws IOException {
    this.process = process;
    this.folder = folder;
    this.pid =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
  }

  static ForkedDriver start(Class<?> main, Path folder, String... arguments) throws IOException {
    return start(Collections.emptyList(), main, folder, arguments);
  }

  /** A driver whose log takes nothing. */
  static ForkedDriver silent(Class<?> main, Path folder, String... arguments) throws IOException {
    Path log4j1 = folder.resolve("log4j1.properties");
    // Without an appender Spark would configure a log of its own.
    Files.write(
        log4j1,
        Arrays.asList(
            "log4j.rootLogger=OFF, none",
            "log4j.appender.none=org.apache.log4j.varia.NullAppender"));
    Path log4j2 = folder.resolve("log4j2.properties");
    Files.write(
        log4j2,
        Arrays.asList(
            "rootLogger.level=off",
            "rootLogger.appenderRef.none.ref=none",
            "appender.none.type=Null",
            "appender.none.name=none"));
    List<String> options =
        Arrays.asList(
            "-Dlog4j.configuration=" + log4j1.toUri(),
            "-Dlog4j.configurationFile=" + log4j2,
            "-Dlog4j2.configurationFile=" + log4j2);
    return start(options, main, folder, arguments);
  }

  private static ForkedDriver start(
      List<String> options, Class<?> main, Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    // The shell says its own process id and becomes the driver: Java 8 tells no process ids.
    command.addAll(Arrays.asList("sh", "-c", "echo $$; exec \"$@\" >>driver.log 2>&1", "driver"));
    command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:"))
        .forEach(command::add);
    command.add("-Xmx700m");
    command.addAll(options);
    command.add(main.getName());
    command.addAll(Arrays.asList(arguments));
    // It logs to a file there, and not into that of this JVM.
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new ForkedDriver(builder.start(), folder);
  }

  void kill(String signal) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  int exitStatus() throws Exception {
    assertThat(process.waitFor(120, SECONDS)).as(log()).isTrue();
    return process.exitValue();
  }

  /** What it printed, and what it logged. */
  String log() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : new Path[] {folder.resolve("driver.log"), TestLog.in(folder)}) {
      if (Files.exists(file)) {
        text.append(new String(Files.readAllBytes(file), UTF_8));
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    assertThat(process.destroyForcibly()).isNotNull();
  }
}
