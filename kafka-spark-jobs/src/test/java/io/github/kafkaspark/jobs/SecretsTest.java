package io.github.kafkaspark.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.kafkaspark.jobs.ServiceProcess.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever goes wrong with a secret, nobody gets to read it. */
class SecretsTest {

  private static final Logger LOG = LoggerFactory.getLogger(SecretsTest.class);
  private static final String KEY = "k3y-of-a-parameter";
  private static final String BAD = "b4d-key!of-a-parameter";

  @TempDir private Path folder;
  private FakeSpark spark;
  private ServiceProcess service;
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void startService() throws Exception {
    spark = new FakeSpark(folder);
    service = new ServiceProcess(folder.resolve("data"), spark.jobsFile()).start();
  }

  @AfterEach
  void endService() throws Exception {
    service.end();
  }

  private Answer start(String parameters) {
    return hear(service.postText("/api/jobs/orders/runs", "{\"parameters\":" + parameters + "}"));
  }

  private Answer hear(Answer answer) {
    heard.add(answer.toString());
    return answer;
  }

  private void refused(String parameters, String text) {
    Answer answer = start(parameters);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.body().path("error").asText()).contains(text);
  }

  @Test
  void noAnswerLogAuditOrProcessListHasASecret() throws Exception {
    refused("{\"key\":\"" + BAD + "\"}", "Invalid parameter 'key': *** (expected");
    refused("{\"key\":\"" + KEY.repeat(20) + "\"}", "Invalid parameter 'key': ***");
    refused("{\"key\":[\"" + KEY + "\"]}", "Invalid value of 'key'");
    refused("{\"key\":\"" + KEY + "\",\"key\":\"" + BAD + "\"}", "a key for the second time");
    refused("{\"key\":" + KEY + "}", "line 1, column");
    refused("{\"keys\":\"" + KEY + "\"}", "did you mean 'key'?");
    refused("{\"key\":\"" + KEY + "\",\"status\":\"many\"}", "Invalid parameter 'status'");

    String run = start("{\"key\":\"" + KEY + "\"}").body().path("id").asText();
    JsonNode unused = service.awaitRun(run, ServiceProcess.isRunning());
    assertThat(spark.settings()).containsValues(KEY, FakeSpark.SECRET);
    List<String> processes = commandLines(run);
    assertThat(processes).as("the keeper and spark-submit").hasSizeGreaterThanOrEqualTo(2);
    Answer second = start("{\"key\":\"" + KEY + "\"}");
    assertThat(second.status()).isEqualTo(409);
    ask(run);
    Answer stopped = hear(service.post("/api/runs/" + run + "/stop", Map.of("how", "marker")));
    assertThat(stopped.status()).isEqualTo(202);
    unused = service.awaitRun(run, ServiceProcess.hasEnded());

    String printing =
        start("{\"key\":\"" + KEY + "\",\"how\":\"prints\"}").body().path("id").asText();
    unused = service.awaitRun(printing, ServiceProcess.hasEnded());
    ask(printing);

    assertThat(heard.toString()).contains("spark.orders.key=***", "spark.orders.password=***");
    for (String secret : List.of(KEY, BAD, FakeSpark.SECRET)) {
      assertThat(heard).noneMatch(text -> text.contains(secret));
      assertThat(processes).noneMatch(text -> text.contains(secret));
      assertThat(service.log()).content().doesNotContain(secret);
      assertThat(folder.resolve("data/audit.log")).content().doesNotContain(secret);
    }
  }

  @Test
  void aJobsFileThatIsRefusedIsNotQuoted() throws Exception {
    Files.writeString(
        spark.jobsFile(),
        spark.text(true).replace("default: none, secret: true}", "default: " + KEY));
    awaitLog("it is no YAML");
    Files.writeString(
        spark.jobsFile(), spark.text(true).replace("default: none,", "default: [" + KEY + "],"));
    awaitLog("invalid default");
    assertThat(service.log()).content().doesNotContain(KEY);
  }

  @Test
  void theOutputOfAJobThatIsNotInTheFileIsNotShown() throws Exception {
    String run = start("{\"how\":\"prints\"}").body().path("id").asText();
    JsonNode unused = service.awaitRun(run, ServiceProcess.hasEnded());
    Files.writeString(spark.jobsFile(), "jobs: []");
    awaitLog("The jobs file has []");
    Answer output = service.get("/api/runs/" + run + "/output");
    assertThat(output.status()).isEqualTo(422);
    assertThat(output.body().path("error").asText()).contains("nobody knows which secrets to mask");
  }

  private void awaitLog(String text) {
    await().atMost(StartedJobs.LIMIT).until(() -> Files.readString(service.log()).contains(text));
  }

  private void ask(String run) {
    Stream.of(
            "/api/jobs",
            "/api/jobs/orders",
            "/api/jobs/orders/plan",
            "/api/runs",
            "/api/runs/" + run,
            "/api/runs/" + run + "/output",
            "/api/audit")
        .forEach(path -> heard.add(service.get(path).toString()));
  }

  /** As everybody on the host may read them. */
  private static List<String> commandLines(String run) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process :
          processes.filter(each -> each.getFileName().toString().matches("[0-9]+")).toList()) {
        try {
          String line = new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8);
          if (line.contains(run)) {
            found.add(line);
          }
        } catch (IOException e) {
          LOG.debug("{} has ended", process, e);
        }
      }
    }
    return found;
  }
}
