package io.github.kafkaspark.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.jobs.definition.JobsFile;
import io.github.kafkaspark.jobs.definition.JobsFileException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * A SPARK_HOME whose spark-submit is a real child, which writes down what it gets and then does
 * what its job's first argument says; and a jobs file for it.
 */
final class FakeSpark {

  static final String SECRET = "s3cr3t-of-the-file";

  private static final String SPARK_SUBMIT =
      """
      #!/usr/bin/env bash
      home=$(cd "$(dirname "$0")/.." && pwd)
      printf '%s\\n' "$@" > "$home/arguments"
      while [[ $1 == --* ]]; do
        [ "$1" = --properties-file ] && settings=$2
        shift 2
      done
      shift # The jar.
      cp -p "$settings" "$home/settings"
      sed -n 's/^spark.kafkaspark.jobs.run=//p' "$settings" >> "$home/submits"
      trap 'exit 143' TERM
      case $1 in
        runs)
          echo "INFO Connected to Spark cluster with app ID app-20260101000000-0001"
          until [ -e "$2" ]; do sleep 0.02; done
          rm "$2"
          exit "$3"
          ;;
        late)
          until [ -e "$home/begin" ]; do sleep 0.02; done
          [ -e "$2" ] && exit 1 # As GracefulStop refuses it.
          echo "INFO Connected to Spark cluster with app ID app-20260101000000-0001"
          until [ -e "$2" ]; do sleep 0.02; done
          rm "$2"
          ;;
        floods)
          echo "INFO Connected to Spark cluster with app ID app-20260101000000-0001"
          yes "one line of many" | head -c 9000004
          until [ -e "$home/begin" ]; do sleep 0.02; done
          echo "the last line"
          until [ -e "$2" ]; do sleep 0.02; done
          ;;
        silent)
          until [ -e "$2" ]; do sleep 0.02; done
          ;;
        prints)
          cat "$settings"
          exit "$3"
          ;;
      esac
      """;

  private static final String JOBS =
      """
      jobs:
        - name: orders
          sparkHome: HOME
          mainClass: com.example.Orders
          jar: HOME/orders.jar
          master: spark://front:7077
          conf: {spark.executor.memory: 1g, spark.orders.note: "${note}", spark.orders.key: "${key}"}
          secrets: {spark.orders.password: HOME/password}
          arguments: ["${how}", "HOME/stop", "${status}", "--note=${note}"]
          parameters:
            how: {type: choice, of: [runs, late, floods, silent, prints, ends], default: runs}
            status: {type: int, min: 0, max: 255, default: 0}
            note: {type: text, maxLength: 20, default: ""}
            key: {type: text, default: none, secret: true}
          stopMarker: HOME/stop
          oneRunAtATime: ONE
      """;

  private final Path home;

  FakeSpark(Path folder) throws IOException {
    home = Files.createDirectories(folder.resolve("spark")).toRealPath();
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, SPARK_SUBMIT);
    if (!submit.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + submit + " executable");
    }
    Files.writeString(home.resolve("orders.jar"), "");
    Files.writeString(home.resolve("password"), SECRET + "\n");
    Files.createDirectories(home.resolve("conf"));
    Files.writeString(
        home.resolve("conf").resolve("spark-defaults.conf"),
        "spark.eventLog.enabled  true\nspark.executor.memory  9g\n");
    writeJobs("");
  }

  Path home() {
    return home;
  }

  Path jobsFile() {
    return home.resolve("jobs.yaml");
  }

  Path marker() {
    return home.resolve("stop");
  }

  /** Of one job that runs once at a time. */
  void writeJobs(String more) throws IOException {
    Files.writeString(jobsFile(), text(true) + more);
  }

  void allowManyRuns() throws IOException {
    Files.writeString(jobsFile(), text(false));
  }

  String text(boolean oneRunAtATime) {
    return JOBS.replace("HOME", home.toString()).replace("ONE", "" + oneRunAtATime);
  }

  /** When this file is there, a late job begins, and one that floods says its last. */
  Path begin() {
    return home.resolve("begin");
  }

  JobService service(Path data) throws JobsFileException {
    return service(data, Clock.systemUTC());
  }

  JobService service(Path data, Clock clock) throws JobsFileException {
    return JobService.start(data, new JobsFile(jobsFile()), Duration.ofDays(90), clock);
  }

  List<String> arguments() throws IOException {
    return Files.readAllLines(home.resolve("arguments"));
  }

  /** The ids of the runs whose spark-submit was started. */
  List<String> submits() throws IOException {
    Path file = home.resolve("submits");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  Path settingsFile() {
    return home.resolve("settings");
  }

  Properties settings() throws IOException {
    Properties settings = new Properties();
    try (Reader reader = Files.newBufferedReader(settingsFile(), UTF_8)) {
      settings.load(reader);
    }
    return settings;
  }
}
