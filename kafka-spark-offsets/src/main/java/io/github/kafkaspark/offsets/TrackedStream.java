package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.BrokerOffsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of an {@link OffsetTracker}: the handle that its name is said once by.
 *
 * <pre>{@code
 * TrackedStream orders = tracker.stream("orders-to-lake");
 * Dataset<Row> events = KafkaStreamSource.topic("orders")
 *     .bootstrapServers("broker:9092")
 *     .startingOffsets(orders.resume().orElse(StartingOffsets.earliest()))
 *     .load(spark);
 * events.writeStream().queryName(orders.name()).foreach(sink).start();
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class TrackedStream {

  private static final Logger LOG = LoggerFactory.getLogger(TrackedStream.class);

  /** A store that takes longer than this is said to be degraded. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StreamId id;
  private final OffsetTracker tracker;
  private final CommitLoop loop;

  // Set by Spark's threads, which wait for nobody.
  private volatile boolean waiting;
  private volatile UUID run;
  private volatile StreamingQuery query;

  // Whoever claims or commits holds this, and may hold it for as long as the store takes.
  private final Object claiming = new Object();
  private StreamClaim claim;

  private volatile StreamStatus status;
  private volatile ResumePlan plan;

  TrackedStream(StreamId id, OffsetTracker tracker) {
    this.id = id;
    this.tracker = tracker;
    this.loop = new CommitLoop(tracker, new Committer());
    this.status = new StreamStatus(id, Health.HEALTHY, null, null, AtRisk.NOTHING);
  }

  /** The name for {@code queryName}: a query of this name in the tracker's session is recorded. */
  public String name() {
    return id.name();
  }

  /** The id under which the store keeps the stream. */
  public StreamId id() {
    return id;
  }

  /**
   * Begins where the stream is stored. When the source loads, the stream is claimed, and where this
   * run begins is committed before Spark gets the source. A query with several sources resumes each
   * of them; they share one claim. A stream that the host commits by itself, through an open {@link
   * JdbcOffsetWriter} of the tracker's store, is refused then with an {@link
   * IllegalStateException}.
   */
  public Resume.Fallback resume() {
    return new Resume.Fallback(
        id,
        new Resume.Stored() {
          @Override
          public Optional<OffsetCommit> latest(BrokerOffsets brokers) {
            return stored(brokers);
          }

          @Override
          public void begin(ResumePlan plan, BrokerOffsets brokers) {
            claim(plan, brokers);
          }
        });
  }

  /** Where the newest source that resumed was told to begin, and why; empty if none has. */
  public Optional<ResumePlan> plan() {
    return Optional.ofNullable(plan);
  }

  /** How the recording does now, and what a restart would read again. Does not block. */
  public StreamStatus status() {
    return status(PATIENCE);
  }

  StreamStatus status(Duration patience) {
    HandedOver handed = loop.waiting();
    StreamingQuery current = query;
    StreamStatus now = status; // After what was waiting: it may be committed by now.
    now = now.with(AtRisk.of(now, current == null ? null : current.lastProgress(), handed));
    Duration waiting = handed == null ? Duration.ZERO : handed.age();
    return now.health() == Health.HEALTHY && waiting.compareTo(patience) > 0
        ? now.with(Health.DEGRADED, "a commit has been waiting for the store for " + waiting)
        : now;
  }

  /**
   * Waits until the store has what the query's {@code lastProgress} says, which is more than the
   * listener may have seen: Spark drops events under load and at the end.
   *
   * @param limit how long to wait at most
   * @throws NullPointerException if {@code limit} is null
   * @throws IllegalStateException if no query of this name has started, or the tracker is closed
   * @throws OffsetStoreException if it is not durable within the limit, the thread is interrupted,
   *     or the stream was claimed by another writer; the message says what is not durable
   */
  public void flush(Duration limit) {
    requireNonNull(limit, "limit");
    tracker.requireOpen();
    finish(limit);
  }

  /** Flushes, also while the tracker closes. */
  void finish(Duration limit) {
    if (unused().isPresent()) {
      throw new IllegalStateException("Cannot flush '" + id + "': " + unused().get());
    }
    loop.await(handOverLastProgress(), limit, () -> notDurable(limit));
    if (status.health() == Health.FENCED) {
      throw notDurable(limit);
    }
  }

  private OffsetStoreException notDurable(Duration limit) {
    StreamStatus now = status;
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

  /** Why nothing was recorded, or empty if something was. */
  Optional<String> unused() {
    if (!waiting && (query != null || loop.newestTicket() > 0)) {
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
    return waiting;
  }

  // ---- Spark's threads: no lock, no I/O ----

  void started(UUID runId, StreamingQuery handle) {
    query = handle;
    run = runId;
    waiting = false;
  }

  void progressed(StreamingQueryProgress progress) {
    long unused = handOver(progress);
  }

  /** Takes a progress of this stream's query, and returns the ticket that its commit settles. */
  private long handOver(StreamingQueryProgress progress) {
    return accepts(progress.runId()) ? loop.handOver(progress) : 0;
  }

  /** Not events of an earlier run that come late, after the stream was claimed anew. */
  private boolean accepts(UUID runId) {
    return run == null ? !waiting : run.equals(runId);
  }

  // ---- the host's threads ----

  private long handOverLastProgress() {
    StreamingQueryProgress last = query == null ? null : query.lastProgress();
    return last == null ? loop.newestTicket() : handOver(last);
  }

  private Optional<OffsetCommit> stored(BrokerOffsets brokers) {
    tracker.requireOpen();
    StreamingQuery running = query;
    if (running != null && running.isActive()) {
      throw new IllegalStateException(
          String.format(
              "Cannot resume '%s': its query (id %s) is running; stop it before its source is "
                  + "loaded again, or track a second query as a stream of its own",
              id, running.id()));
    }
    if (waiting) {
      synchronized (claiming) {
        return claim.stored(brokers);
      }
    }
    if (running != null && status.health() != Health.FENCED) {
      flush(OffsetTracker.DEFAULT_LIMIT);
    }
    return tracker.store().latest(id);
  }

  private void claim(ResumePlan plan, BrokerOffsets brokers) {
    Provenance by = tracker.provenance();
    synchronized (claiming) {
      if (waiting) {
        status = recorded(claim.join(plan, brokers, by));
      } else {
        // If this fails, the claim before stays: without any, the next progress would make one.
        StreamClaim.requireNotTheHosts(tracker.store(), id, claim);
        StreamClaim next = StreamClaim.of(tracker.store(), plan, brokers, by);
        closeClaim();
        claim = next;
        waiting = true;
        run = null;
        query = null;
        loop.reset();
        status = recorded(claim.latest());
      }
    }
    this.plan = plan;
    LOG.info("{}", plan.summary());
    LOG.debug("{}", plan);
  }

  /** Gives up the claim; what is committed stays. */
  void close() {
    synchronized (claiming) {
      closeClaim();
    }
  }

  private void closeClaim() {
    if (claim != null) {
      claim.close();
      claim = null;
    }
  }

  private StreamStatus recorded(OffsetCommit commit) {
    if (claim.ambiguous().isEmpty()) {
      return new StreamStatus(id, Health.HEALTHY, null, commit, AtRisk.NOTHING);
    }
    String reason =
        "topics "
            + claim.ambiguous()
            + " are read from two clusters, so their offsets are not committed; give each cluster "
            + "a query of its own";
    return new StreamStatus(id, Health.FAILED, reason, commit, AtRisk.NOTHING);
  }

  // ---- the store's thread ----

  private final class Committer implements CommitLoop.Committer {

    @Override
    public void commit(HandedOver progress) {
      synchronized (claiming) {
        if (!accepts(progress.run())) {
          return;
        }
        if (status.health() == Health.FENCED) {
          stopQuery(); // The host has started it again.
          return;
        }
        status = recorded(claimOf(progress).commit(progress, by(progress)));
      }
    }

    private StreamClaim claimOf(HandedOver progress) {
      if (claim == null) {
        StreamClaim.requireNotTheHosts(tracker.store(), id, null);
        claim = StreamClaim.of(tracker.store(), id, progress, by(progress));
        LOG.warn(
            "Stream '{}' is recorded, but its source was not loaded with resume(): a restart "
                + "without a checkpoint will not begin where it is recorded",
            id);
      }
      return claim;
    }

    private Provenance by(HandedOver progress) {
      StreamingQueryProgress newest = progress.newest();
      return tracker.provenance().batch(newest.id().toString(), newest.batchId());
    }

    @Override
    public void failed(Throwable cause, long delayMs) {
      status = status.with(Health.DEGRADED, cause.toString());
      LOG.warn("Could not commit offsets of '{}'; trying again in {} ms", id, delayMs, cause);
    }

    @Override
    public void fenced(StaleWriterException cause) {
      status = status.with(Health.FENCED, cause.getMessage());
      LOG.warn("Stream '{}' is fenced and its query is stopped", id, cause);
      stopQuery();
    }

    private void stopQuery() {
      StreamingQuery fenced = query;
      if (fenced != null && fenced.isActive()) {
        // Stopping waits for the batch to end, and the store's thread has other streams to serve.
        tracker.inBackground("stop " + id, () -> stop(fenced));
      }
    }
  }

  private static void stop(StreamingQuery query) {
    try {
      query.stop();
    } catch (Exception e) {
      LOG.warn("Could not stop query {}", query.id(), e);
    }
  }
}
