package io.github.kafkaspark.jobs.demo;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A Kafka broker on this host alone, in a process of its own. */
final class DemoBroker implements AutoCloseable {

  private static final int START_SECONDS = 120;

  private final String address;
  private final Path folder;
  private final Process process;

  private DemoBroker(String address, Path folder, Process process) {
    this.address = address;
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param classPath that of a Kafka from 3.9 on
   */
  static DemoBroker start(Path folder, String classPath) throws IOException {
    Files.createDirectories(folder);
    String address = "127.0.0.1:" + DemoCluster.freePort();
    Path settings = folder.resolve("server.properties");
    try (Writer writer = Files.newBufferedWriter(settings)) {
      settings(folder, address, "127.0.0.1:" + DemoCluster.freePort()).store(writer, null);
    }
    String id = Uuid.randomUuid().toString();
    Process format =
        java(folder, classPath, "kafka.tools.StorageTool", "format", "-t", id, "-c", settings);
    if (!hasEndedWell(format)) {
      throw failed(folder);
    }
    Process process = java(folder, classPath, "kafka.Kafka", settings);
    return new DemoBroker(address, folder, process);
  }

  private static Process java(Path folder, String classPath, Object... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    for (Object word : words) {
      command.add(word.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", classPath);
    return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile())).start();
  }

  private static Path log(Path folder) {
    return folder.resolve("broker.log");
  }

  private static IllegalStateException failed(Path folder) {
    return new IllegalStateException(
        "Cannot start the broker of the demo; " + log(folder) + " says why");
  }

  private static boolean hasEndedWell(Process process) {
    try {
      return process.waitFor(START_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Properties settings(Path folder, String broker, String controller) {
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "controller.quorum.voters", "1@" + controller,
            "listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller,
            "controller.listener.names", "CONTROLLER",
            "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs", folder.resolve("log").toString(),
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "1"));
    return settings;
  }

  String address() {
    return address;
  }

  /** Waits until the broker is up. */
  void createTopic(String topic, int partitions) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      Void unused =
          admin
              .createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
              .all()
              .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      IllegalStateException failed = failed(folder);
      failed.addSuppressed(e);
      throw failed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
