package io.github.kafkaspark.jobs;

import io.github.kafkaspark.internal.NearMiss;
import io.github.kafkaspark.jobs.web.ServerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator has said at the start.
 *
 * @param data the folder of the service
 * @param jobs the jobs file
 * @param kept how long a run is remembered
 * @param names more names by which browsers may call this host
 * @param keyStore null without TLS
 * @param keyStorePassword null without TLS
 */
record CommandLine(
    Path data,
    Path jobs,
    String host,
    int port,
    Duration kept,
    Set<String> names,
    Path keyStore,
    Path keyStorePassword) {

  static final String HELP =
      """
      usage: kafka-spark-jobs/run [OPTION VALUE ...]
             kafka-spark-jobs/run token NAME look|operate [--data DIR]
             kafka-spark-jobs/run demo

        --data DIR                  the service's folder: runs, tokens, audit (default: kafka-spark-jobs-data)
        --jobs FILE                 the jobs (default: jobs.yaml in that folder)
        --listen HOST:PORT          where the page is (default: 127.0.0.1:8890)
        --name HOST                 one more name by which browsers may call this host
        --key-store FILE            PKCS12, the certificate for TLS; needed beyond loopback
        --key-store-password FILE   the file that has its password
        --keep DAYS                 how long a run is remembered (default: 90)\
      """;

  static final String FOLDER = "kafka-spark-jobs-data";

  private static final List<String> OPTIONS =
      List.of(
          "--data",
          "--jobs",
          "--listen",
          "--name",
          "--key-store",
          "--key-store-password",
          "--keep");

  static CommandLine parse(String... args) {
    Map<String, String> given = new LinkedHashMap<>();
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < args.length; i += 2) {
      String option = args[i];
      if (!OPTIONS.contains(option)) {
        throw new IllegalArgumentException(
            "Unknown option: '"
                + option
                + "' (expected one of "
                + String.join(", ", OPTIONS)
                + ")"
                + NearMiss.of(option, OPTIONS)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(""));
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("The option " + option + " has no value");
      }
      if (option.equals("--name")) {
        boolean unused = names.add(args[i + 1]);
      } else if (given.put(option, args[i + 1]) != null) {
        throw new IllegalArgumentException("The option " + option + " stands there twice");
      }
    }
    return of(given, names);
  }

  private static CommandLine of(Map<String, String> given, Set<String> names) {
    Path data = Path.of(given.getOrDefault("--data", FOLDER)).toAbsolutePath();
    Path jobs =
        given.containsKey("--jobs")
            ? Path.of(given.get("--jobs")).toAbsolutePath()
            : data.resolve("jobs.yaml");
    String listen = given.getOrDefault("--listen", "127.0.0.1:8890");
    int colon = listen.lastIndexOf(':');
    if (colon < 1 || !listen.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException(
          "Invalid --listen: '" + listen + "' (expected HOST:PORT, such as 127.0.0.1:8890)");
    }
    String host = listen.substring(0, colon).replaceFirst("^\\[(.*)]$", "$1");
    int port = Integer.parseInt(listen.substring(colon + 1));
    String days = given.getOrDefault("--keep", "90");
    if (!days.matches("[1-9][0-9]{0,4}")) {
      throw new IllegalArgumentException(
          "Invalid --keep: '" + days + "' (expected a number of days from 1 on)");
    }
    return new CommandLine(
        data,
        jobs,
        host,
        port,
        Duration.ofDays(Long.parseLong(days)),
        names,
        path(given.get("--key-store")),
        path(given.get("--key-store-password")));
  }

  private static Path path(String value) {
    return value == null ? null : Path.of(value);
  }

  ServerSettings server(Clock clock) {
    return new ServerSettings(data, host, port, names, keyStore, keyStorePassword, clock);
  }
}
