package io.github.kafkaspark.offsets;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.LoggedOnce;
import io.github.kafkaspark.internal.NearMiss;
import io.github.kafkaspark.lifecycle.ApplicationEvents;
import io.github.kafkaspark.lifecycle.ApplicationHandler;
import io.github.kafkaspark.lifecycle.SparkApplication;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryStartedEvent;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Records the streams that an application's settings name. Spark makes a listener for each session,
 * and for each query's copy of one; all of them share this, until the application ends.
 */
final class ApplicationRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(ApplicationRecorder.class);
  private static final Map<String, ApplicationRecorder> ALL = new ConcurrentHashMap<>();

  /** Spark waits 10 seconds for those that hear of an application's end. */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private final StoreLocation location;
  private final Set<StreamId> streams;
  private final String key;
  private volatile Recorder recorder;
  private volatile ProgressListener listener;

  private ApplicationRecorder(StoreLocation location, Set<StreamId> streams, String key) {
    this.location = location;
    this.streams = streams;
    this.key = key;
  }

  /**
   * The one for these settings.
   *
   * @param streams empty for all that have a name
   */
  static ApplicationRecorder of(StoreLocation location, Set<StreamId> streams) {
    return ALL.computeIfAbsent(
        location.place() + " " + streams, key -> new ApplicationRecorder(location, streams, key));
  }

  /**
   * Takes the start of a query; its first report decides whether it is recorded. As long as the
   * query has not reported anything, this looks at it each time the patience has passed.
   */
  void started(QueryStartedEvent event, Duration patience) {
    tell(
        listener -> {
          listener.onQueryStarted(event);
          if (isNamed(event.name())) {
            later(event, patience);
          }
        });
  }

  @Override
  public String toString() {
    return (streams.isEmpty() ? "every query with a name" : "queries " + streams)
        + " in "
        + location;
  }

  private boolean isNamed(String name) {
    return name != null
        && (streams.isEmpty() || streams.stream().anyMatch(stream -> stream.name().equals(name)));
  }

  private void later(QueryStartedEvent event, Duration patience) {
    ScheduledFuture<?> unused =
        recorder
            .watchdog()
            .schedule(() -> look(event, patience), patience.toMillis(), MILLISECONDS);
  }

  private void look(QueryStartedEvent event, Duration patience) {
    StreamingQuery query = query(event.id());
    if (query == null || query.lastProgress() != null) {
      return;
    }
    if (SparkQuery.isSilent(query)) {
      LOG.warn(
          "Query '{}' is not recorded: it is in continuous processing, where Spark reports no "
              + "progress; use another trigger",
          event.name());
    } else {
      later(event, patience);
    }
  }

  /** Takes an event; the first one of an application begins the recording. */
  void tell(Consumer<ProgressListener> event) {
    try {
      ProgressListener current = listener();
      if (current != null) {
        event.accept(current);
      }
    } catch (Throwable e) {
      boolean unused = Thread.interrupted();
      say(e);
    }
  }

  /** Logs on a thread of its own, since logging may wait for a disk or a terminal. */
  private void say(Throwable failure) {
    try {
      Daemons.start(
          "log",
          () ->
              LOG.warn(
                  "Streaming queries are not recorded in {}; the next event tries again",
                  location,
                  failure));
    } catch (Throwable noThread) {
      // Then nobody can hear of this one.
    }
  }

  /** Null as long as there is no session. */
  private ProgressListener listener() {
    ProgressListener current = listener;
    return current == null ? begin() : current;
  }

  private synchronized ProgressListener begin() {
    SparkSession session = listener == null ? session() : null;
    if (session != null) {
      ApplicationEvents.listen(session, new End());
      SparkConf settings = session.sparkContext().getConf();
      OffsetStore store =
          new LazyStore(() -> open(session), location.toString(), () -> sayWhere(settings));
      recorder =
          new Recorder(
              store,
              TrackerOptions.defaults().keepFencedQueries().keepSkippingQueries(),
              new DriverProvenance(session),
              ApplicationRecorder::query,
              this::adopt);
      listener = new ProgressListener(recorder);
    }
    return listener;
  }

  /** A store that can never be opened is tried for ever, so each try says who named it. */
  private OffsetStore open(SparkSession session) {
    try {
      return location.open(session);
    } catch (RuntimeException | LinkageError e) {
      throw new OffsetStoreException(
          "Cannot open the store that " + OffsetListener.STORE + " names: " + e.getMessage(), e);
    }
  }

  /** Once it is true. */
  private void sayWhere(SparkConf settings) {
    LOG.info("Recording offsets of streaming queries in {}", location);
    ClusterMode.warning(settings, recorder.store()).ifPresent(LOG::warn);
  }

  /** A query's own thread has its session; null if there is none at all. */
  private static SparkSession session() {
    Option<SparkSession> active = SparkSession.getActiveSession();
    return active.isDefined() ? active.get() : defaultSession();
  }

  private static SparkSession defaultSession() {
    Option<SparkSession> session = SparkSession.getDefaultSession();
    return session.isDefined() ? session.get() : null;
  }

  /** Null for a query of another session, of which the recorder knows only the events. */
  private static StreamingQuery query(UUID id) {
    SparkSession session = defaultSession();
    return session == null ? null : session.streams().get(id);
  }

  /** Decides about a query by its first progress; called on the store's thread. */
  private void adopt(StreamingQueryProgress progress) {
    if (!ProgressOffsets.readsKafka(progress)) {
      return;
    }
    if (progress.name() == null) {
      LOG.warn(
          "A query without a name (id {}) reads Kafka but is not recorded; give it one with "
              + "queryName",
          progress.id());
      return;
    }
    StreamId stream;
    try {
      stream = StreamId.of(progress.name());
    } catch (IllegalArgumentException e) {
      LOG.warn("Query '{}' is not recorded: {}", progress.name(), e.getMessage());
      return;
    }
    if (!streams.isEmpty() && !streams.contains(stream)) {
      sayLeftOut(stream);
      return;
    }
    if (OffsetTracker.anyRecords(stream.name())) {
      LOG.info(
          "Query '{}' is not recorded in {}: an OffsetTracker of this application records it",
          progress.name(),
          location);
    } else {
      Recording recording = recorder.record(stream, unused -> {});
      recording.started(progress.runId(), query(progress.id()));
      recording.progressed(recorder.newest(progress));
    }
  }

  private void sayLeftOut(StreamId query) {
    List<String> names = streams.stream().map(StreamId::name).collect(Collectors.toList());
    LoggedOnce.warn(
        String.format(
            "Query '%s' reads Kafka but is not recorded: %s names only %s; %s",
            query,
            OffsetListener.STREAMS,
            String.join(", ", names),
            NearMiss.of(query.name(), names)
                .map(name -> "did you mean it by '" + name + "'?")
                .orElse("add it, or remove the setting to record every query with a name")));
  }

  /** Commits what is left; another application of this JVM begins anew. */
  private final class End implements ApplicationHandler {
    @Override
    public void ended(SparkApplication application, Instant time) {
      boolean unused = ALL.remove(key, ApplicationRecorder.this);
      Recorder ending = recorder;
      if (ending != null) {
        boolean isDone = ApplicationEnd.commit(ending, LIMIT);
        ending.close(
            Duration.ofMillis(isDone ? 1_000 : 100)); // A store that is away ends no sooner.
      }
    }
  }
}
