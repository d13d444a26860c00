package io.github.kafkaspark.jobs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A standalone Spark of one master, one worker and a history server, on this host alone. */
public final class DemoCluster implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final String HOST = "127.0.0.1";
  private static final String DEPLOY = "org.apache.spark.deploy.";

  private final Path sparkHome;
  private final Path folder;
  private final int masterPort = freePort();
  private final int masterUiPort = freePort();
  private final int historyPort = freePort();
  private final List<Process> daemons = new ArrayList<>();

  private DemoCluster(Path sparkHome, Path folder) {
    this.sparkHome = sparkHome;
    this.folder = folder;
  }

  /**
   * Starts the three, and waits until the worker is there.
   *
   * @param sparkHome as {@code build/make-spark-home} makes one
   * @param folder for logs, events and the worker's folders
   * @throws IllegalStateException if one of them ends, or is not up within two minutes
   */
  public static DemoCluster start(Path sparkHome, Path folder) {
    DemoCluster cluster = new DemoCluster(sparkHome, folder);
    try {
      cluster.startAll();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    }
  }

  private void startAll() throws IOException {
    Files.createDirectories(events());
    Files.createDirectories(folder.resolve("work"));
    startMaster();
    daemon(
        "worker",
        Map.of("SPARK_WORKER_OPTS", "-Dspark.worker.cleanup.enabled=false"),
        DEPLOY + "worker.Worker",
        "--host",
        HOST,
        "--webui-port",
        "0",
        "--cores",
        "4",
        "--memory",
        "4g",
        "--work-dir",
        folder.resolve("work").toString(),
        master());
    daemon(
        "history",
        Map.of(
            "SPARK_HISTORY_OPTS",
            "-Dspark.history.fs.logDirectory="
                + events().toUri()
                + " -Dspark.history.ui.port="
                + historyPort
                + " -Dspark.history.fs.update.interval=2s"),
        DEPLOY + "history.HistoryServer");
    await("the worker", () -> get(masterUi() + "/json/").contains("\"aliveworkers\" : 1"));
    await("the history server", () -> isOpen(historyPort));
  }

  private void startMaster() throws IOException {
    daemon(
        "master",
        Map.of(),
        DEPLOY + "master.Master",
        "--host",
        HOST,
        "--port",
        Integer.toString(masterPort),
        "--webui-port",
        Integer.toString(masterUiPort));
    await("the master", () -> isOpen(masterPort));
  }

  private void daemon(String name, Map<String, String> environment, String... command)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(sparkHome.resolve("bin").resolve("spark-class").toString());
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
    builder.environment().put("SPARK_DAEMON_JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    builder.environment().putAll(environment);
    daemons.add(builder.redirectErrorStream(true).redirectOutput(log(name).toFile()).start());
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** What jobs name as their master. */
  public String master() {
    return "spark://" + HOST + ":" + masterPort;
  }

  /** The address of the master's page and its JSON. */
  public String masterUi() {
    return "http://" + HOST + ":" + masterUiPort;
  }

  /** The address of the history server. */
  public String historyServer() {
    return "http://" + HOST + ":" + historyPort;
  }

  /** Where applications leave what the history server shows. */
  public Path events() {
    return folder.resolve("events");
  }

  /** Kills the master, so that nobody can be submitted to it. */
  public void killMaster() {
    end(daemons.get(0).destroyForcibly());
  }

  private interface Question {
    boolean ask() throws IOException;
  }

  private void await(String what, Question question) {
    Instant limit = Instant.now().plus(START);
    while (true) {
      try {
        if (question.ask()) {
          return;
        }
      } catch (IOException e) {
        // It is not up yet.
      }
      boolean hasEnded = daemons.stream().anyMatch(daemon -> !daemon.isAlive());
      if (hasEnded || Instant.now().isAfter(limit)) {
        throw new IllegalStateException(
            "Cannot start " + what + " of the demo's cluster; its logs are in " + folder);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static boolean isOpen(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    }
  }

  private static String get(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(2_000);
    connection.setReadTimeout(2_000);
    try (var answer = connection.getInputStream()) {
      return new String(answer.readAllBytes(), UTF_8);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (int i = daemons.size() - 1; i >= 0; i--) {
      daemons.get(i).destroy();
    }
    daemons.forEach(DemoCluster::end);
  }

  private static void end(Process daemon) {
    try {
      if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
        daemon.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
