package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A standalone Spark of one master, one worker and a history server, made of the jars that the
 * tests run with, and started with the lines of docs/cluster.md: Spark's scripts are not among its
 * artifacts, so two are written that do what they do.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final String SPARK_CLASS =
      "#!/usr/bin/env bash\n"
          + "command=()\n"
          + "while IFS= read -d '' -r word; do command+=(\"$word\"); done < <(\"$JAVA_HOME/bin/java\""
          + " -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp \"$SPARK_HOME/jars/*\""
          + " org.apache.spark.launcher.Main \"$@\")\n"
          + "exec \"${command[@]}\"\n";
  private static final String SPARK_SUBMIT =
      "#!/usr/bin/env bash\nexec spark-class org.apache.spark.deploy.SparkSubmit \"$@\"\n";

  /** What a job brings itself, or what has nothing to do with it. */
  private static final List<String> NOT_SPARKS =
      Arrays.asList("kafka-spark-", "spark-sql-kafka-", "kafka-clients-");

  private final Path home;
  private final Map<String, String> places;
  private final List<Submitted> running = new ArrayList<>();
  private final int historyPort = freePort();
  private final int submissionPort = freePort();
  private final int masterPort = freePort();

  /**
   * Makes its folder.
   *
   * @param places what stands for the hosts and folders of docs/cluster.md
   */
  StandaloneCluster(Path home, Map<String, String> places) throws IOException {
    this.home = home;
    this.places = new HashMap<>(places);
    this.places.put("//master:7077", "//127.0.0.1:" + masterPort);
    this.places.put("//master:6066", "//127.0.0.1:" + submissionPort);
    this.places.put("--host master --port 7077", "--host 127.0.0.1 --port " + masterPort);
    this.places.put("http://history:18080", historyUrl());
    jarOfSparks(Files.createDirectories(home.resolve("jars")).resolve("spark.jar"));
    Files.createFile(home.resolve("RELEASE"));
    script("spark-class", SPARK_CLASS);
    script("spark-submit", SPARK_SUBMIT);
    Files.createDirectories(home.resolve("conf"));
    Files.createDirectories(home.resolve("work"));
    Files.copy(
        Paths.get(
            System.getProperty("basedir", ""), "src", "main", "resources", "log4j.properties"),
        home.resolve("conf").resolve("log4j.properties"),
        COPY_ATTRIBUTES);
  }

  /** Leads to all of Spark's jars, in their order; copies would be 200 MB. */
  private static void jarOfSparks(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Name.CLASS_PATH,
            classPath().stream()
                .filter(each -> !isNotSparks(each))
                .map(each -> each.toUri().toString())
                .collect(joining(" ")));
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  private static boolean isNotSparks(Path jar) {
    return NOT_SPARKS.stream().anyMatch(name(jar)::startsWith);
  }

  private void script(String name, String text) throws IOException {
    Path file = Files.createDirectories(home.resolve("bin")).resolve(name);
    Files.write(file, text.getBytes(UTF_8));
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + file + " executable");
    }
  }

  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .map(entry -> Paths.get(entry).toAbsolutePath())
        .collect(toList());
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** The settings of docs/cluster.md, and those that make the cluster small and quick. */
  void configure(String settings) throws IOException {
    List<String> lines =
        Arrays.asList(
            replaced(settings),
            "spark.driver.memory 512m",
            "spark.driver.extraJavaOptions " + java(),
            "spark.executor.extraJavaOptions " + java(),
            "spark.ui.port 0",
            "spark.sql.shuffle.partitions 2",
            "spark.master.rest.port " + submissionPort,
            "spark.history.ui.port " + historyPort,
            "spark.history.fs.update.interval 1s");
    Files.write(home.resolve("conf").resolve("spark-defaults.conf"), lines, UTF_8);
  }

  /** Runs a line of docs/cluster.md. */
  Submitted run(String line, String... more) throws IOException {
    String command =
        "exec " + Stream.concat(Stream.of(line), Arrays.stream(more)).collect(joining(" "));
    // What a shell takes for assignments has to stand before "exec".
    command = command.replaceFirst("^exec ((?:[A-Z_]+=\\S+ )*)", "$1exec ");
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", replaced(command));
    Map<String, String> environment = builder.environment();
    environment.put("PATH", home.resolve("bin") + File.pathSeparator + environment.get("PATH"));
    environment.put("SPARK_HOME", home.toString());
    environment.put("SPARK_SCALA_VERSION", "2.11");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("SPARK_DAEMON_MEMORY", "256m");
    environment.put("SPARK_DAEMON_JAVA_OPTS", java());
    environment.put("SPARK_SUBMIT_OPTS", java());
    environment.put("SPARK_MASTER_WEBUI_PORT", "0");
    environment.put("SPARK_WORKER_WEBUI_PORT", "0");
    environment.put("SPARK_WORKER_CORES", "4");
    environment.put("SPARK_WORKER_MEMORY", "4g");
    environment.put("SPARK_WORKER_DIR", home.resolve("work").toString());
    environment.put("JARS", ofTheJob());
    File log = home.resolve("process-" + running.size() + ".log").toFile();
    Process process =
        builder.directory(home.toFile()).redirectErrorStream(true).redirectOutput(log).start();
    Submitted submitted = new Submitted(process, log.toPath());
    running.add(submitted);
    return submitted;
  }

  private String replaced(String text) {
    String result = text;
    for (Map.Entry<String, String> place : places.entrySet()) {
      result = result.replace(place.getKey(), place.getValue());
    }
    return result;
  }

  private static String ofTheJob() {
    return classPath().stream()
        .filter(StandaloneCluster::isNotSparks)
        .filter(jar -> !name(jar).endsWith("-tests.jar"))
        .filter(jar -> !name(jar).startsWith("kafka-spark-examples-"))
        .map(Path::toString)
        .collect(joining(","));
  }

  /** What this Java needs for Spark, and what starts it quickly. */
  private static String java() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:"))
        .collect(joining(" "));
  }

  String historyUrl() {
    return "http://127.0.0.1:" + historyPort;
  }

  /** What the newest driver in the cluster, not of a client, has printed. */
  Path newestDriver() throws IOException {
    try (Stream<Path> drivers = Files.list(home.resolve("work"))) {
      return drivers
          .filter(folder -> name(folder).startsWith("driver-"))
          .max((one, other) -> name(one).compareTo(name(other)))
          .map(folder -> folder.resolve("stdout"))
          .orElse(home.resolve("no driver yet"));
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).end();
    }
  }
}
