package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.StreamLife.Event;
import io.github.kafkaspark.offsets.StreamLife.State;
import io.github.kafkaspark.offsets.StreamLife.Step;
import io.github.kafkaspark.offsets.move.Rewinds;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
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

  private final StreamId id;
  private final SharedParts shared;
  private final StreamLife life = new StreamLife();
  private final StreamState state;
  private final CommitSlot slot;
  private final StreamDoubts doubts;
  private final FirstTimes firstTimes = new FirstTimes();
  private final StreamFlush flush;
  private final StreamLag lag;
  private volatile ResumePlan plan;

  Recording(StreamId id, SharedParts shared) {
    this.id = id;
    this.shared = shared;
    this.state = new StreamState(id, shared, life, this::report);
    this.slot = new CommitSlot(shared.storeThread, shared.options.commitEvery, state, shared.clock);
    this.lag = new StreamLag(shared.background, shared.clock);
    this.doubts = new StreamDoubts(id, life, slot, state, shared.clock);
    this.flush = new StreamFlush(id, life, slot, state, shared.storeThread);
  }

  StreamId id() {
    return id;
  }

  CommitSlot slot() {
    return slot;
  }

  StreamDoubts doubts() {
    return doubts;
  }

  Optional<ResumePlan> plan() {
    return Optional.ofNullable(plan);
  }

  // ---- Spark's threads: no lock, no I/O ----

  /**
   * A run has started.
   *
   * @param handle null if the session that runs it is not known
   */
  void started(UUID runId, StreamingQuery handle) {
    begun(runId, new SparkQuery(runId, handle));
  }

  private StreamRun run(UUID runId, RunningQuery query) {
    return new StreamRun(runId, query, shared.clock, shared.stopper);
  }

  void begun(UUID runId, RunningQuery query) {
    life.started(run(runId, query));
  }

  /** A run that has started, and may have ended, before the host has named the stream. */
  void foundLate(UUID runId) {
    if (life.state() == State.NAMED) {
      found(runId, null);
    }
  }

  void progressed(StreamingQueryProgress progress) {
    StreamRun run = life.run();
    if (run != null && run.id().equals(progress.runId())) {
      progressed(run.query().offsetsOf(progress));
    }
  }

  void progressed(ProgressOffsets progress) {
    StreamRun run = life.run();
    if (run != null && run.id().equals(progress.run())) {
      run.reported();
      long unused = take(progress);
    }
  }

  void ended(UUID runId, boolean failed) {
    StreamRun run = life.run();
    if (run != null) {
      run.ended(runId, failed);
    }
    if (life.on(failed ? Event.FAILURE : Event.STOP, runId) == Step.CORRECT) {
      run.failedAt()
          .ifPresent(
              start -> {
                long unused = take(start);
              });
    }
  }

  // ---- whoever wants to know ----

  StreamStatus status() {
    return status(StreamDoubts.PATIENCE);
  }

  StreamStatus status(Duration patience) {
    return status(patience, slot.waiting(), lastProgress());
  }

  /** All that there is to see, at this moment. */
  StreamView view() {
    PendingProgress handed = slot.waiting();
    ProgressOffsets last = lastProgress();
    return new StreamView(
        status(StreamDoubts.PATIENCE, handed, last),
        last == null ? slot.newest() : last,
        slot.succeeded(),
        slot.failed(),
        lag);
  }

  /** The newest report of the newest run, whether or not the listener has seen it; may be null. */
  private ProgressOffsets lastProgress() {
    StreamRun run = life.run();
    return run == null ? null : run.query().lastProgress();
  }

  /** The ends of its topics, as the query has reported them last. */
  private TopicOffsets reportedEnds() {
    ProgressOffsets last = slot.newest();
    return last == null ? TopicOffsets.empty() : last.latest();
  }

  private StreamStatus status(Duration patience, PendingProgress handed, ProgressOffsets last) {
    StreamStatus now = state.status(); // After what was waiting: it may be committed by now.
    now = doubts.isClosed() ? now.closed() : now;
    Optional<String> problem = Optional.empty();
    try {
      problem = doubts.now(patience);
      now = now.with(AtRisk.of(now.offsets(), last, handed, shared.clock.getAsLong()));
    } catch (RuntimeException | LinkageError e) {
      problem = Optional.of("what the query reports cannot be read: " + e);
    }
    return now.health() == Health.HEALTHY && problem.isPresent()
        ? now.with(Health.DEGRADED, problem.get())
        : now;
  }

  /** Asks the brokers of its sources how far the newest commit is behind. */
  ConsumerLag lag() {
    Optional<OffsetCommit> committed = state.status().committed();
    return committed
        .flatMap(lag::now)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    String.format(
                        "Cannot tell how far '%s' is behind: %s; load its source with resume(), or "
                            + "call ConsumerLag.of with its cluster",
                        id,
                        committed.isPresent()
                            ? "none of its sources was loaded with resume(), so nobody has said "
                                + "which brokers have its topics"
                            : "this tracker has committed nothing of it yet")));
  }

  private void report() {
    shared.reports.report(status());
  }

  /** The reason why nothing is recorded; empty if something is. */
  Optional<String> unused() {
    return doubts.unused();
  }

  boolean isWaiting() {
    return life.state() == State.LOADED;
  }

  /** Whether its query, or the source that waits for one, reads one of these. */
  boolean reads(Set<TopicPartition> partitions) {
    ResumePlan loaded = plan;
    return (isWaiting() || life.state() == State.RUNNING)
        && (!Collections.disjoint(state.status().offsets().partitions(), partitions)
            || (loaded != null && !Collections.disjoint(loaded.places().keySet(), partitions)));
  }

  // ---- the watchdog's thread ----

  /** Takes progress that the listener bus has dropped, and sees what only time shows. */
  void watch() {
    ProgressOffsets last = lastProgress();
    if (last != null && last != slot.newest()) {
      long unused = handOver(last);
    }
    lag.watch(() -> state.status().offsets(), this::reportedEnds);
    StreamStatus now = status();
    shared.reports.report(now);
    Duration limit = shared.options.stopAfter;
    StreamRun run = life.run();
    if (limit != null && run != null && slot.overdue().compareTo(limit) > 0 && run.stop()) {
      LOG.warn("No durable commit for {}, so the query is stopped: {}", Texts.of(limit), now);
    }
  }

  // ---- the store's thread ----

  /** Commits what is due; asks the store now and then whether it still has the newest commit. */
  void look() {
    slot.look();
    state.learn();
    if (state.ownership().isDue()) {
      state.verify();
    }
    flush.lookForEnd();
  }

  // ---- the host's threads ----

  /**
   * Finds a run that was going on before the recording began, and takes what it has done: the
   * listener may be told of older batches first, and the store must not step back to them.
   */
  void found(UUID runId, StreamingQuery handle) {
    life.found(run(runId, new SparkQuery(runId, handle)));
    ProgressOffsets last = lastProgress();
    if (last != null) {
      long unused = handOver(last);
    }
  }

  /** Waits until what the query has reported is durable, and asks the store whether it has that. */
  void flush(Duration limit) {
    flush(limit, flush::awaitStored);
  }

  /** Waits until what the query has reported is durable. */
  void finish(Duration limit) {
    flush(limit, flush::await);
  }

  private void flush(Duration limit, Wait wait) {
    if (unused().isPresent()) {
      throw new IllegalStateException("Cannot flush '" + id + "': " + unused().get());
    }
    StreamRun run = life.run();
    ProgressOffsets last = lastProgress();
    wait.until(handOver(run, last), last, limit);
    if (run != null && run.isForgotten()) {
      LOG.warn(
          "Stream '{}' is flushed as far as its listener knows: {}", id, StreamDoubts.FORGOTTEN);
    }
  }

  /** Has the store's thread try what the query has done for the last time, and waits for nobody. */
  void tryLast() {
    long unused = handOver(life.run(), lastProgress());
    slot.tryLast();
  }

  /** The ticket of what the run has done, of which this is the newest report; it may be null. */
  private long handOver(StreamRun run, ProgressOffsets last) {
    return last == null ? failedAt(run) : handOver(last);
  }

  private interface Wait {
    void until(long ticket, ProgressOffsets last, Duration limit);
  }

  /** A failure may be known before the listener bus tells of it; the ticket of its commit. */
  private long failedAt(StreamRun run) {
    Optional<ProgressOffsets> failed = run == null ? Optional.empty() : run.failedAt();
    return failed.map(this::handOver).orElseGet(slot::newestTicket);
  }

  boolean hasCommitted(ProgressOffsets report) {
    return state.hasCommitted(report);
  }

  /** Takes a progress of this stream's query, and returns the ticket that its commit settles. */
  private long handOver(ProgressOffsets progress) {
    return life.accepts(progress.run()) ? take(progress) : 0;
  }

  private long take(ProgressOffsets progress) {
    doubts.beginIsKnown();
    return slot.handOver(progress);
  }

  /** The commit from which a source resumes. */
  Optional<OffsetCommit> stored(BrokerOffsets brokers) {
    doubts.asked();
    Step step = life.toLoad();
    StreamRun run = life.run();
    if (step.refuses(shared.options.stopsFenced) && run != null && run.query().isActive()) {
      throw new IllegalStateException(
          String.format(
              "Cannot resume '%s': its query (id %s) is running; stop it before its source is "
                  + "loaded again, or track a second query as a stream of its own",
              id, run.query().id()));
    }
    if (step == Step.REFUSE_OR_CLAIM || step == Step.COMMIT_AND_CLAIM) {
      commitWhatIsLeft();
    }
    return state.stored(brokers);
  }

  /** The same for a look: it changes nothing, and the query may run. */
  Optional<OffsetCommit> look(BrokerOffsets brokers) {
    return state.stored(brokers);
  }

  /** Of partitions that do not exist, those whose offsets the store cannot keep. */
  Set<TopicPartition> notKept(Set<TopicPartition> gone) {
    return shared.store.missing(gone);
  }

  /** If another driver has claimed the stream meanwhile, the source begins where that one is. */
  private void commitWhatIsLeft() {
    try {
      finish(shared.loadLimit);
    } catch (OffsetStoreException e) {
      if (state.status().health() != Health.FENCED) {
        throw e;
      }
      LOG.warn("The last batch of '{}' is not committed, and may be read again", id, e);
    }
  }

  /** Such a source is about to begin, and would have begun there if nothing were stored. */
  void saysFirstTime(ResumePlan plan, StartingOffsets firstTime) {
    firstTimes.load(plan, firstTime, life.toLoad() == Step.JOIN).ifPresent(LOG::warn);
  }

  /** By which a person has moved the stream to where it is; empty if that was not so. */
  Optional<OffsetCommit> rewind(OffsetCommit newest) {
    return Rewinds.last(shared.store, newest);
  }

  /** Claims the stream for a source that begins as planned. */
  void claim(ResumePlan plan, BrokerOffsets brokers) {
    lag.reads(brokers);
    boolean isNew = !plan.commit().isPresent() && life.toLoad() != Step.JOIN;
    state.begin(plan, brokers, slot::reset);
    this.plan = plan;
    doubts.loaded(plan);
    LOG.info("{}", plan);
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}", plan.describe());
    }
    if (isNew) {
      shared.background.execute(() -> OtherStreams.warnOf(shared.store, plan));
    }
    if (plan.isFallback()) {
      LOG.info(
          "Stream '{}' begins for the first time. If its query has a checkpoint of an earlier run, "
              + "that decides instead, and the query's first progress or failure corrects the stream: "
              + "keep the checkpoint until then",
          id);
    }
  }

  /** From now on nothing more is recorded. */
  void detach() {
    doubts.closed();
  }

  /** Gives up the claim; what is committed stays. */
  void close() {
    flush.markEnd();
    state.close();
  }
}
