package io.github.kafkaspark.jobs.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.kafkaspark.jobs.api.Change;
import io.github.kafkaspark.jobs.api.Jobs;
import io.github.kafkaspark.jobs.api.Subscription;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Tells all viewers of each change, as server-sent events. One thread for all of them, for
 * heartbeats.
 */
final class Events implements AutoCloseable {

  static final int MOST_VIEWERS = 100;
  private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(UTF_8);

  private final ObjectMapper json;
  private final Predicate<Caller> stillAllowed;
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "kafka-spark-jobs-heartbeat");
            thread.setDaemon(true);
            return thread;
          });
  private final Subscription subscription;

  Events(Jobs jobs, ObjectMapper json, Duration every, Predicate<Caller> stillAllowed) {
    this.json = json;
    this.stillAllowed = stillAllowed;
    this.subscription = jobs.listen(this::tell);
    ScheduledFuture<?> unused =
        heart.scheduleWithFixedDelay(
            this::beat, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Answers with events until one of the two sides ends. */
  void open(Context ctx) {
    if (viewers.size() >= MOST_VIEWERS) {
      throw new Problem(
          503,
          "Cannot watch: " + MOST_VIEWERS + " viewers do already; close a page, or come later");
    }
    HttpServletResponse response = ctx.res();
    response.setContentType("text/event-stream;charset=utf-8");
    response.setHeader("X-Accel-Buffering", "no");
    Caller caller = Gate.caller(ctx);
    ctx.future(
        () -> {
          ServletOutputStream out = output(response);
          Viewer viewer = new Viewer(caller, out);
          viewers.add(viewer);
          CompletableFuture<Void> end = viewer.end().thenRun(() -> viewers.remove(viewer));
          viewer.send(HEARTBEAT);
          try {
            out.setWriteListener(viewer);
          } catch (IllegalStateException e) {
            viewer.close(); // It has gone already.
          }
          return end;
        });
  }

  int viewers() {
    return viewers.size();
  }

  @Override
  public void close() {
    subscription.close();
    heart.shutdownNow();
    viewers.forEach(Viewer::close);
  }

  private void tell(Change change) {
    byte[] event = event(change.type(), change.view());
    viewers.forEach(viewer -> viewer.send(event));
  }

  /** Finds viewers that have gone, and those whose token was taken away. */
  private void beat() {
    for (Viewer viewer : viewers) {
      if (stillAllowed.test(viewer.caller())) {
        viewer.send(HEARTBEAT);
      } else {
        viewer.close();
      }
    }
  }

  private byte[] event(String type, Object view) {
    try {
      return ("event: " + type + "\ndata: " + json.writeValueAsString(view) + "\n\n")
          .getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + type + " as JSON", e);
    }
  }

  private static ServletOutputStream output(HttpServletResponse response) {
    try {
      return response.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
