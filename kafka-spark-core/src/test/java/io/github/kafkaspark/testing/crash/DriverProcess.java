package io.github.kafkaspark.testing.crash;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The JVM of a driver, with this JVM's class path. */
final class DriverProcess {

  private static final int SHOWN = 4_000;

  private final Process process;
  private final Path log;

  private DriverProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static DriverProcess start(Path folder, Path settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:"))
        .forEach(command::add);
    command.addAll(Arrays.asList("-Xmx1g", CrashDriver.class.getName(), settings.toString()));
    Path log = folder.resolve("driver.log");
    // It logs to a file there, and not into that of this JVM.
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    // A class path can be longer than a command line may be.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new DriverProcess(builder.start(), log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it has ended by itself within this time. */
  boolean endsWithin(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Sends it the signal 9, and waits until it is gone. */
  void kill() throws InterruptedException {
    int unused = process.destroyForcibly().waitFor();
  }

  /** The end of what it has printed. */
  String said() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(SHOWN, file.length())];
      file.seek(file.length() - end.length);
      file.readFully(end);
      return log + " ends with:\n" + new String(end, StandardCharsets.UTF_8);
    }
  }
}
