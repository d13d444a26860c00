package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.offsets.StreamLife.Event;
import io.github.kafkaspark.offsets.StreamLife.State;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim of a stream that is in force in this driver, and its status. On the walk back to the
 * store it stands between the slot and the claim; on the walk forward to the source it claims.
 *
 * <p>Its lock is the only one that guards the claim: a claim and a commit wait for one another, for
 * as long as the store takes. Nobody waits to read the status.
 */
final class StreamState implements CommitSlot.Committer {

  private static final Logger LOG = LoggerFactory.getLogger(StreamState.class);

  private final StreamId id;
  private final SharedParts shared;
  private final StreamLife life;
  private final Runnable changed;

  /** Null if there is none, or the one before was found to be another driver's. */
  private StreamClaim claim;

  /** The newest report that is committed; null if none is. */
  private volatile ProgressOffsets done;

  private final RunRefusals refusals;
  private final SinkWatch sink;
  private final TopicQuestions questions;
  private final OwnershipCheck ownership;
  private volatile StreamStatus status;

  /**
   * Nothing is claimed yet.
   *
   * @param changed is called after each try to commit
   */
  StreamState(StreamId id, SharedParts shared, StreamLife life, Runnable changed) {
    this.id = id;
    this.shared = shared;
    this.life = life;
    this.changed = changed;
    this.status = new StreamStatus(id, Health.HEALTHY, null, null, AtRisk.NOTHING);
    this.ownership = new OwnershipCheck(shared.store, shared.clock);
    this.refusals = new RunRefusals(id, shared, life);
    this.sink = new SinkWatch(shared.background, shared.clock);
    this.questions = new TopicQuestions(id, shared, this::answered);
  }

  /** Without what is at risk. */
  StreamStatus status() {
    return status;
  }

  OwnershipCheck ownership() {
    return ownership;
  }

  // ---- the host's threads ----

  /**
   * The commit from which a source resumes: the newest, or, for one more source of the awaited
   * query, what its claim says. It asks the store in either case, since another driver may have
   * claimed.
   */
  synchronized Optional<OffsetCommit> stored(BrokerOffsets brokers) {
    if (joins()) {
      return claim.stored(brokers);
    }
    Optional<OffsetCommit> newest = shared.store.latest(id);
    if (!newest.isPresent() && claim != null && !claim.latest().offsets().isEmpty()) {
      throw new OffsetStoreException(
          String.format(
              "Cannot resume '%s': the store has nothing of it, though this driver has committed %s; "
                  + "bring the store back or claim the stream there, once, by %s; to begin anew, attach "
                  + "a new tracker",
              id, claim.latest().offsets().toJson(), ClaimText.at(claim.latest())));
    }
    return newest;
  }

  /** Whether one more source joins the claim: it waits for its query, and is the newest. */
  private boolean joins() {
    return life.toLoad() == StreamLife.Step.JOIN && claim != null && claim.isNewestOf(shared.store);
  }

  /**
   * Claims the stream for a source that begins as planned, or lets it join the claim of a query
   * that is awaited already.
   *
   * @param anew is called if it is another claim, to which the progress handed over before does not
   *     belong
   */
  synchronized void begin(ResumePlan plan, BrokerOffsets brokers, Runnable anew) {
    Provenance by = shared.provenance.get();
    if (joins()) {
      StreamClaim.requireKept(shared.store, plan, brokers);
      status = recorded(claim.join(plan, brokers, by));
      ownership.isKnown();
      return;
    }
    requireSameClaim(plan);
    // If this fails, the claim before stays: without any, the next progress would make one.
    OwnClaims.requireNotTheHosts(shared.store, id);
    StreamClaim next = StreamClaim.of(shared.store, plan, brokers, by);
    close();
    claim = next;
    sink.reset();
    life.loaded();
    anew.run();
    status = recorded(claim.latest());
    ownership.isKnown();
  }

  /** A plan that wanted to join a claim must not replace the claim that has replaced that one. */
  private void requireSameClaim(ResumePlan plan) {
    boolean wanted = life.toLoad() == StreamLife.Step.JOIN && claim != null;
    Optional<Long> planned = plan.commit().map(OffsetCommit::generation);
    if (wanted && !shared.store.latest(id).map(OffsetCommit::generation).equals(planned)) {
      throw new IllegalStateException(
          String.format(
              "Cannot resume '%s': another driver has claimed it while its source was loaded; load "
                  + "it again, and let one driver at a time do its work",
              id));
    }
  }

  /** Gives up the claim; what is committed stays. */
  synchronized void close() {
    if (claim != null) {
      claim.close();
      claim = null;
    }
  }

  // ---- the store's thread ----

  /**
   * Commits what the query has done, unless it is that of an earlier run, or the stream is fenced.
   * Sets the status and stops the query under the lock: both are about this claim, and must not
   * touch a later one.
   */
  @Override
  public synchronized boolean commit(PendingProgress progress) {
    switch (life.on(Event.PROGRESS, progress.run())) {
      case COMMIT:
        return record(progress);
      case STOP_QUERY: // The host has started a fenced stream again.
        stopFenced();
        return false;
      default:
        return false;
    }
  }

  private boolean record(PendingProgress progress) {
    if (progress.newest().batch() < 0 && !serves(progress.run())) {
      return false; // A run without a load that has failed at its start has nothing to claim for.
    }
    Optional<OffsetCommit> before = status.committed();
    try {
      Optional<String> refusal =
          sink.refusal(
              progress,
              life.run(),
              () -> before(progress.run()),
              () -> newest(progress.run()),
              () -> doneBy(progress));
      if (refusal.isPresent()) {
        refuse(refusal.get(), shared.options.stopsSkipping);
        keepPlace(progress.run());
        return false;
      }
      refusal = serves(progress.run()) ? Optional.empty() : refusals.ofSkip(progress.first());
      if (refusal.isPresent()) {
        refuse(refusal.get(), shared.options.stopsSkipping);
        return false;
      }
      StreamClaim current = claimOf(progress);
      refusal = refusals.refusal(current, progress.first());
      if (refusal.isPresent()) {
        refuse(refusal.get(), !refusals.isOfSkip() || shared.options.stopsSkipping);
        return false;
      }
      if (ownership.isInDoubt()) {
        ownership.ask(current); // A commit could overwrite what another driver has put there.
      }
      OffsetCommit commit = current.commit(progress, by(progress));
      done = current.done();
      status = recorded(commit);
      questions.are(current, current.questions());
      boolean isNew = !before.equals(Optional.of(commit));
      if (isNew) {
        ownership.isKnown();
      }
      return isNew;
    } catch (StaleWriterException e) {
      replaced(life.on(Event.REPLACED, progress.run()), e);
      throw e;
    } catch (Throwable e) {
      status = status.with(Health.DEGRADED, e.toString());
      ownership.hasFailed();
      throw e;
    }
  }

  /**
   * The newest commit says that nobody owns the stream any more, unless this run is not the newest.
   */
  synchronized void markEnd(StreamRun run) {
    boolean isNewest = claim != null && life.run() == run; // A load has none, under this lock.
    if (isNewest && status.health().compareTo(Health.FENCED) < 0 && claim.markEnd()) {
      status = recorded(claim.latest());
    }
  }

  /** Has the brokers asked for what is not known of the topics of the run. */
  void learn() {
    questions.ask();
  }

  private synchronized void answered(StreamClaim asking, Map<String, TopicIdentity> answers) {
    if (claim == asking) {
      claim.answered(answers);
    }
  }

  /** Asks the store whose the stream is. */
  void verify() {
    try {
      askStore();
      changed.run();
    } catch (StaleWriterException e) {
      fenced(e);
    }
  }

  private synchronized void askStore() {
    StreamRun run = life.run();
    boolean isInForce =
        claim != null
            && (run == null ? life.state() == State.LOADED : serves(run.id()))
            && life.state() != State.FENCED;
    if (!isInForce) {
      ownership.isKnown();
      return;
    }
    try {
      ownership.ask(claim);
    } catch (StaleWriterException e) {
      if (life.state() != State.ENDED) { // Else the stream was handed over.
        replaced(life.on(Event.REPLACED, run), e);
        throw e;
      }
    }
  }

  private void replaced(StreamLife.Step step, StaleWriterException cause) {
    if (step == StreamLife.Step.GIVE_UP) {
      status = status.with(Health.FENCED, cause.getMessage());
      stopFenced();
    }
  }

  private boolean serves(UUID run) {
    return claim != null && claim.serves(run, life.isOfLoad());
  }

  /** The claim of the progress' run. A run that no source was loaded for is a life of its own. */
  private StreamClaim claimOf(PendingProgress progress) {
    if (!serves(progress.run())) {
      OwnClaims.requireNotTheHosts(shared.store, id);
      StreamClaim next = StreamClaim.of(shared.store, id, progress, by(progress));
      close();
      claim = next;
      LOG.warn(
          "Stream '{}' is recorded, but its source was not loaded with resume() of this tracker for "
              + "this run of its query: it is recorded from {} on, and a restart without a checkpoint "
              + "begins there only if it loads its source with resume()",
          id,
          next.latest().offsets());
    }
    return claim;
  }

  /** Nothing of the run is committed, and it is stopped unless the host wants otherwise. */
  private void refuse(String reason, boolean stops) {
    status = status.with(Health.FAILED, reason);
    if (stops) {
      stop();
    }
  }

  /**
   * Commits that the stream stays where it is: Spark has the skipped batch as done, so the run's
   * checkpoint begins behind it next time, and nothing but the store tells.
   */
  private void keepPlace(UUID run) {
    Provenance by = shared.provenance.get();
    if (serves(run)) {
      Optional<OffsetCommit> rewind =
          claim.rewind(shared.store).filter(commit -> !SkipMark.is(commit));
      claim.keepRewind(
          rewind
              .map(commit -> commit.asStart().provenance())
              .orElseGet(() -> SkipMark.of(claim.before().orElseGet(claim::latest), by)));
    } else {
      SkipMark.keep(shared.store, id, by);
    }
  }

  /** The newest commit before a run was started. */
  private Optional<OffsetCommit> before(UUID run) {
    return serves(run) ? claim.before() : shared.store.latest(id);
  }

  /** The newest commit before what a run has done. */
  private Optional<OffsetCommit> newest(UUID run) {
    return serves(run) ? Optional.of(claim.latest()) : shared.store.latest(id);
  }

  private Optional<String> doneBy(PendingProgress progress) {
    Optional<OffsetCommit> mark = SkipMark.last(shared.store, before(progress.run()));
    if (mark.isPresent()) { // The folder may have a batch of a run that was refused.
      return mark.map(commit -> commit.provenance().writer());
    }
    return serves(progress.run())
        ? claim.doneBy(progress.newest().query())
        : SkipMark.queryOf(shared.store.latest(id));
  }

  private Provenance by(PendingProgress progress) {
    ProgressOffsets newest = progress.newest();
    Provenance by = shared.provenance.get();
    return newest.batch() < 0 ? by : by.withBatch(newest.query().toString(), newest.batch());
  }

  private StreamStatus recorded(OffsetCommit commit) {
    Optional<String> problem = claim.problem();
    Optional<String> doubt = sink.doubt().isPresent() ? sink.doubt() : claim.doubt();
    Health health =
        problem.isPresent() ? Health.FAILED : doubt.isPresent() ? Health.DEGRADED : Health.HEALTHY;
    String reason = problem.orElse(doubt.orElse(null));
    return new StreamStatus(id, health, reason, commit, AtRisk.NOTHING);
  }

  private void stopFenced() {
    if (shared.options.stopsFenced) {
      stop();
    }
  }

  private void stop() {
    StreamRun run = life.run();
    boolean unused = run != null && run.stop();
  }

  /** Whether the newest run's report, or a newer one, is committed. Waits for nobody. */
  boolean hasCommitted(ProgressOffsets report) {
    ProgressOffsets newest = done;
    return newest != null && newest.run().equals(report.run()) && !newest.isBefore(report);
  }

  @Override
  public void settled() {
    changed.run();
  }

  @Override
  public void failed(Throwable cause, long delayMs) {
    FailedCommit.say(id, cause, Duration.ofMillis(delayMs));
    changed.run();
  }

  @Override
  public void fenced(StaleWriterException cause) {
    LOG.warn(
        "Stream '{}' is fenced and its query is {}",
        id,
        shared.options.stopsFenced ? "stopped" : "no longer recorded",
        cause);
    changed.run();
  }
}
