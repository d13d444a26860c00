package io.github.kafkaspark.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.kafkaspark.jobs.demo.DemoCluster;
import io.github.kafkaspark.jobs.demo.DemoFile;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A broker, a cluster, and the demo's job in a jobs file: what the service is tested with. */
final class ServiceParts implements AutoCloseable {

  private static final Path SPARK_HOME =
      Path.of(System.getProperty("kafkaspark.jobs.sparkHome", "target/spark-home"))
          .toAbsolutePath();

  private final EmbeddedKafka kafka;
  private final DemoCluster cluster;
  private final Path folder;

  private ServiceParts(EmbeddedKafka kafka, DemoCluster cluster, Path folder) {
    this.kafka = kafka;
    this.cluster = cluster;
    this.folder = folder;
  }

  static ServiceParts start(Path folder) {
    EmbeddedKafka kafka = EmbeddedKafka.fork();
    try {
      return new ServiceParts(kafka, DemoCluster.start(SPARK_HOME, folder), folder);
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  /** The applications that the master runs. */
  List<String> activeApplications() throws IOException {
    List<String> ids = new ArrayList<>();
    try (InputStream page = URI.create(cluster.masterUi() + "/json/").toURL().openStream()) {
      new ObjectMapper()
          .readTree(page)
          .path("activeapps")
          .forEach(each -> ids.add(each.path("id").asText()));
    }
    return ids;
  }

  String topicWith(int records) {
    String topic = EmbeddedKafka.uniqueTopic("jobs");
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, records);
    return topic;
  }

  /** A jobs file with the jobs {@code client}, {@code cluster}, {@code dies} and {@code away}. */
  Path jobs(Path own, String topic) throws IOException {
    DemoFile file = DemoFile.in(out(topic), SPARK_HOME, cluster, kafka.bootstrapServers(), topic);
    return DemoFile.write(
        own.resolve("jobs.yaml"),
        file.job("client", "client"),
        file.job("cluster", "cluster"),
        file.job("dies", "client").replace("${records}", "many-${records}"),
        file.job("away", "client").replace(cluster.master(), "spark://127.0.0.1:1"));
  }

  private Path out(String topic) throws IOException {
    return Files.createDirectories(folder.resolve(topic));
  }

  /** What the sink of a job has: partition and offset of each record. */
  List<String> records(String topic, String job) throws IOException {
    Path out = out(topic).resolve("jobs").resolve(job).resolve("out");
    List<String> records = new ArrayList<>();
    if (Files.exists(out)) {
      try (Stream<Path> files = Files.list(out)) {
        for (Path file : files.toList()) {
          records.addAll(Files.readAllLines(file));
        }
      }
    }
    return records;
  }

  /**
   * Ends what a killed service has left behind of a topic's jobs: drivers outlive it on purpose.
   */
  void endDrivers(String topic) {
    ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains("/" + topic + "/"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    cluster.close();
    kafka.close();
  }
}
