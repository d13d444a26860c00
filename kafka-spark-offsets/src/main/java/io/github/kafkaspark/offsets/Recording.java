package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recording of one stream. On the walk back to the store it takes what Spark reports of the
 * stream's query, and puts it into the slot; on the walk forward to the source it says what is
 * stored, and has the stream claimed.
 */
final class Recording {

  private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

  /** If a store or a query's first progress takes longer than this, the status says so. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StreamId id;
  private final SharedParts shared;
  private final TrackedQuery query = new TrackedQuery();
  private final StreamState state;
  private final CommitSlot slot;
  private final StreamLag lag = new StreamLag();
  private volatile ResumePlan plan;

  Recording(StreamId id, SharedParts shared) {
    this.id = id;
    this.shared = shared;
    this.state = new StreamState(id, shared, query, this::report);
    this.slot = new CommitSlot(shared.storeThread, shared.options.commitEvery, state);
  }

  StreamId id() {
    return id;
  }

  CommitSlot slot() {
    return slot;
  }

  Optional<ResumePlan> plan() {
    return Optional.ofNullable(plan);
  }

  // ---- Spark's threads: no lock, no I/O ----

  void started(UUID runId, StreamingQuery handle) {
    query.started(runId, handle);
  }

  void progressed(StreamingQueryProgress progress) {
    if (query.accepts(progress.runId())) {
      long unused = slot.handOver(query.offsetsOf(progress));
    }
  }

  // ---- whoever wants to know ----

  StreamStatus status() {
    return status(PATIENCE);
  }

  StreamStatus status(Duration patience) {
    return status(patience, slot.waiting(), query.lastProgress());
  }

  /** All that there is to see, at this moment. */
  StreamView view() {
    PendingProgress handed = slot.waiting();
    ProgressOffsets last = query.lastProgress();
    return new StreamView(
        status(PATIENCE, handed, last),
        last == null ? slot.newest() : last,
        slot.succeeded(),
        slot.failed(),
        lag);
  }

  private StreamStatus status(Duration patience, PendingProgress handed, ProgressOffsets last) {
    Optional<String> problem = slot.late(patience);
    if (!problem.isPresent()) {
      problem = query.silent(patience);
    }
    StreamStatus now = state.status(); // After what was waiting: it may be committed by now.
    try {
      now = now.with(AtRisk.of(now.offsets(), last, handed));
    } catch (RuntimeException | LinkageError e) {
      problem = Optional.of("what the query reports cannot be read: " + e);
    }
    return now.health() == Health.HEALTHY && problem.isPresent()
        ? now.with(Health.DEGRADED, problem.get())
        : now;
  }

  private void report() {
    shared.reports.report(status());
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

  // ---- the watchdog's thread ----

  /** Takes progress that the listener bus has dropped, and sees what only time shows. */
  void watch() {
    ProgressOffsets last = query.lastProgress();
    if (last != null && last != slot.newest()) {
      long unused = handOver(last);
    }
    StreamStatus now = status();
    shared.reports.report(now);
    Duration limit = shared.options.stopAfter;
    if (limit != null && now.pendingFor().compareTo(limit) > 0 && query.stop()) {
      LOG.warn("No durable commit for {}, so the query is stopped: {}", limit, now);
    }
  }

  // ---- the host's threads ----

  /** Waits until what the query has reported is durable. */
  void flush(Duration limit) {
    if (unused().isPresent()) {
      throw new IllegalStateException("Cannot flush '" + id + "': " + unused().get());
    }
    ProgressOffsets last = query.lastProgress();
    long ticket = last == null ? slot.newestTicket() : handOver(last);
    slot.await(ticket, limit, () -> notDurable(limit));
    if (state.status().health() == Health.FENCED) {
      throw notDurable(limit);
    }
  }

  /** Takes a progress of this stream's query, and returns the ticket that its commit settles. */
  private long handOver(ProgressOffsets progress) {
    return query.accepts(progress.run()) ? slot.handOver(progress) : 0;
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

  /** The commit from which a source resumes. */
  Optional<OffsetCommit> stored(BrokerOffsets brokers) {
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
      flush(TrackerOptions.DEFAULT_LIMIT);
    }
    return shared.store.latest(id);
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
}
