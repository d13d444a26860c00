package io.github.kafkaspark.examples;

import static org.apache.hadoop.fs.Options.Rename.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.file.MiniHdfs;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the lines of docs/cluster.md for a standalone cluster: a job stops and goes on. */
@Timeout(400)
@Tag("heavy")
class ClusterIT {

  private static final int RECORDS = 4_000;

  @TempDir static Path folder;

  private static EmbeddedKafka kafka;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start();
    Map<String, String> places = new HashMap<>();
    places.put("broker:9092", kafka.bootstrapServers());
    places.put("hdfs://namenode", "hdfs://" + MiniHdfs.get().nameNode(0));
    places.put("orders-job.jar", examples().toString());
    for (String local : new String[] {"/data/orders", "/var/lib/orders", "/var/run/orders.stop"}) {
      places.put(local, folder + local);
    }
    Files.createDirectories(folder.resolve("var").resolve("run"));
    Files.createDirectories(folder.resolve("var").resolve("lib"));
    assertThat(MiniHdfs.get().client().mkdirs(hdfs("/spark-history"))).isTrue();
    assertThat(MiniHdfs.get().client().mkdirs(hdfs("/jobs"))).isTrue();
    cluster = new StandaloneCluster(folder.resolve("spark"), places);
    cluster.configure(DocsLines.block("settings"));
    for (String daemon : DocsLines.commands("daemons")) {
      Submitted unused = cluster.run(daemon);
    }
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
    kafka.close();
  }

  private static Path examples() throws IOException {
    try (Stream<Path> built = Files.list(Paths.get(System.getProperty("basedir", ""), "target"))) {
      return built
          .filter(
              file -> file.toString().matches(".*/kafka-spark-examples-[0-9.]+(-SNAPSHOT)?.jar"))
          .findFirst()
          .get()
          .toAbsolutePath();
    }
  }

  private static org.apache.hadoop.fs.Path hdfs(String path) {
    return new org.apache.hadoop.fs.Path(path);
  }

  @Test
  void inClientModeAJobEndsOnKill15AndGoesOnFromAFile() throws Exception {
    Path out = withRecords("in-client-mode");
    SubmittedJob first = SubmittedJob.inClientMode(cluster, "in-client-mode", out);
    first.awaitRecords(RECORDS / 8);
    first.kill();
    first.awaitClient();
    assertThat(first.records()).hasSizeLessThan(RECORDS);

    SubmittedJob second = SubmittedJob.inClientMode(cluster, "in-client-mode", out);
    second.awaitRecords(RECORDS);
    second.assertFound("running");
    Files.createFile(folder.resolve("var").resolve("run").resolve("orders.stop"));
    second.awaitClient();

    assertNothingIsLostAndOnlyWhatWasAtRiskIsReadAgain(first, second);
  }

  @Test
  void inClusterModeAJobEndsOnKill15AndGoesOnFromHdfs() throws Exception {
    Path out = withRecords("in-cluster-mode");
    SubmittedJob first = SubmittedJob.inClusterMode(cluster, "in-cluster-mode", out);
    first.awaitRecords(RECORDS / 8);
    first.kill();
    first.awaitEnd();
    assertThat(first.records()).hasSizeLessThan(RECORDS);

    SubmittedJob second = SubmittedJob.inClusterMode(cluster, "in-cluster-mode", out);
    second.awaitRecords(RECORDS);
    second.assertFound("running");
    // As a whole: while the file was still open, it could be found and deleted.
    MiniHdfs.get().client().create(hdfs("/jobs/orders.new")).close();
    MiniHdfs.get().client().rename(hdfs("/jobs/orders.new"), hdfs("/jobs/orders.stop"), NONE);
    second.awaitEnd();

    assertNothingIsLostAndOnlyWhatWasAtRiskIsReadAgain(first, second);
  }

  private static Path withRecords(String topic) {
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, RECORDS);
    return folder.resolve("data").resolve(topic);
  }

  private void assertNothingIsLostAndOnlyWhatWasAtRiskIsReadAgain(
      SubmittedJob first, SubmittedJob second) throws Exception {
    assertThat(first.outcome()).isEqualTo("COMPLETE");
    assertThat(second.outcome()).isEqualTo("COMPLETE");
    TopicOffsets safe = first.committed();
    List<String> records = second.records();
    Set<String> distinct = new HashSet<>(records);
    assertThat(distinct).hasSize(RECORDS);
    List<String> twice = new ArrayList<>(records);
    distinct.forEach(twice::remove);
    System.out.printf(
        "ClusterIT: stopped at %s, %d of %d read again%n", safe, twice.size(), RECORDS);
    Map<Integer, Long> committed = new HashMap<>();
    safe.asMap().forEach((partition, next) -> committed.put(partition.partition(), next));
    assertThat(twice)
        .allMatch(
            record -> {
              int space = record.indexOf(' ');
              int partition = Integer.parseInt(record.substring(0, space));
              return Long.parseLong(record.substring(space + 1)) >= committed.get(partition);
            });
    first.assertFound("completed");
    second.assertFound("completed");
  }
}
