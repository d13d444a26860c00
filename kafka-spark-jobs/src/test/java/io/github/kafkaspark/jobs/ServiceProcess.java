package io.github.kafkaspark.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The service in a process of its own, which can be killed, and what a script asks it by HTTP. */
final class ServiceProcess {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the service answers. */
  record Answer(int status, JsonNode body) {}

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Path data;
  private final Path jobs;
  private final int port = freePort();
  private final List<String> before = new ArrayList<>();
  private Process process;

  ServiceProcess(Path data, Path jobs) {
    this.data = data;
    this.jobs = jobs;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** These words come before those that start it. */
  ServiceProcess behind(String... words) {
    before.addAll(Arrays.asList(words));
    return this;
  }

  long pid() {
    return process.pid();
  }

  /** Starts it, with the same data as before, and waits until it answers. */
  ServiceProcess start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(before));
    builder
        .command()
        .addAll(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "io.github.kafkaspark.jobs.Main",
                "--data",
                data.toString(),
                "--jobs",
                jobs.toString(),
                "--listen",
                "127.0.0.1:" + port));
    builder
        .environment()
        .put(
            "CLASSPATH",
            System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              assertThat(process.isAlive()).as(Files.readString(log())).isTrue();
              return get("/api/jobs").status() == 200;
            });
    return this;
  }

  Path log() {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  /** As {@code kill -9} does it. */
  void kill() throws InterruptedException {
    assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer post(String path, Object body) {
    try {
      return postText(path, JSON.writeValueAsString(body));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  Answer postText(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token());
  }

  /** The token that may operate, as the first start has made it. */
  private String token() {
    try {
      return Files.readAllLines(data.resolve("first-tokens")).stream()
          .filter(line -> line.startsWith("operate "))
          .map(line -> line.substring("operate ".length()))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      boolean isJson =
          answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
      return new Answer(
          answer.statusCode(),
          isJson ? JSON.readTree(answer.body()) : JSON.valueToTree(answer.body()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts a run, and returns its id. */
  String run(String job, Map<String, String> parameters) {
    Answer answer = post("/api/jobs/" + job + "/runs", Map.of("parameters", parameters));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.body().path("id").asText();
  }

  /** Asks for a run until it is as it should be. */
  JsonNode awaitRun(String id, Predicate<JsonNode> condition) {
    return await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .conditionEvaluationListener(
            condition1 -> {
              if (condition1.getRemainingTimeInMS() == 0) {
                System.err.println(
                    condition1.getValue() + "\n" + get("/api/runs/" + id + "/output"));
              }
            })
        .until(() -> get("/api/runs/" + id).body(), condition);
  }

  /** Asks for a job until its stream is as it should be, as long as its newest run goes on. */
  JsonNode awaitStream(String job, Predicate<JsonNode> condition) {
    return await()
        .atMost(LIMIT)
        .failFast(
            () -> assertThat(get("/api/runs?limit=1&job=" + job).body()).noneMatch(hasEnded()))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> get("/api/jobs/" + job).body().path("position"), condition);
  }

  static Predicate<JsonNode> hasEnded() {
    return run -> run.path("state").asText().equals("ENDED");
  }

  static Predicate<JsonNode> isRunning() {
    return run -> run.path("state").asText().equals("RUNNING");
  }

  /** Ends it, as systemd would. */
  void end() throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
    }
  }
}
