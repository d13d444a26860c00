package io.github.kafkaspark.jobs.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fifty viewers and two hundred requests at once: threads and memory stay where they are. */
class LoadTest {

  private static final int VIEWERS = 50;
  private static final int REQUESTS = 200;
  private static final int ROUNDS = 10;

  /** One, which keeps its connections: the server has as many as it may after three rounds. */
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path data;

  @Test
  @Tag("heavy")
  void takesFiftyViewersAndTwoHundredRequestsAtOnce() throws Exception {
    try (Served served = new Served(data)) {
      List<Socket> viewers = new ArrayList<>();
      List<CompletableFuture<Void>> reading = new ArrayList<>();
      for (int i = 0; i < VIEWERS; i++) {
        Socket viewer = watch(served);
        viewers.add(viewer);
        reading.add(CompletableFuture.runAsync(() -> readAll(viewer), LoadTest::inAThread));
      }
      await().until(() -> served.viewers() == VIEWERS);

      ask(served, 0); // Connections and their buffers are there after two rounds.
      ask(served, 1);
      long before = memory();
      for (int round = 2; round < 2 + ROUNDS; round++) {
        ask(served, round);
        assertThat(threads()).isLessThanOrEqualTo(JobsServer.MOST_THREADS + 1L);
      }
      long after = memory();

      assertThat(served.viewers()).isEqualTo(VIEWERS);
      assertThat(after - before)
          .as("bytes of the heap that %d rounds have left behind", ROUNDS)
          .isLessThan(4L * 1024 * 1024);
      for (Socket viewer : viewers) {
        viewer.close();
      }
      reading.forEach(CompletableFuture::join);
      await().until(() -> served.viewers() == 0);
    }
  }

  /** All requests at once, while each viewer is told of twenty changes. */
  private void ask(Served served, int round) {
    HttpRequest request = served.request("/api/jobs", served.look()).build();
    List<CompletableFuture<Integer>> answers =
        Stream.generate(
                () ->
                    client
                        .sendAsync(request, BodyHandlers.ofString())
                        .thenApply(answer -> answer.statusCode()))
            .limit(REQUESTS)
            .toList();
    for (int i = 0; i < 20; i++) {
      served.jobs().look(0, round, i);
    }
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(200));
  }

  private static Socket watch(Served served) throws IOException {
    Socket socket = Raw.connect(served.address());
    Raw.write(
        socket,
        "GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + served.look()
            + "\r\n\r\n");
    return socket;
  }

  private static void readAll(Socket viewer) {
    byte[] some = new byte[8192];
    try {
      while (viewer.getInputStream().read(some) >= 0) {
        // It only has to keep up.
      }
    } catch (IOException e) {
      // The test has closed it.
    }
  }

  private static void inAThread(Runnable task) {
    Thread thread = new Thread(task, "viewer");
    thread.setDaemon(true);
    thread.start();
  }

  /** How many threads the server has. */
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("kafka-spark-jobs-"))
        .count();
  }

  private static long memory() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
