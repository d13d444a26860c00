package io.github.kafkaspark.jobs;

import static io.github.kafkaspark.jobs.ServiceProcess.hasEnded;
import static io.github.kafkaspark.jobs.ServiceProcess.isRunning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.kafkaspark.jobs.ServiceProcess.Answer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The service as a script sees it, with a real broker and a real standalone cluster. */
@Timeout(500)
@Tag("heavy")
class ServiceIT {

  private static final int RECORDS = 2_000;
  private static final int KILLS = Boolean.getBoolean("kafkaspark.faults") ? 20 : 1;

  @TempDir static Path shared;

  private static ServiceParts parts;

  private ServiceProcess service;
  private String topic;

  @BeforeAll
  static void startBrokerAndCluster() throws Exception {
    parts = ServiceParts.start(shared);
  }

  @AfterAll
  static void end() {
    if (parts != null) {
      parts.close();
    }
  }

  @BeforeEach
  void startService(@TempDir Path folder) throws Exception {
    topic = parts.topicWith(RECORDS);
    service = new ServiceProcess(folder.resolve("data"), parts.jobs(folder, topic)).start();
  }

  @AfterEach
  void stopService() throws Exception {
    if (service != null) {
      service.end();
    }
    parts.endDrivers(topic);
  }

  @Test
  void inClientModeARunStartsMovesAndGoesOnAfterARestart() throws Exception {
    String first = startsAndMoves("client", "100");
    assertThat(service.post("/api/runs/" + first + "/restart", Map.of()).status())
        .isBetween(200, 202);
    JsonNode ended = service.awaitRun(first, run -> run.hasNonNull("restartedAs"));
    assertThat(ended.path("end").asText()).as(ended.toString()).isEqualTo("COMPLETE");

    String next = ended.path("restartedAs").asText();
    JsonNode run = service.awaitRun(next, isRunning());
    assertThat(run.path("parameters").path("records").asText()).isEqualTo("100");
    catchesUpAndStops("client", next);
  }

  @Test
  void inClusterModeARunStartsMovesStopsAndGoesOn() throws Exception {
    String first = startsAndMoves("cluster", "20");
    JsonNode ended = stop(first);
    assertThat(ended.path("end").asText()).as(ended.toString()).isEqualTo("COMPLETE");
    assertThat(parts.records(topic, "cluster")).isNotEmpty().hasSizeLessThan(RECORDS);

    JsonNode plan = service.get("/api/jobs/cluster/plan").body();
    assertThat(plan.path("refused").isNull()).as(plan.toString()).isTrue();
    assertThat(plan.path("lines")).hasSize(2);
    catchesUpAndStops("cluster", service.run("cluster", Map.of()));
  }

  private String startsAndMoves(String job, String records) {
    assertThat(service.get("/api/jobs/" + job + "/plan").body().path("text").asText())
        .contains("not visible from here");

    String first = service.run(job, Map.of("records", records));
    JsonNode run = service.awaitRun(first, isRunning());
    assertThat(run.path("parameters").path("records").asText()).isEqualTo(records);
    JsonNode moving =
        service.awaitStream(job, stream -> stream.path("health").asText().equals("MOVING"));
    assertThat(moving.path("owner").path("run").asText()).isEqualTo(first);

    Answer second = service.post("/api/jobs/" + job + "/runs", Map.of("parameters", Map.of()));
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.body().toString()).contains(first);
    JsonNode driver = service.awaitRun(first, each -> each.hasNonNull("driver")).path("driver");
    assertThat(driver.path("port").asInt()).isPositive();
    return first;
  }

  private void catchesUpAndStops(String job, String run) throws Exception {
    JsonNode idle =
        service.awaitStream(job, stream -> stream.path("health").asText().equals("IDLE"));
    assertThat(idle.path("lag").asLong()).isZero();
    assertThat(service.get("/api/jobs/" + job + "/chart?minutes=60").body())
        .anyMatch(point -> point.path("lag").asLong() > 0)
        .anyMatch(point -> point.path("lag").asLong(-1) == 0);
    assertThat(stop(run).path("end").asText()).isEqualTo("COMPLETE");
    assertThat(parts.records(topic, job)).hasSize(RECORDS).doesNotHaveDuplicates();
    assertThat(service.get("/api/runs?job=" + job).body()).hasSize(2);
  }

  private JsonNode stop(String run) {
    Answer answer = service.post("/api/runs/" + run + "/stop", Map.of("how", "marker"));
    assertThat(answer.status()).as(answer.toString()).isBetween(200, 202);
    return service.awaitRun(run, hasEnded());
  }

  @Test
  void aJobThatDiesAtItsStartHasFailedAndShowsWhatItHasPrinted() {
    String run = service.run("dies", Map.of());
    JsonNode ended = service.awaitRun(run, hasEnded());
    assertThat(ended.path("end").asText()).isEqualTo("FAILED");
    assertThat(service.get("/api/runs/" + run + "/output").body().toString())
        .contains("NumberFormatException");
  }

  /** It waits for Spark, which tries for a minute. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aClusterThatIsAwayFailsTheRunAndNotTheService() {
    Answer answer = service.post("/api/jobs/away/runs", Map.of("parameters", Map.of()));
    if (answer.status() == 201) {
      JsonNode ended = service.awaitRun(answer.body().path("id").asText(), hasEnded());
      assertThat(ended.path("end").asText()).isEqualTo("FAILED");
    } else {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
    }
    assertThat(service.get("/api/jobs").status()).isEqualTo(200);
  }

  @Test
  void aServiceThatIsKilledStartsNothingTwiceAndFindsWhatGoesOn() throws Exception {
    long seed = System.nanoTime();
    System.out.println("[faults] seed of the kills of the service: " + seed);
    Random random = new Random(seed);
    int found = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Thread request = new Thread(this::startAndMaybeHearNothing, "request");
      request.start();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3_000)));
      service.kill();
      request.join();
      JsonNode goesOn = onlyRunThatGoesOn(service.start());
      if (goesOn != null) {
        String id = goesOn.path("id").asText();
        JsonNode run = service.awaitRun(id, isRunning().or(hasEnded()));
        if (isRunning().test(run)) {
          found++;
          killAgainAndStop(id, run.path("applicationId").asText());
        } else {
          assertThat(run.path("why").asText()).contains("nothing ran");
        }
      }
      await().atMost(Duration.ofMinutes(1)).until(() -> parts.activeApplications().isEmpty());
    }
    assertThat(parts.records(topic, "client")).doesNotHaveDuplicates();
    System.out.printf(
        "[faults] kills of the service: %d at a start, and %d while a run went on; no run started"
            + " twice, all %d found again%n",
        KILLS, found, found);
  }

  private void killAgainAndStop(String id, String application) throws Exception {
    service.kill();
    JsonNode again = service.start().get("/api/runs/" + id).body();
    assertThat(again.path("state").asText()).isEqualTo("RUNNING");
    assertThat(again.path("applicationId").asText()).isEqualTo(application);
    assertThat(parts.activeApplications()).containsExactly(application);
    assertThat(stop(id).path("end").asText()).isEqualTo("COMPLETE");
  }

  private void startAndMaybeHearNothing() {
    try {
      String unused = service.run("client", Map.of("records", "50"));
    } catch (UncheckedIOException e) {
      return; // The service was killed before it could answer.
    }
  }

  private static JsonNode onlyRunThatGoesOn(ServiceProcess service) {
    JsonNode goesOn = null;
    for (JsonNode run : service.get("/api/runs?job=client").body()) {
      if (!run.path("state").asText().equals("ENDED")) {
        assertThat(goesOn).isNull();
        goesOn = run;
      }
    }
    return goesOn;
  }
}
