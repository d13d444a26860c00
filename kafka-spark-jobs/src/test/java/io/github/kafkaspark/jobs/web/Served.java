package io.github.kafkaspark.jobs.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** A server in front of {@link FakeJobs}, and a client with both tokens. */
final class Served implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Path data;
  private final FakeJobs jobs = new FakeJobs();
  private final JobsServer server;

  Served(Path data) {
    this.data = data;
    this.server =
        JobsServer.start(
            jobs,
            settings(data, 0),
            new JobsServer.Limits(Duration.ofMillis(500), Duration.ofSeconds(10)));
  }

  static ServerSettings settings(Path data, int port) {
    return new ServerSettings(
        data, "127.0.0.1", port, Set.of("front.example.com"), null, null, Clock.systemUTC());
  }

  int viewers() {
    return server.viewers();
  }

  FakeJobs jobs() {
    return jobs;
  }

  URI address() {
    return server.address();
  }

  Path data() {
    return data;
  }

  String look() {
    return first(0);
  }

  String operate() {
    return first(1);
  }

  private String first(int line) {
    try {
      return Files.readAllLines(data.resolve("first-tokens")).get(line).replaceFirst(".* ", "");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> get(String path, String token) {
    return send(request(path, token).build());
  }

  HttpResponse<String> post(String path, String token, String body) {
    return send(
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(request.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
