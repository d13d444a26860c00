package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that a line of docs/cluster.md has started, and what it prints. */
final class Submitted {

  private final Process process;
  private final Path log;

  Submitted(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  boolean hasFailed() {
    return !process.isAlive() && process.exitValue() != 0;
  }

  int exitStatus() throws Exception {
    assertThat(process.waitFor(120, SECONDS)).as(text()).isTrue();
    return process.exitValue();
  }

  String text() throws IOException {
    return text(log);
  }

  Path log() {
    return log;
  }

  static String text(Path log) throws IOException {
    return Files.exists(log) ? new String(Files.readAllBytes(log), UTF_8) : "";
  }

  void end() {
    process.destroy();
    try {
      if (!process.waitFor(10, SECONDS)) {
        assertThat(process.destroyForcibly()).isNotNull();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
