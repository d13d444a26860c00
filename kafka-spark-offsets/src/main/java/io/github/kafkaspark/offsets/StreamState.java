package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Optional;
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
  private final TrackedQuery query;
  private final Runnable changed;
  private StreamClaim claim;
  private volatile StreamStatus status;

  /**
   * Nothing is claimed yet.
   *
   * @param changed is called after each try to commit
   */
  StreamState(StreamId id, SharedParts shared, TrackedQuery query, Runnable changed) {
    this.id = id;
    this.shared = shared;
    this.query = query;
    this.changed = changed;
    this.status = new StreamStatus(id, Health.HEALTHY, null, null, AtRisk.NOTHING);
  }

  /** Without what is at risk. */
  StreamStatus status() {
    return status;
  }

  // ---- the host's threads ----

  /** The commit from which one more source of the awaited query resumes. */
  synchronized Optional<OffsetCommit> stored(BrokerOffsets brokers) {
    return claim.stored(brokers);
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
    if (query.isAwaited()) {
      status = recorded(claim.join(plan, brokers, by));
      return;
    }
    // If this fails, the claim before stays: without any, the next progress would make one.
    StreamClaim.requireNotTheHosts(shared.store, id, claim);
    StreamClaim next = StreamClaim.of(shared.store, plan, brokers, by);
    close();
    claim = next;
    query.await();
    anew.run();
    status = recorded(claim.latest());
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
    if (!query.accepts(progress.run())) {
      return false;
    }
    if (status.health() == Health.FENCED) {
      stopFenced(); // The host has started it again.
      return false;
    }
    Optional<OffsetCommit> before = status.committed();
    try {
      OffsetCommit commit = claimOf(progress).commit(progress, by(progress));
      status = recorded(commit);
      return !before.equals(Optional.of(commit));
    } catch (StaleWriterException e) {
      status = status.with(Health.FENCED, e.getMessage());
      stopFenced();
      throw e;
    } catch (Throwable e) {
      status = status.with(Health.DEGRADED, e.toString());
      throw e;
    }
  }

  private StreamClaim claimOf(PendingProgress progress) {
    if (claim == null) {
      StreamClaim.requireNotTheHosts(shared.store, id, null);
      claim = StreamClaim.of(shared.store, id, progress, by(progress));
      LOG.warn(
          "Stream '{}' is recorded, but its source was not loaded with resume(): a restart "
              + "without a checkpoint will not begin where it is recorded",
          id);
    }
    return claim;
  }

  private Provenance by(PendingProgress progress) {
    ProgressOffsets newest = progress.newest();
    return shared.provenance.get().batch(newest.query().toString(), newest.batch());
  }

  private StreamStatus recorded(OffsetCommit commit) {
    String problem = claim.problem().orElse(null);
    Health health = problem == null ? Health.HEALTHY : Health.FAILED;
    return new StreamStatus(id, health, problem, commit, AtRisk.NOTHING);
  }

  private void stopFenced() {
    boolean unused = shared.options.stopsFenced && query.stop();
  }

  @Override
  public void settled() {
    changed.run();
  }

  @Override
  public void failed(Throwable cause, long delayMs) {
    LOG.warn("Could not commit offsets of '{}'; trying again in {} ms", id, delayMs, cause);
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
