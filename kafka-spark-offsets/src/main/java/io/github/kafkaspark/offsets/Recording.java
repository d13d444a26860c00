package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records one stream: claims it, and commits what its query reports. */
final class Recording {

  private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

  /** If a store or a query's first progress takes longer than this, the status says so. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StreamId id;
  private final TrackedStream handle = new TrackedStream(this);
  private final Recorder recorder;
  private final TrackerOptions options;
  private final CommitSlot slot;
  private final TrackedQuery query = new TrackedQuery();
  private final StreamLag lag = new StreamLag();

  private final StreamState state;
  private volatile ResumePlan plan;

  Recording(StreamId id, Recorder recorder) {
    this.id = id;
    this.recorder = recorder;
    this.options = recorder.options();
    this.slot = new CommitSlot(recorder.storeThread(), options.commitEvery, new Committer());
    this.state = new StreamState(id, recorder, query);
  }

  StreamId id() {
    return id;
  }

  /** The host's handle of it. */
  TrackedStream handle() {
    return handle;
  }

  /** The offsets that the query has reported as done. */
  TopicOffsets current() {
    return newest().map(ProgressOffsets::ends).orElse(TopicOffsets.empty());
  }

  /** The lag of the newest commit behind the ends, by partition. */
  Map<String, Long> lag() {
    OffsetCommit commit = state.status().committed().orElse(null);
    return commit == null
        ? Collections.emptyMap()
        : lag.of(
            commit.offsets(),
            () -> newest().map(ProgressOffsets::latest).orElse(TopicOffsets.empty()));
  }

  private Optional<StreamingQueryProgress> newest() {
    StreamingQueryProgress last = query.lastProgress();
    return Optional.ofNullable(last == null ? slot.newest() : last);
  }

  CommitSlot slot() {
    return slot;
  }

  Optional<ResumePlan> plan() {
    return Optional.ofNullable(plan);
  }

  StreamStatus status() {
    return status(PATIENCE);
  }

  StreamStatus status(Duration patience) {
    PendingProgress handed = slot.waiting();
    Optional<String> problem = slot.late(patience);
    if (!problem.isPresent()) {
      problem = query.silent(patience);
    }
    StreamingQueryProgress last = query.lastProgress();
    StreamStatus now = state.status(); // After what was waiting: it may be committed by now.
    try {
      now = now.with(AtRisk.of(now, last, handed));
    } catch (RuntimeException | LinkageError e) {
      problem = Optional.of("what the query reports cannot be read: " + e);
    }
    return now.health() == Health.HEALTHY && problem.isPresent()
        ? now.with(Health.DEGRADED, problem.get())
        : now;
  }

  void flush(Duration limit) {
    requireNonNull(limit, "limit");
    recorder.requireOpen();
    finish(limit);
  }

  /** Flushes, also while the tracker closes. */
  void finish(Duration limit) {
    if (unused().isPresent()) {
      throw new IllegalStateException("Cannot flush '" + id + "': " + unused().get());
    }
    slot.await(handOverLastProgress(), limit, () -> notDurable(limit));
    if (state.status().health() == Health.FENCED) {
      throw notDurable(limit);
    }
  }

  private OffsetStoreException notDurable(Duration limit) {
    StreamStatus now = state.status();
    return new OffsetStoreException(
        String.format(
            "Cannot flush '%s' within %s: %s; the stream is committed at %s, and what came after is "
                + "read again by a restart",
            id,
            limit,
            Thread.currentThread().isInterrupted()
                ? "the thread was interrupted"
                : now.reason().orElse("the store has not answered yet"),
            now.committed().map(commit -> commit.offsets().toJson()).orElse("nothing")));
  }

  /** The reason why nothing was recorded; empty if something was. */
  Optional<String> unused() {
    boolean waiting = query.isAwaited();
    if (!waiting && (query.isKnown() || slot.newestTicket() > 0)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            "no query named '%s' has started in the tracker's session%s; call "
                + "queryName(stream.name()) on the query, and start it in the session that the "
                + "tracker is attached to",
            id, waiting ? " since its source was loaded, so nothing of it is recorded" : ""));
  }

  boolean isWaiting() {
    return query.isAwaited();
  }

  // ---- Spark's threads: no lock, no I/O ----

  void started(UUID runId, StreamingQuery handle) {
    query.started(runId, handle);
  }

  void progressed(StreamingQueryProgress progress) {
    long unused = handOver(progress);
  }

  /** Takes a progress of this stream's query, and returns the ticket that its commit settles. */
  private long handOver(StreamingQueryProgress progress) {
    return query.accepts(progress.runId()) ? slot.handOver(progress) : 0;
  }

  // ---- the watchdog's thread ----

  /** Takes progress that the listener bus has dropped, and sees what only time shows. */
  void watch() {
    StreamingQueryProgress last = query.lastProgress();
    if (last != null && last != slot.newest()) {
      progressed(last);
    }
    StreamStatus now = status();
    recorder.report(now);
    Duration limit = options.stopAfter;
    if (limit != null && now.pendingFor().compareTo(limit) > 0 && query.stop()) {
      LOG.warn("No durable commit for {}, so the query is stopped: {}", limit, now);
    }
  }

  // ---- the host's threads ----

  private long handOverLastProgress() {
    StreamingQueryProgress last = query.lastProgress();
    return last == null ? slot.newestTicket() : handOver(last);
  }

  /** The commit from which a source resumes. */
  Optional<OffsetCommit> stored(BrokerOffsets brokers) {
    recorder.requireOpen();
    if (query.isActive()) {
      throw new IllegalStateException(
          String.format(
              "Cannot resume '%s': its query (id %s) is running; stop it before its source is "
                  + "loaded again, or track a second query as a stream of its own",
              id, query.id()));
    }
    if (query.isAwaited()) {
      return state.stored(brokers);
    }
    if (query.isKnown() && state.status().health() != Health.FENCED) {
      flush(OffsetTracker.DEFAULT_LIMIT);
    }
    return recorder.store().latest(id);
  }

  /** Claims the stream for a source that begins as planned. */
  void claim(ResumePlan plan, BrokerOffsets brokers) {
    lag.reads(brokers);
    state.begin(plan, brokers, slot::reset);
    this.plan = plan;
    LOG.info("{}", plan.summary());
    LOG.debug("{}", plan);
  }

  /** Gives up the claim; what is committed stays. */
  void close() {
    state.close();
  }

  // ---- the store's thread ----

  private final class Committer implements CommitSlot.Committer {

    @Override
    public boolean commit(PendingProgress progress) {
      synchronized (state) { // Must not stop a query whose stream has just been claimed anew.
        if (query.accepts(progress.run()) && state.status().health() == Health.FENCED) {
          stopFenced(); // The host has started it again.
        }
        return state.commit(progress);
      }
    }

    @Override
    public void settled() {
      recorder.report(status());
    }

    @Override
    public void failed(Throwable cause, long delayMs) {
      state.becomes(Health.DEGRADED, cause.toString());
      LOG.warn("Could not commit offsets of '{}'; trying again in {} ms", id, delayMs, cause);
      recorder.report(status());
    }

    @Override
    public void fenced(StaleWriterException cause) {
      state.becomes(Health.FENCED, cause.getMessage());
      LOG.warn(
          "Stream '{}' is fenced and its query is {}",
          id,
          options.stopsFenced ? "stopped" : "no longer recorded",
          cause);
      recorder.report(status());
      stopFenced();
    }

    private void stopFenced() {
      boolean unused = options.stopsFenced && query.stop();
    }
  }
}
