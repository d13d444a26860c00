package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What came of a script with some arguments, as a person types them. */
public final class RunScript {

  public final int status;
  public final List<String> lines;

  private RunScript(int status, List<String> lines) {
    this.status = status;
    this.lines = lines;
  }

  /** {@code run} of the module under test. */
  public static RunScript run(String... arguments) throws IOException, InterruptedException {
    return script("run", arguments);
  }

  /** A script whose path begins at the module under test. */
  static RunScript script(String path, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Arrays.asList("bash", path));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    return of(builder.directory(new File(System.getProperty("basedir", "."))));
  }

  /** What comes of this process, its errors among the rest. */
  static RunScript of(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      List<String> lines = output.lines().collect(Collectors.toList());
      return new RunScript(process.waitFor(), lines);
    }
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
