package io.github.kafkaspark.jobs.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.jobs.api.Change;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Viewers: what they are told, and what the slow, the many and the shut out cost. */
class EventsTest {

  @TempDir private Path data;
  private final FakeJobs jobs = new FakeJobs();
  private final List<Socket> sockets = new ArrayList<>();
  private JobsServer server;
  private String token;

  @BeforeEach
  void serve() throws IOException {
    server =
        JobsServer.start(
            jobs,
            Served.settings(data, 0),
            new JobsServer.Limits(Duration.ofMillis(200), Duration.ofSeconds(1)));
    token = Files.readAllLines(data.resolve("first-tokens")).get(0).replaceFirst(".* ", "");
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  @Test
  void tellsAViewerOfEachChange() throws Exception {
    Socket viewer = watch();
    jobs.look(1, 2_000, 2_345);
    String read = readUntil(viewer, "event: stream\n");
    assertThat(read).contains("HTTP/1.1 200", "Content-Type: text/event-stream", ": heartbeat");
    assertThat(readUntil(viewer, "\n\n")).startsWith("data: {\"job\":\"orders\"");
    jobs.tell(new Change.JobsChange(jobs.jobs()));
    assertThat(readUntil(viewer, "event: jobs\n")).isNotEmpty();
  }

  @Test
  void forgetsViewersThatHaveGone() throws Exception {
    watch().close();
    await().until(() -> server.viewers() == 0);
  }

  @Test
  void cutsOffAViewerWhoseTokenWasTakenAway() throws Exception {
    Socket viewer = watch();
    String other = Tokens.add(data, "look", Role.LOOK);
    assertThat(other).isNotEqualTo(token);
    await().until(() -> server.viewers() == 0);
    assertThat(readUntil(viewer, "\r\n0\r\n\r\n")).contains(": heartbeat");
  }

  @Test
  void cutsOffAViewerThatReadsNothingAndHoldsUpNobody() throws Exception {
    Socket slow = watch();
    Socket quick = watch();
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(() -> readWhile(quick, () -> !enough.get()));
    int told = 0;
    while (server.viewers() > 1 && told < 1_000_000) {
      jobs.look(told, told, told + 5L);
      told++;
    }
    assertThat(server.viewers()).isEqualTo(1);
    enough.set(true);
    reading.join();
    assertThat(slow.isClosed()).isFalse();
  }

  @Test
  void takesAHundredViewersAndNoMore() throws Exception {
    for (int i = 0; i < Events.MOST_VIEWERS; i++) {
      Socket unused = ask();
    }
    await().until(() -> server.viewers() == Events.MOST_VIEWERS);
    assertThat(
            Raw.ask(
                server.address(),
                "GET /api/events HTTP/1.1",
                "Host: localhost",
                "Authorization: Bearer " + token))
        .startsWith("HTTP/1.1 503 ")
        .contains("Cannot watch: 100 viewers do already; close a page, or come later");
  }

  @Test
  void takesABodyThatDripsForItsTimeOnly() throws Exception {
    String operate =
        Files.readAllLines(data.resolve("first-tokens")).get(1).replaceFirst(".* ", "");
    Socket socket = open();
    Raw.write(
        socket,
        "POST /api/jobs/orders/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
            + "Content-Type: application/json\r\nAuthorization: Bearer "
            + operate
            + "\r\n\r\n");
    socket.setSoTimeout(50);
    StringBuilder answer = new StringBuilder();
    await()
        .until(
            () -> {
              Raw.write(socket, " ");
              return readSome(socket, answer).contains("HTTP/1.1 408 ");
            });
    assertThat(jobs.calls()).isEmpty();
  }

  private Socket open() throws IOException {
    Socket socket = Raw.connect(server.address());
    sockets.add(socket);
    return socket;
  }

  private Socket watch() throws IOException {
    int before = server.viewers();
    Socket socket = ask();
    await().until(() -> server.viewers() == before + 1);
    return socket;
  }

  private Socket ask() throws IOException {
    Socket socket = open();
    Raw.write(
        socket,
        "GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + token
            + "\r\n\r\n");
    return socket;
  }

  private static String readUntil(Socket socket, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      int next = socket.getInputStream().read();
      assertThat(next).as(read.toString()).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }

  private static String readSome(Socket socket, StringBuilder read) throws IOException {
    try {
      int next = socket.getInputStream().read();
      while (next >= 0) {
        read.append((char) next);
        next = socket.getInputStream().read();
      }
    } catch (SocketTimeoutException e) {
      return read.toString();
    }
    return read.toString();
  }

  private static void readWhile(Socket socket, BooleanSupplier more) {
    byte[] some = new byte[64 * 1024];
    try {
      while (more.getAsBoolean() && socket.getInputStream().read(some) >= 0) {
        // What it reads is of no interest; only that it reads.
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
