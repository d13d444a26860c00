package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;

/** What has been logged since a moment, whatever the logging library: the tests log to a file. */
public final class TestLog {

  private static final Path FILE = Paths.get("target", "tests.log");

  private final int from = lines().size();

  private TestLog() {}

  /** What is logged from now on. */
  public static TestLog sinceNow() {
    return new TestLog();
  }

  /** The warnings that contain this text. */
  public List<String> warnings(String text) {
    return lines(text).stream().filter(l -> l.startsWith("WARN")).collect(Collectors.toList());
  }

  /** The lines that contain this text. */
  public List<String> lines(String text) {
    List<String> lines = lines();
    return lines.subList(from, lines.size()).stream()
        .filter(line -> line.contains(text))
        .collect(Collectors.toList());
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(FILE, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
