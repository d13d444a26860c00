package io.github.kafkaspark.jobs.web;

import io.github.kafkaspark.jobs.api.Jobs;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Header;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinLogger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The page and the API over HTTP. */
public final class JobsServer implements AutoCloseable {

  static final int MOST_THREADS = 32;
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(10));
  private static final long AUDIT_BYTES = 4L * 1024 * 1024;

  /**
   * How long things may take.
   *
   * @param heartbeat the time between two signs of life to a viewer
   * @param body the time that a request's body may take
   */
  record Limits(Duration heartbeat, Duration body) {}

  private final URI address;
  private final Javalin javalin;
  private final Events events;

  private JobsServer(URI address, Javalin javalin, Events events) {
    this.address = address;
    this.javalin = javalin;
    this.events = events;
  }

  /**
   * Listens.
   *
   * @throws IllegalStateException if the port is in use, or a file that only the service may read
   *     is open to others
   */
  public static JobsServer start(Jobs jobs, ServerSettings settings) {
    return start(jobs, settings, LIMITS);
  }

  static JobsServer start(Jobs jobs, ServerSettings settings, Limits limits) {
    Gate gate;
    Audit audit;
    Tokens tokens;
    Connectors connectors;
    try {
      tokens = Tokens.open(settings.data());
      audit =
          new Audit(
              settings.data().resolve("audit.log"), AUDIT_BYTES, settings.clock(), Json.MAPPER);
      connectors = new Connectors(settings);
      gate = new Gate(tokens, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot start: a file of the service cannot be used (" + e + ")", e);
    }
    Events events = new Events(jobs, Json.MAPPER, limits.heartbeat(), tokens::has);
    try {
      Routes routes = new Routes(jobs, events, audit, Json.MAPPER, limits.body());
      Javalin javalin = Javalin.create(config -> configure(config, connectors, gate, routes));
      listen(javalin);
      return new JobsServer(settings.address(javalin.port()), javalin, events);
    } catch (JavalinBindException e) {
      events.close();
      throw new IllegalStateException(
          "Cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + ": the port is in use, or not allowed; give another one with --listen HOST:PORT",
          e);
    } catch (RuntimeException e) {
      events.close();
      throw e;
    }
  }

  /** Javalin logs an error with its stack before it throws the same, and who calls this says it. */
  private static void listen(Javalin javalin) {
    JavalinLogger.enabled = false;
    try {
      javalin.start();
    } finally {
      JavalinLogger.enabled = true;
    }
  }

  /** Where the page is. */
  public URI address() {
    return address;
  }

  int viewers() {
    return events.viewers();
  }

  @Override
  public void close() {
    events.close();
    javalin.stop();
  }

  private static void configure(
      JavalinConfig config, Connectors connectors, Gate gate, Routes routes) {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 4);
    threads.setName("kafka-spark-jobs-web");
    config.jetty.threadPool = threads;
    connectors.add(config.jetty);
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.routes.before(gate::enter);
    config.routes.before("/api/*", gate::identify);
    config.routes.beforeMatched("/api/*", gate::authorize);
    routes.add(config.routes);
    Problems.add(config.routes);
    files(config, "/", "/io/github/kafkaspark/jobs/web/page");
    files(config, "/uplot", "/META-INF/resources/webjars/uplot/1.6.30");
  }

  private static void files(JavalinConfig config, String path, String folder) {
    config.staticFiles.add(
        files -> {
          files.hostedPath = path;
          files.directory = folder;
          files.location = Location.CLASSPATH;
          files.headers = Map.of(Header.CACHE_CONTROL, "no-cache");
        });
  }
}
