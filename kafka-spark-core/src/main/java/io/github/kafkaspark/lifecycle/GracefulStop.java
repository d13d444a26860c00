package io.github.kafkaspark.lifecycle;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Texts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Ends streaming queries between two batches: on SIGTERM, on a marker file, or on a call.
 *
 * <pre>{@code
 * ArmedStop stop =
 *     GracefulStop.of(query)
 *         .within(Duration.ofMinutes(2))
 *         .onMarker("hdfs://namenode/jobs/orders/stop")
 *         .andThen("offsets", () -> tracker.closeOrFail(Duration.ofSeconds(30)))
 *         .arm();
 *
 * StopOutcome outcome = stop.awaitTermination(); // in place of query.awaitTermination()
 * }</pre>
 *
 * <p>When asked to stop, it lets the running batch of each query finish, stops the query, and then
 * runs what {@link #andThen} has named. A batch that is still running at the limit is cut: Spark
 * reads it again after a restart. {@link StopOutcome} tells which it was.
 *
 * <p>Spark has no call that holds a query's next batch back, and its {@code stop()} cancels a batch
 * that runs. So the query is stopped in the few milliseconds in which one batch is in the
 * checkpoint's commit log and the next one asks its sources where it ends. On a machine so busy
 * that this moment is missed, one batch more runs. Should the call come too late all the same, the
 * batch that has begun is cancelled, and is what a restart begins with. Continuous processing and
 * real-time mode have no such moment, or not soon; they are cut at the limit at the latest.
 *
 * <p>On SIGTERM and SIGINT (control-C) the JVM goes on as before until the queries have ended, so
 * that nothing that the sink needs is closed under it. Then it ends with the outcome's exit status.
 * If all went well, it first waits, within the limit, for what the threads do that have called
 * {@link ArmedStop#awaitTermination()}. Shutdown hooks that have not ended 10 seconds after the
 * limit are cut off: the JVM is halted, and says on the standard error what ran. A second signal
 * halts it at once.
 *
 * <p>A JVM that ends otherwise, such as by {@code System.exit}, stops the queries in a shutdown
 * hook that runs before Spark's own; the library then does not set the exit status.
 *
 * <p>An immutable value; steps return new values.
 */
public final class GracefulStop {

  private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final List<StreamingQuery> queries;
  private final Duration limit;
  private final List<Marker> markers;
  private final List<EndHook> hooks;

  private GracefulStop(
      List<StreamingQuery> queries, Duration limit, List<Marker> markers, List<EndHook> hooks) {
    this.queries = queries;
    this.limit = limit;
    this.markers = markers;
    this.hooks = hooks;
  }

  /**
   * Stops these queries together. One that has ended already, by itself or with its SparkContext,
   * counts as one that ends at once.
   *
   * @throws NullPointerException if an argument or one of the queries is null
   * @throws IllegalArgumentException if a query is given twice
   */
  public static GracefulStop of(StreamingQuery query, StreamingQuery... more) {
    List<StreamingQuery> all = new ArrayList<>();
    all.add(requireNonNull(query, "query"));
    for (StreamingQuery next : requireNonNull(more, "more")) {
      all.add(requireNonNull(next, "query"));
    }
    Set<UUID> runs = new HashSet<>();
    for (StreamingQuery each : all) {
      if (!runs.add(each.runId())) {
        throw new IllegalArgumentException(
            "Invalid query: " + WatchedQuery.name(each) + " (expected each query once)");
      }
    }
    return new GracefulStop(all, DEFAULT_LIMIT, Collections.emptyList(), Collections.emptyList());
  }

  /**
   * Sets how long all of it may take, from the request on; one minute if you do not say. The last
   * tenth, at most 10 seconds, is kept for the end of the queries and for the hooks.
   *
   * @throws NullPointerException if {@code limit} is null
   * @throws IllegalArgumentException if it is not more than zero, or more than a day
   */
  public GracefulStop within(Duration limit) {
    requireNonNull(limit, "limit");
    if (limit.isZero() || limit.isNegative() || limit.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "Invalid limit: '" + Texts.of(limit) + "' (expected more than zero, and a day at most)");
    }
    return new GracefulStop(queries, limit, markers, hooks);
  }

  /**
   * Stops when a file of this name is created on the driver's host. The stop looks for the file
   * every second, and deletes it when it finds it, so that the next start does not stop at once. A
   * file that somebody has created since the application began counts too, before the stop is
   * armed.
   *
   * @throws NullPointerException if {@code file} is null
   */
  public GracefulStop onMarker(Path file) {
    return onMarker(new LocalMarker(requireNonNull(file, "file")));
  }

  /**
   * Stops when a file is created on a file system of Hadoop, as {@link #onMarker(Path)} does. It
   * uses Spark's Hadoop configuration. It survives a file system that does not answer, and logs
   * that once.
   *
   * @param uri such as {@code hdfs://namenode/jobs/orders/stop}
   * @throws NullPointerException if {@code uri} is null
   * @throws IllegalArgumentException if it is not a URI with a scheme, or Spark's Hadoop knows no
   *     file system for it
   */
  public GracefulStop onMarker(String uri) {
    return onMarker(
        HadoopMarker.at(uri, queries.get(0).sparkSession().sparkContext().hadoopConfiguration()));
  }

  private GracefulStop onMarker(Marker marker) {
    return new GracefulStop(queries, limit, with(markers, marker), hooks);
  }

  /**
   * Runs this when all queries have ended, however they did; several hooks run in the order of the
   * calls. A hook that throws or hangs harms none of the others, and the log has its name.
   *
   * @param name for the log, such as {@code "offsets"}
   * @param hook what is closed, such as an {@code OffsetTracker}, or what is run
   * @throws NullPointerException if an argument is null
   */
  public GracefulStop andThen(String name, AutoCloseable hook) {
    return new GracefulStop(queries, limit, markers, with(hooks, new EndHook(name, hook)));
  }

  private static <T> List<T> with(List<T> list, T next) {
    List<T> longer = new ArrayList<>(list);
    longer.add(next);
    return Collections.unmodifiableList(longer);
  }

  /**
   * Waits for a reason to stop, on a daemon thread, from now on. The query goes on as before.
   *
   * @throws IllegalStateException if a marker is older than the Spark application, or the JVM is
   *     shutting down; the queries go on, without anybody to stop them
   */
  public ArmedStop arm() {
    Optional<MarkerWatch> watch =
        markers.isEmpty() ? Optional.empty() : Optional.of(new MarkerWatch(markers));
    watch.ifPresent(markerWatch -> markerWatch.refuseOlderThan(applicationBegin()));
    ArmedStop armed = new ArmedStop(WatchedQuery.all(queries), limit, hooks);
    ArmedStops.add(armed);
    armed.start();
    watch.ifPresent(markerWatch -> markerWatch.start(armed));
    return armed;
  }

  private Instant applicationBegin() {
    return Instant.ofEpochMilli(queries.get(0).sparkSession().sparkContext().startTime());
  }

  /** The queries, the limit, the markers and the hooks. */
  @Override
  public String toString() {
    return "GracefulStop("
        + WatchedQuery.all(queries)
        + " within "
        + Texts.of(limit)
        + (markers.isEmpty() ? "" : ", markers " + markers)
        + (hooks.isEmpty() ? "" : ", then " + hooks)
        + ")";
  }
}
