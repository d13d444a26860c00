package io.github.kafkaspark.offsets;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.internal.HostRequirements;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in a store how far the streaming queries of a session have come.
 *
 * <pre>{@code
 * try (OffsetTracker tracker =
 *     OffsetTracker.attach(spark, OffsetStores.file(Paths.get("/var/lib/offsets")))) {
 *   TrackedStream orders = tracker.stream("orders-to-lake");
 *   …
 * }
 * }</pre>
 *
 * <p>It commits offsets when Spark reports a batch as done, that is after the sink has returned. On
 * Spark's threads it only hands the report over. A daemon thread commits the newest offsets, and
 * tries again while the store is down. A broken store never harms the query.
 *
 * <p>It records only the streams that the host has named by {@link #stream}. If the host commits a
 * stream's offsets by itself, with the rows of its sink, it must not name the stream: see {@code
 * JdbcOffsetWriter}.
 *
 * <p>It sees only queries of this very session; a session of {@code newSession()} needs a tracker
 * of its own. Spark reports no progress of continuous processing, so the tracker cannot record it.
 * Safe for use by several threads.
 */
public final class OffsetTracker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OffsetTracker.class);

  /**
   * The sessions that have one, or are about to. A tracker has its session, and must not keep it.
   */
  private static final Map<SparkSession, WeakReference<OffsetTracker>> ATTACHED =
      Collections.synchronizedMap(new WeakHashMap<>());

  private static final WeakReference<OffsetTracker> BEGINNING = new WeakReference<>(null);
  private static final int MOST_NAMED = 5;

  private final SparkSession spark;
  private final String store;
  private final Recorder recorder;
  private final ProgressListener listener;
  private final Map<StreamId, TrackedStream> streams = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private OffsetTracker(SparkSession spark, OffsetStore store, TrackerOptions options) {
    this.spark = spark;
    this.store = text(store);
    this.recorder =
        new Recorder(
            store,
            options,
            new DriverProvenance(spark),
            id -> spark.streams().get(id),
            progress -> UntrackedQuery.look(progress, recorder()));
    this.listener = new ProgressListener(recorder);
  }

  /** Asked once, on the host's thread: the store may be the host's, and its text do anything. */
  private static String text(OffsetStore store) {
    try {
      return Texts.line(store.toString());
    } catch (RuntimeException | LinkageError e) {
      return "a " + store.getClass().getName();
    }
  }

  /**
   * Listens to the session's queries and records them in this store, with the {@link
   * TrackerOptions#defaults() default options}, until it is closed.
   *
   * @param store belongs to the tracker from now on, which closes it
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if a tracker is attached to the session already, which {@link
   *     #of} finds, or the session is stopped or one of Spark Connect
   */
  public static OffsetTracker attach(SparkSession spark, OffsetStore store) {
    return attach(spark, store, TrackerOptions.defaults());
  }

  /**
   * Listens to the session's queries and records them in this store, until it is closed.
   *
   * @param store belongs to the tracker from now on, which closes it
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if a tracker is attached to the session already, which {@link
   *     #of} finds, or the session is stopped or one of Spark Connect
   */
  public static OffsetTracker attach(
      SparkSession spark, OffsetStore store, TrackerOptions options) {
    HostRequirements.requireLiveSession(spark);
    requireNonNull(store, "store");
    requireNonNull(options, "options");
    // The store's answer may be somebody else's code: nothing is attached before it has come.
    Optional<String> warning = ClusterMode.warning(spark.sparkContext().getConf(), store);
    if (ATTACHED.putIfAbsent(spark, BEGINNING) != null) {
      throw new IllegalStateException(
          "Cannot attach an OffsetTracker to this SparkSession: "
              + (of(spark).isPresent()
                  ? "one is attached already, and two would record the same queries; use that one, "
                      + "which OffsetTracker.of(spark) gives, for all streams, or close it first"
                  : "another one is being attached or closed; wait until that call has returned"));
    }
    OffsetTracker tracker = null;
    try {
      tracker = new OffsetTracker(spark, store, options);
      spark.streams().addListener(tracker.listener);
      ATTACHED.put(spark, new WeakReference<>(tracker));
      LOG.info("Tracking offsets of streaming queries in {}", tracker.store);
      warning.ifPresent(LOG::warn);
      warnIfForgetful(spark);
      return tracker;
    } catch (RuntimeException | Error e) {
      if (tracker == null) {
        ATTACHED.remove(spark);
      } else {
        tracker.giveUp();
      }
      throw e;
    }
  }

  /** Leaves nothing behind of an attach that has failed; the store is the host's still. */
  private void giveUp() {
    try {
      detach();
    } finally {
      recorder.endThreads();
    }
  }

  /**
   * The tracker that is attached to this session, until it is closed. A cell of a notebook that may
   * run twice takes the one that is there:
   *
   * <pre>{@code
   * OffsetTracker tracker =
   *     OffsetTracker.of(spark)
   *         .orElseGet(() -> OffsetTracker.attach(spark, OffsetStores.file(directory)));
   * }</pre>
   *
   * <p>It finds that of this very session: not that of the session which {@code newSession()} was
   * called on, nor, within {@code foreachBatch}, that of the query's session. A session that is
   * stopped has its tracker still. Waits for nobody.
   *
   * @return empty if none is attached, or it is closed
   * @throws NullPointerException if {@code spark} is null
   */
  public static Optional<OffsetTracker> of(SparkSession spark) {
    WeakReference<OffsetTracker> found = ATTACHED.get(requireNonNull(spark, "spark"));
    return found == null
        ? Optional.empty()
        : Optional.ofNullable(found.get()).filter(tracker -> !tracker.closed.get());
  }

  private static void warnIfForgetful(SparkSession spark) {
    String kept =
        spark.sparkContext().getConf().get("spark.sql.streaming.numRecentProgressUpdates", "100");
    if (kept.equals("1") || kept.equals("0")) {
      LOG.warn("query.lastProgress() is always null: {}", StreamDoubts.FORGOTTEN);
    }
  }

  /**
   * The stream of this name; a second call gives the same handle. The query and the store both have
   * the name: keep it for as long as the job lives.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if it is not a legal {@link StreamId}
   * @throws IllegalStateException if the tracker is closed, or its session is stopped and the name
   *     is new
   */
  public TrackedStream stream(String name) {
    recorder.requireOpen();
    StreamId id = StreamId.of(name);
    return streams.computeIfAbsent(id, this::begin);
  }

  private TrackedStream begin(StreamId id) {
    requireLive();
    return new TrackedStream(
        spark,
        recorder.record(id, this::adopt),
        new SessionCheckpoint(spark, id)::warnOfOthers,
        recorder::requireOpen,
        this::requireLive);
  }

  /** A query of another session would not be recorded, nor one that cannot run. */
  private void requireLive() {
    recorder.requireOpen();
    HostRequirements.requireLiveSession(spark);
  }

  /** A query of that name may be running already. */
  private void adopt(Recording recording) {
    for (StreamingQuery query : spark.streams().active()) {
      if (recording.id().name().equals(query.name())) {
        recording.found(query.runId(), query);
      }
    }
  }

  /** All that {@link #stream} has been called for, by name; of a closed tracker too. */
  public List<TrackedStream> streams() {
    return Collections.unmodifiableList(new ArrayList<>(new TreeMap<>(streams).values()));
  }

  /** The status of each stream's recording now, by name. Does not block. */
  public List<StreamStatus> status() {
    return recorder.status();
  }

  /** Closes with a limit of 30 seconds: see {@link #close(Duration)}. */
  @Override
  public void close() {
    close(TrackerOptions.DEFAULT_LIMIT);
  }

  /**
   * Commits what each query's {@code lastProgress} says, stops listening, and closes the store. If
   * it cannot commit something within the limit, it logs a warning, and a restart reads that again.
   * A store that has not returned from a call by then is closed by the tracker's thread when it
   * has. A running query goes on unrecorded. A thread that is interrupted already still waits, and
   * stays interrupted afterwards. A second call does nothing. {@link #closeOrFail} throws instead.
   *
   * @param limit how long it takes at most, over all streams
   * @throws NullPointerException if {@code limit} is null
   */
  public void close(Duration limit) {
    end(limit).forEach(OffsetTracker::sayNotCommitted);
  }

  /** The trace of a store's own exception says nothing more. */
  private static void sayNotCommitted(StreamId stream, RuntimeException e) {
    String text = "Stream '{}' is closed with offsets that are not committed: {}";
    if (e instanceof OffsetStoreException) {
      LOG.warn(text, stream, e.getMessage());
    } else {
      LOG.warn(text, stream, e.getMessage(), e);
    }
  }

  /**
   * Closes as {@link #close(Duration)} does, and fails if the store lacks what a query has done:
   * for a {@code GracefulStop}, whose outcome then says so.
   *
   * @param limit how long it takes at most, over all streams
   * @throws NullPointerException if {@code limit} is null
   * @throws OffsetStoreException if something could not be committed within the limit; the tracker
   *     is closed all the same
   */
  public void closeOrFail(Duration limit) {
    Map<StreamId, RuntimeException> failures = end(limit);
    if (!failures.isEmpty()) {
      OffsetStoreException failure =
          new OffsetStoreException(
              failures.entrySet().stream()
                  .map(entry -> entry.getKey() + ": " + entry.getValue().getMessage())
                  .collect(
                      joining(
                          "; ",
                          "Streams are closed with offsets that are not committed, and a restart "
                              + "reads again what came after: ",
                          "")));
      failures.values().forEach(failure::addSuppressed);
      throw failure;
    }
  }

  /** By stream, why not all is committed; none if it is closed already. */
  private Map<StreamId, RuntimeException> end(Duration limit) {
    requireNonNull(limit, "limit");
    if (!closed.compareAndSet(false, true)) {
      return Collections.emptyMap();
    }
    // A host that shuts down often interrupts its threads first, and still wants the last commit.
    boolean interrupted = Thread.interrupted();
    try {
      return finish(limit);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Map<StreamId, RuntimeException> finish(Duration limit) {
    Deadline deadline = Deadline.in(limit);
    Map<StreamId, RuntimeException> failures =
        recorder.finish(limit.minus(limit.dividedBy(10))); // The rest is for the store to close.
    detach();
    recorder.close(deadline.left());
    return failures;
  }

  private void detach() {
    ATTACHED.remove(spark);
    try {
      spark.streams().removeListener(listener);
    } catch (RuntimeException e) {
      LOG.debug("The session is gone, and the listener with it", e);
    }
  }

  /** One line: where it records, and the health of its streams, the worst first. */
  @Override
  public String toString() {
    List<StreamStatus> all = new ArrayList<>(status());
    all.sort(comparing(StreamStatus::health).reversed());
    int more = all.size() - MOST_NAMED;
    return head(all)
        + all.stream()
            .limit(MOST_NAMED)
            .map(each -> "'" + each.stream() + "' " + each.health())
            .collect(
                joining(", ", all.isEmpty() ? "" : ": ", more > 0 ? " and " + more + " more" : ""));
  }

  /** A text for people: where it records, and a line for each stream. */
  public String describe() {
    List<StreamStatus> all = status();
    return all.stream().map(each -> "\n" + each).collect(joining("", head(all), ""));
  }

  private String head(List<StreamStatus> all) {
    return (closed.get() ? "Closed OffsetTracker of " : "OffsetTracker of ")
        + Texts.count(all.size(), "stream")
        + " in "
        + store;
  }

  Recorder recorder() {
    return recorder;
  }

  /** Whether a tracker of this JVM records a query of this name. */
  static boolean anyRecords(String query) {
    synchronized (ATTACHED) {
      return ATTACHED.values().stream()
          .map(WeakReference::get)
          .anyMatch(tracker -> tracker != null && tracker.recorder.records(query));
    }
  }
}
