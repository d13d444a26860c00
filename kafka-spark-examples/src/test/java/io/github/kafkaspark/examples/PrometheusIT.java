package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the agent tells of a job, with the files of docs/prometheus, and what Prometheus makes of
 * it.
 */
@Tag("heavy")
@Timeout(180)
@ExtendWith(KafkaExtension.class)
class PrometheusIT {

  private static final String PROMTOOL_MISSING =
      "this test needs promtool: on Debian, export PATH=$(.ci/promtool):$PATH, which fetches it into "
          + "a cache folder; elsewhere, take it from a release of Prometheus";

  /** That of the job. */
  private static final String STREAM = "orders-to-ledger";

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path folder;
  private final String topic = EmbeddedKafka.uniqueTopic("prometheus");
  private final EmbeddedKafka kafka;

  PrometheusIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  private static RunScript promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(Arrays.asList("promtool"));
    command.addAll(Arrays.asList(arguments));
    try {
      return RunScript.of(new ProcessBuilder(command));
    } catch (IOException e) {
      return fail(PROMTOOL_MISSING, e);
    }
  }

  @Test
  void theAlertsAreWellFormedAndAlarmWhenTheyShould() throws Exception {
    RunScript check = promtool("check", "rules", PrometheusFiles.file("alerts.yaml").toString());
    assertThat(check.status).as("%s", check).isZero();
    RunScript test = promtool("test", "rules", PrometheusFiles.file("alerts-test.yaml").toString());
    assertThat(test.status).as("%s", test).isZero();
  }

  @Test
  void eachQueryOfAlertsAndDashboardFindsItsSeriesInWhatTheAgentTellsOfAJob() throws Exception {
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 1_000);
    int port = freePort();
    Path log = folder.resolve("job.log");
    Process job = start(port, log);
    try {
      await()
          .atMost(LIMIT)
          .failFast(() -> assertThat(job.isAlive()).as(DocsPages.text(log)).isTrue())
          .ignoreExceptions() // It does not listen yet.
          .untilAsserted(
              () -> {
                for (Map<?, ?> rule : PrometheusFiles.rules()) {
                  assertThat(scrape(port))
                      .anyMatch(line -> line.startsWith(rule.get("name") + "{"));
                }
              });
      List<String> lines =
          scrape(port).stream().filter(line -> line.contains("kafkaspark_")).collect(toList());
      assertThat(lines)
          .filteredOn(line -> !line.startsWith("#"))
          .allMatch(this::hasPlainLabels)
          .contains("kafkaspark_stream_health{stream=\"" + STREAM + "\"} 0.0");
      assertThat(lines)
          .filteredOn(line -> line.startsWith("# TYPE"))
          .hasSameSizeAs(PrometheusFiles.rules())
          .allMatch(line -> line.endsWith(line.contains("_total ") ? " counter" : " gauge"));
      RunScript found = promtool("test", "rules", askAll(lines).toString());
      assertThat(found.status).as("%s", found).isZero();

      Path unused = Files.createFile(folder.resolve("stop"));
      assertThat(job.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(job.exitValue()).as(DocsPages.text(log)).isZero();
    } finally {
      job.destroyForcibly();
    }
  }

  private boolean hasPlainLabels(String line) {
    String stream = "stream=\"" + STREAM + "\"";
    return line.matches("kafkaspark_\\w+\\{" + stream + "\\} [-+.\\dE]+")
        || line.matches(
            "kafkaspark_\\w+\\{partition=\"[01]\","
                + stream
                + ",topic=\""
                + topic
                + "\"\\} [-+.\\dE]+");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process start(int port, Path log) throws IOException {
    Path agent = Paths.get(System.getProperty("kafkaspark.jmx.agent"));
    assertThat(DocsPages.text(DocsPages.ROOT.resolve("docs/metrics.md")))
        .contains("-javaagent:" + agent.getFileName() + "=");
    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:"))
        .forEach(command::add);
    command.add("-Xmx1g");
    command.add(
        String.format(
            "-javaagent:%s=127.0.0.1:%d:%s", agent, port, PrometheusFiles.file("agent.yaml")));
    command.add(ClusterJob.class.getName());
    Stream.of("--bootstrap", kafka.bootstrapServers(), "--topic", topic).forEach(command::add);
    for (String place : new String[] {"store", "stop", "out"}) {
      command.add("--" + place);
      command.add(folder.resolve(place).toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }

  private static List<String> scrape(int port) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(uri.toURL().openStream(), UTF_8))) {
      return lines.lines().collect(toList());
    }
  }

  /** A test for promtool: of what was scraped, each query has to find something. */
  private Path askAll(List<String> lines) throws IOException {
    String series =
        lines.stream()
            .filter(line -> !line.startsWith("#"))
            .map(PrometheusIT::series)
            .collect(joining("\n"));
    List<String> queries = new ArrayList<>(PrometheusFiles.dashboardQueries());
    for (Map<?, ?> alert : PrometheusFiles.alerts()) {
      // Whether it is above the limit is another matter.
      queries.add(((String) alert.get("expr")).replaceAll("(==|>) (\\d)", "$1 bool $2"));
    }
    String questions =
        queries.stream()
            .map(query -> query.replace("$stream", STREAM).replace("$__rate_interval", "5m"))
            .map(query -> "count(" + query + ") > bool 0")
            .map(query -> "{expr: '" + query + "', eval_time: 10m, exp_samples: [{value: 1}]}")
            .map(question -> "    - " + question)
            .collect(joining("\n"));
    String test =
        "tests:\n- interval: 1m\n  input_series:\n"
            + series
            + "\n  promql_expr_test:\n"
            + questions
            + "\n";
    return Files.write(folder.resolve("asked.yaml"), test.getBytes(UTF_8));
  }

  private static String series(String line) {
    int end = line.lastIndexOf(' ');
    String value = new BigDecimal(line.substring(end + 1)).toPlainString();
    return "    - {series: '" + line.substring(0, end) + "', values: '" + value + "x10'}";
  }
}
