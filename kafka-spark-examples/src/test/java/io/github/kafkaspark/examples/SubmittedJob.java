package io.github.kafkaspark.examples;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A {@link ClusterJob} that a line of docs/cluster.md has submitted, in client or cluster mode. */
final class SubmittedJob {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern STARTED =
      Pattern.compile("ClusterJob: application (\\S+), process (\\d+)@");
  private static final Pattern STOPPED =
      Pattern.compile("ClusterJob: (\\w+), 'orders-to-ledger' closed, HEALTHY, .*?: (\\{.*?}})");

  private final StandaloneCluster cluster;
  private final Path out;
  private final Submitted submitted;
  private final Path printed;

  private SubmittedJob(StandaloneCluster cluster, Path out, Submitted submitted, Path printed) {
    this.cluster = cluster;
    this.out = out;
    this.submitted = submitted;
    this.printed = printed;
  }

  static SubmittedJob inClientMode(StandaloneCluster cluster, String topic, Path out)
      throws Exception {
    Submitted submitted = submit(cluster, "client", topic, out);
    return new SubmittedJob(cluster, out, submitted, submitted.log()).awaitStart();
  }

  static SubmittedJob inClusterMode(StandaloneCluster cluster, String topic, Path out)
      throws Exception {
    Path before = cluster.newestDriver();
    Submitted submitted = submit(cluster, "cluster", topic, out);
    assertThat(submitted.exitStatus()).as(submitted.text()).isZero();
    await().atMost(LIMIT).until(() -> !cluster.newestDriver().equals(before));
    return new SubmittedJob(cluster, out, submitted, cluster.newestDriver()).awaitStart();
  }

  private static Submitted submit(StandaloneCluster cluster, String mode, String topic, Path out)
      throws IOException {
    // Of an option that is given twice, the last counts.
    return cluster.run(DocsLines.commands(mode)[0], "--topic", topic, "--out", out.toString());
  }

  private SubmittedJob awaitStart() {
    await()
        .atMost(LIMIT)
        .failFast("it has ended", submitted::hasFailed)
        .untilAsserted(() -> assertThat(output()).containsPattern(STARTED));
    return this;
  }

  String output() throws IOException {
    return Submitted.text(printed);
  }

  private String group(Pattern pattern, int group) throws IOException {
    Matcher matcher = pattern.matcher(output());
    assertThat(matcher.find()).as(output()).isTrue();
    return matcher.group(group);
  }

  String outcome() throws IOException {
    return group(STOPPED, 1);
  }

  /** What the job's status said, when it had ended. */
  TopicOffsets committed() throws IOException {
    return TopicOffsets.fromJson(group(STOPPED, 2));
  }

  void kill() throws Exception {
    String process = group(STARTED, 2);
    assertThat(new ProcessBuilder("kill", "-15", process).start().waitFor()).isZero();
  }

  /** Waits until the client has ended well; what runs in the cluster has none that waits. */
  void awaitClient() throws Exception {
    assertThat(submitted.exitStatus()).as(output()).isZero();
  }

  void awaitEnd() {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(output()).containsPattern(STOPPED));
  }

  /** Records that have reached the sink, of all runs. */
  List<String> records() throws IOException {
    if (!Files.exists(out)) {
      return new ArrayList<>();
    }
    List<String> records = new ArrayList<>();
    try (Stream<Path> pages = Files.list(out)) {
      for (Path page : pages.collect(toList())) {
        records.addAll(Files.readAllLines(page));
      }
    }
    return records;
  }

  void awaitRecords(int count) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(new HashSet<>(records()).size())
                    .as(output())
                    .isGreaterThanOrEqualTo(count));
  }

  /** The history server knows it, its driver and both executors. */
  void assertFound(String state) throws Exception {
    String line =
        DocsLines.block("find")
            .replace("kafka-spark-examples/run FindDriver ", "")
            .replace("http://history:18080", cluster.historyUrl())
            .replace("app-20260101120000-0001", group(STARTED, 1));
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              Captured found = Captured.run(FindDriver::run, line.split(" "));
              assertThat(found.text)
                  .containsPattern("app-\\S+, started \\S+, " + state)
                  .containsPattern("  driver at \\S+:\\d+")
                  .containsPattern("  0 at \\S+:\\d+")
                  .containsPattern("  1 at \\S+:\\d+");
              assertThat(found.status).isZero();
            });
  }
}
