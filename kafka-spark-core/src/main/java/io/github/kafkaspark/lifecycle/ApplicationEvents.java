package io.github.kafkaspark.lifecycle;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.HostRequirements;
import io.github.kafkaspark.internal.Texts;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.sql.SparkSession;

/**
 * Tells handlers when a Spark application starts and ends.
 *
 * <pre>{@code
 * ApplicationEvents.listen(spark, new ApplicationHandler() {
 *   public void started(SparkApplication application) { … }
 *   public void ended(SparkApplication application, Instant time) { … }
 * });
 * }</pre>
 *
 * <p>A listener that you add to a running application never sees Spark's own start event, which is
 * long past; this one makes the event up from the SparkContext. It tells the end once, when the
 * SparkContext stops, also in the middle of a batch and by the JVM's shutdown, but not after {@code
 * kill -9}.
 *
 * <p>A handler that throws anything, hangs or interrupts its thread harms nothing, and the log
 * names it: it does not run on Spark's thread, where an error would stop the application. Spark
 * waits for handlers of the end for 10 seconds at most.
 *
 * <p>Without a line of code in the application, by its configuration alone:
 *
 * <pre>
 * spark.extraListeners                  io.github.kafkaspark.lifecycle.ApplicationEvents
 * spark.kafkaspark.applicationHandlers  com.example.Announce,com.example.Bill
 * </pre>
 *
 * <p>The second names classes that implement {@link ApplicationHandler} and have a public
 * constructor without parameters. If a handler cannot be made, the log has a warning, and the
 * application runs without it.
 */
public final class ApplicationEvents extends SparkListener {

  /** The Spark setting that names handlers, separated by commas: {@value}. */
  public static final String HANDLERS = "spark.kafkaspark.applicationHandlers";

  private final List<GuardedHandler> handlers;
  private volatile SparkApplication application;

  /**
   * Spark calls this constructor if {@code spark.extraListeners} names the class.
   *
   * @param settings where {@value #HANDLERS} is looked up
   */
  public ApplicationEvents(SparkConf settings) {
    this(ConfiguredHandlers.of(settings), null);
  }

  private ApplicationEvents(List<ApplicationHandler> handlers, SparkApplication application) {
    this.handlers = handlers.stream().map(GuardedHandler::new).collect(Collectors.toList());
    this.application = application;
  }

  /**
   * Tells the handler of the start at once, and of the end later.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if the application has ended, or the session is one of Spark
   *     Connect
   */
  public static void listen(SparkSession spark, ApplicationHandler handler) {
    HostRequirements.requireLiveSession(spark);
    listen(spark.sparkContext(), handler);
  }

  /**
   * Tells the handler of the start at once, and of the end later.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if the application has ended
   */
  public static void listen(SparkContext context, ApplicationHandler handler) {
    HostRequirements.requireLive(context);
    requireNonNull(handler, "handler");
    SparkApplication application = SparkApplication.of(context);
    ApplicationEvents events =
        new ApplicationEvents(Collections.singletonList(handler), application);
    context.addSparkListener(events);
    events.tellStart();
  }

  /** The application, if it is known yet, and how many handlers are told. */
  @Override
  public String toString() {
    SparkApplication known = application;
    return "ApplicationEvents("
        + Texts.count(handlers.size(), "handler")
        + (known == null ? "" : " of " + known)
        + ")";
  }

  private void tellStart() {
    handlers.forEach(handler -> handler.started(application));
  }

  /** Spark's; seen only by a listener that {@code spark.extraListeners} has named. */
  @Override
  public void onApplicationStart(SparkListenerApplicationStart start) {
    if (application == null) {
      application =
          new SparkApplication(
              start.appId().isDefined() ? start.appId().get() : "unknown",
              start.appName(),
              start.sparkUser(),
              Instant.ofEpochMilli(start.time()));
      tellStart();
    }
  }

  /** Spark's; waits for the handlers, since the JVM may be gone when this has returned. */
  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd end) {
    SparkApplication ending = application;
    if (ending != null) {
      GuardedHandler.end(handlers, ending, Instant.ofEpochMilli(end.time()));
    }
  }
}
