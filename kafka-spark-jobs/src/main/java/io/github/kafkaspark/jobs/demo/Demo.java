package io.github.kafkaspark.jobs.demo;

import io.github.kafkaspark.jobs.Main;
import io.github.kafkaspark.jobs.web.Role;
import io.github.kafkaspark.jobs.web.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Starts a broker, a standalone cluster and a producer, writes a jobs file, and starts the service
 * with it. All of it ends with this process.
 */
public final class Demo {

  private static final String TOPIC = "orders";
  private static final int PARTITIONS = 4;
  private static final int PER_SECOND = 100;

  private Demo() {}

  /** Takes {@code [--listen HOST:PORT] [--folder FOLDER]}; the folder is a new one by default. */
  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    for (int i = 0; i < words.size(); i += 2) {
      if (!List.of("--listen", "--folder").contains(words.get(i)) || i + 1 == words.size()) {
        System.err.println(
            "run: Invalid argument of demo: '"
                + words.get(i)
                + "' (expected run demo [--listen HOST:PORT] [--folder FOLDER])");
        System.exit(2);
      }
    }
    run(option(words, "--listen", "127.0.0.1:8890"), folder(option(words, "--folder", "")));
  }

  private static String option(List<String> words, String name, String otherwise) {
    int at = words.lastIndexOf(name);
    return at < 0 ? otherwise : words.get(at + 1);
  }

  /** Nobody else may write there, since the jobs file and its jar lie in it. */
  private static Path folder(String given) throws IOException {
    return given.isEmpty()
        ? Files.createTempDirectory("kafka-spark-jobs-demo-")
        : Files.createDirectories(Path.of(given).toAbsolutePath());
  }

  private static void run(String listen, Path folder) throws Exception {
    Path sparkHome = Path.of(System.getProperty("kafkaspark.jobs.sparkHome"));
    say("Starting a broker and a standalone cluster in " + folder);
    DemoBroker kafka =
        DemoBroker.start(
            folder.resolve("broker"), System.getProperty("kafkaspark.broker.classpath"));
    DemoCluster cluster =
        DemoCluster.start(sparkHome, Files.createDirectories(folder.resolve("cluster")));
    // Drivers outlive a service on purpose; those of the demo have nothing to read any more.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
                  cluster.close();
                  kafka.close();
                },
                "demo-end"));
    kafka.createTopic(TOPIC, PARTITIONS);
    Orders unused = Orders.send(kafka.address(), TOPIC, PARTITIONS, PER_SECOND);
    DemoFile file = DemoFile.in(folder, sparkHome, cluster, kafka.address(), TOPIC);
    Path jobs =
        DemoFile.write(
            folder.resolve("jobs.yaml"),
            file.job("orders", "client"),
            file.job("orders-in-cluster", "cluster"));
    say("A producer sends " + PER_SECOND + " records a second to the topic '" + TOPIC + "'");
    Path data = folder.resolve("data");
    say("The jobs are in " + jobs + "; the cluster's page is " + cluster.masterUi());
    say("Open http://" + listen + "/ and come in with the token " + token(data));
    say("Then start 'orders', watch it catch up, stop it by its marker, and start it again");
    Main.main(
        new String[] {"--data", data.toString(), "--jobs", jobs.toString(), "--listen", listen});
  }

  /** The token that may operate, which the service would make itself at its first start. */
  private static String token(Path data) throws IOException {
    if (Files.notExists(data)) {
      Path unused =
          Files.createDirectory(
              data,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return Tokens.add(data, "demo", Role.OPERATE);
  }

  private static void say(String text) {
    System.out.println("demo: " + text);
  }
}
