package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryStartedEvent;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryTerminatedEvent;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what queries report to the recordings of their streams, by the queries' names: on the walk
 * back to the store the first after the listener. It owns the store and the threads.
 */
final class Recorder {

  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final Duration QUESTION_LIMIT = Duration.ofSeconds(5);

  /** For what takes long and nobody waits for. */
  static final Executor BACKGROUND = work -> Daemons.start("background", work);

  private final SharedParts shared;
  private final Function<UUID, StreamingQuery> queries;
  private final Consumer<StreamingQueryProgress> unknown;
  private final ScheduledThreadPoolExecutor storeThread = Daemons.scheduled("offsets");
  private final ScheduledThreadPoolExecutor watchdog = Daemons.scheduled("watchdog");
  private final Map<String, Recording> recordings = new ConcurrentHashMap<>();
  private final Queue<TrackedStreamBean> beans = new ConcurrentLinkedQueue<>();

  /** The newest progress of each query that has no recording, or had none then. */
  private final Map<UUID, StreamingQueryProgress> others = new ConcurrentHashMap<>();

  /**
   * The runs that have started since this listens, until they end. What others have reported before
   * may still be on its way.
   */
  private final Set<UUID> begun = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /**
   * @param provenance of a commit that is made now
   * @param queries finds an active query by its id; null if there is none
   * @param unknown gets the first progress of a query without a recording, on the store's thread
   */
  Recorder(
      OffsetStore store,
      TrackerOptions options,
      Supplier<Provenance> provenance,
      Function<UUID, StreamingQuery> queries,
      Consumer<StreamingQueryProgress> unknown) {
    this.shared =
        new SharedParts(
            store,
            options,
            provenance,
            storeThread,
            new HealthReports(options.onHealthChange),
            System::nanoTime,
            TrackerOptions.DEFAULT_LIMIT,
            work -> Daemons.start("stop query", work),
            BACKGROUND,
            Recorder::identities);
    this.queries = queries;
    this.unknown = unknown;
    repeat(watchdog, WATCH, this::watch);
    repeat(storeThread, LOOK, Recording::look);
  }

  /** What cannot be told now is asked again. */
  private static Map<String, TopicIdentity> identities(KafkaCluster cluster, Set<String> topics) {
    boolean isLong = cluster.timeout().compareTo(QUESTION_LIMIT) > 0;
    return Brokers.ask(
        isLong ? cluster.timeout(QUESTION_LIMIT) : cluster, topics, BrokerOffsets::identities);
  }

  /** Repeats this for all recordings. */
  private void repeat(ScheduledExecutorService thread, Duration pause, Consumer<Recording> what) {
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(
            () -> recordings.values().forEach(recording -> tryTo(what, recording)),
            pause.toMillis(),
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void watch(Recording recording) {
    recording.doubts().keep(this::isActive);
    recording.watch();
  }

  private boolean isActive(UUID query) {
    StreamingQuery active = queries.apply(query);
    return active != null && active.isActive();
  }

  private static void tryTo(Consumer<Recording> what, Recording recording) {
    try {
      what.accept(recording);
    } catch (Throwable e) {
      LOG.warn("Could not look after the stream '{}'", recording.id(), e);
    }
  }

  /**
   * Records this stream from now on.
   *
   * @param begin is called for it if it was not recorded before, when events find it already
   */
  Recording record(StreamId stream, Consumer<Recording> begin) {
    AtomicBoolean made = new AtomicBoolean();
    Recording recording =
        recordings.computeIfAbsent(
            stream.name(),
            key -> {
              made.set(true);
              return new Recording(stream, shared);
            });
    if (made.get()) {
      begin.accept(recording);
      beans.add(TrackedStreamBean.show(stream, recording::view));
    }
    return recording;
  }

  /** In the order of their names. */
  Collection<Recording> recordings() {
    return new TreeMap<>(recordings).values();
  }

  List<StreamStatus> status() {
    return recordings().stream().map(Recording::status).collect(Collectors.toList());
  }

  /**
   * Commits what all queries have done.
   *
   * @return by stream, why not all of it could be committed within the limit
   */
  Map<StreamId, RuntimeException> finish(Duration limit) {
    Deadline deadline = Deadline.in(limit);
    Map<StreamId, RuntimeException> failures = new TreeMap<>();
    for (Recording recording : recordings()) {
      if (recording.unused().isPresent()) {
        LOG.warn("Stream '{}' was not recorded: {}", recording.id(), recording.unused().get());
        continue;
      }
      try {
        recording.finish(deadline.left());
      } catch (RuntimeException e) {
        failures.put(recording.id(), e);
      }
    }
    return failures;
  }

  /**
   * Ends the threads. The store's own thread closes the store as its last work, however long a call
   * of it takes; this waits for that, but only so long.
   */
  void close(Duration limit) {
    closed = true;
    recordings.values().forEach(Recording::detach);
    beans.forEach(TrackedStreamBean::close);
    watchdog.shutdown();
    storeThread.execute(this::end);
    if (!awaitStoreThread(limit)) {
      LOG.warn(
          "The {} is not closed within {}: a call of it has not returned; its thread closes it when"
              + " the call has",
          shared.store,
          Texts.rounded(limit));
    }
  }

  /** They finish what they have begun. */
  void endThreads() {
    watchdog.shutdown();
    storeThread.shutdown();
    shared.reports.close();
  }

  private void end() {
    try {
      recordings.values().forEach(recording -> tryTo(Recording::close, recording));
      shared.store.close();
    } catch (Throwable e) {
      LOG.warn("Could not close the {}", shared.store, e);
    } finally {
      shared.reports.close(); // The host still hears of what the last commits have shown.
      storeThread.shutdown();
    }
  }

  private boolean awaitStoreThread(Duration limit) {
    try {
      return storeThread.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return storeThread.isTerminated();
    }
  }

  // ---- Spark's threads: no lock, no I/O ----

  void started(QueryStartedEvent event) {
    boolean unused = begun.add(event.runId());
    Recording recording = event.name() == null ? null : recordings.get(event.name());
    if (recording != null) {
      recording.started(event.runId(), queries.apply(event.id()));
    }
  }

  void progressed(StreamingQueryProgress progress) {
    if (!handOver(progress)) {
      boolean first = others.put(progress.id(), progress) == null;
      if (first) {
        storeThread.execute(() -> unknown.accept(progress));
      } else {
        boolean unused = handOver(progress); // It may have a recording by now.
      }
    }
  }

  private boolean handOver(StreamingQueryProgress progress) {
    Recording recording = progress.name() == null ? null : recordings.get(progress.name());
    if (recording == null) {
      return false;
    }
    if (begun.contains(progress.runId())) {
      recording.foundLate(progress.runId());
    }
    recording.progressed(progress);
    return true;
  }

  void terminated(QueryTerminatedEvent event) {
    boolean unused = begun.remove(event.runId());
    recordings
        .values()
        .forEach(recording -> recording.ended(event.runId(), event.exception().isDefined()));
    storeThread.execute(() -> forget(event.id()));
  }

  void survived(Throwable failure) {
    storeThread.execute(
        () -> LOG.warn("Could not take a query's progress; the next one will do", failure));
  }

  // ---- for whoever made this ----

  /**
   * The newest report of a query without a recording; the store's thread may have been busy since.
   */
  StreamingQueryProgress newest(StreamingQueryProgress first) {
    return others.getOrDefault(first.id(), first);
  }

  /** Comes behind the decision of the store's thread about the query. */
  private void forget(UUID query) {
    StreamingQueryProgress unused = others.remove(query);
    recordings.values().forEach(recording -> recording.doubts().keep(id -> !id.equals(query)));
  }

  boolean records(String query) {
    return recordings.containsKey(query);
  }

  OffsetStore store() {
    return shared.store;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "Cannot use this OffsetTracker: it is closed; attach a new one");
    }
  }

  ScheduledExecutorService storeThread() {
    return storeThread;
  }

  ScheduledExecutorService watchdog() {
    return watchdog;
  }
}
