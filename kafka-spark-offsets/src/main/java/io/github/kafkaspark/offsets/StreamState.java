package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import java.util.Optional;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim of a stream that is in force in this driver, and its status. A claim and a commit wait
 * for one another, for as long as the store takes; nobody waits to read the status.
 */
final class StreamState {

  private static final Logger LOG = LoggerFactory.getLogger(StreamState.class);

  private final StreamId id;
  private final Recorder recorder;
  private final TrackedQuery query;
  private StreamClaim claim;
  private volatile StreamStatus status;

  /** Nothing is claimed yet. */
  StreamState(StreamId id, Recorder recorder, TrackedQuery query) {
    this.id = id;
    this.recorder = recorder;
    this.query = query;
    this.status = new StreamStatus(id, Health.HEALTHY, null, null, AtRisk.NOTHING);
  }

  /** Without what is at risk. */
  StreamStatus status() {
    return status;
  }

  /** Sets the health until the next commit. */
  void becomes(Health health, String reason) {
    status = status.with(health, reason);
  }

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
    Provenance by = recorder.provenance();
    if (query.isAwaited()) {
      status = recorded(claim.join(plan, brokers, by));
      return;
    }
    // If this fails, the claim before stays: without any, the next progress would make one.
    StreamClaim.requireNotTheHosts(recorder.store(), id, claim);
    StreamClaim next = StreamClaim.of(recorder.store(), plan, brokers, by);
    close();
    claim = next;
    query.await();
    anew.run();
    status = recorded(claim.latest());
  }

  /**
   * Commits what the query has done, unless it is that of an earlier run, or the stream is fenced.
   *
   * @return whether there was anything to commit
   */
  synchronized boolean commit(PendingProgress progress) {
    if (!query.accepts(progress.run()) || status.health() == Health.FENCED) {
      return false;
    }
    Optional<OffsetCommit> before = status.committed();
    OffsetCommit commit = claimOf(progress).commit(progress, by(progress));
    status = recorded(commit);
    return !before.equals(Optional.of(commit));
  }

  private StreamClaim claimOf(PendingProgress progress) {
    if (claim == null) {
      StreamClaim.requireNotTheHosts(recorder.store(), id, null);
      claim = StreamClaim.of(recorder.store(), id, progress, by(progress));
      LOG.warn(
          "Stream '{}' is recorded, but its source was not loaded with resume(): a restart "
              + "without a checkpoint will not begin where it is recorded",
          id);
    }
    return claim;
  }

  private Provenance by(PendingProgress progress) {
    StreamingQueryProgress newest = progress.newest();
    return recorder.provenance().batch(newest.id().toString(), newest.batchId());
  }

  private StreamStatus recorded(OffsetCommit commit) {
    String problem = claim.problem().orElse(null);
    Health health = problem == null ? Health.HEALTHY : Health.FAILED;
    return new StreamStatus(id, health, problem, commit, AtRisk.NOTHING);
  }

  /** Gives up the claim; what is committed stays. */
  synchronized void close() {
    if (claim != null) {
      claim.close();
      claim = null;
    }
  }
}
