package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that follows another, and the one thread that talks to it. To hand over a commit takes no
 * longer than to note it, so the store may be down, slow or stuck.
 */
final class Follower implements FollowerStream.Home {

  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private final OffsetStore primary;
  private final OffsetStore store;
  private final Duration patience;
  private final String name;
  private final ScheduledThreadPoolExecutor thread;
  private final Map<StreamId, FollowerStream> streams = new ConcurrentHashMap<>();
  private volatile boolean closing;
  private volatile boolean abandoned;

  /**
   * The time when the thread's call of the store began, by {@link System#nanoTime}; null if there
   * is none.
   */
  private volatile Long busySince;

  private volatile boolean saidStuck;

  Follower(OffsetStore primary, OffsetStore store, Duration patience) {
    this.primary = primary;
    this.store = store;
    this.patience = patience;
    this.name = store.toString();
    this.thread = new ScheduledThreadPoolExecutor(1, work -> Daemons.of("follower", work));
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Takes a new claim of the primary, which may have been emptied. */
  void begin(OffsetCommit claim) {
    if (!closing) {
      stream(claim).begin(claim);
      sayIfStuck(claim.stream());
    }
  }

  /** Takes a commit of the primary, if it is newer than what the follower knows. */
  void take(OffsetCommit commit) {
    if (!closing) {
      stream(commit).take(commit);
      sayIfStuck(commit.stream());
    }
  }

  /** What it has of a stream; empty, with a warning, if it does not answer within the limit. */
  Optional<OffsetCommit> latest(StreamId stream, Duration limit) {
    FutureTask<Optional<OffsetCommit>> question = new FutureTask<>(() -> store.latest(stream));
    execute(question, 0);
    try {
      return question.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OffsetStoreException("Cannot read offsets of '" + stream + "': interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "The {} does not say whether it has offsets of '{}', of which the primary has none; if it "
              + "has, they are overwritten",
          name,
          stream,
          e);
      return Optional.empty();
    }
  }

  /** Another driver owns the stream, so the commits of this claim do not count any more. */
  void stop(OffsetCommit claim) {
    stream(claim).stop(claim.generation());
  }

  /** Nothing more comes from this claim. */
  void release(OffsetCommit claim) {
    stream(claim).release(claim.generation());
  }

  private FollowerStream stream(OffsetCommit commit) {
    return streams.computeIfAbsent(commit.stream(), id -> new FollowerStream(id, this));
  }

  private void sayIfStuck(StreamId stream) {
    Long since = busySince;
    if (since != null && !saidStuck && System.nanoTime() - since > patience.toNanos()) {
      saidStuck = true;
      LOG.warn(
          "The {} has not answered for {}; offsets of '{}' are not copied to it until it does",
          name,
          Texts.of(patience),
          stream);
    }
  }

  /** Copies what is pending as far as one try gets, then closes the store. Waits for nothing. */
  void finish() {
    closing = true;
    thread.execute(this::end);
  }

  private void end() {
    if (!abandoned) {
      streams.values().forEach(FollowerStream::finish);
    }
    streams.values().forEach(FollowerStream::close);
    try {
      store.close();
    } catch (RuntimeException e) {
      LOG.warn("Could not close the {}", name, e);
    } finally {
      thread.shutdown();
    }
  }

  /** Waits for the end, but only so long. */
  void awaitEnd(Duration limit) {
    boolean ended;
    try {
      ended = thread.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = thread.isTerminated();
    }
    if (!ended) {
      abandoned = true;
      LOG.warn("The {} has not taken the last commits in time; it is left to itself", name);
    }
  }

  // ---- for the streams ----

  @Override
  public OffsetStore store() {
    return store;
  }

  @Override
  public boolean isCurrent(OffsetCommit claim) {
    return closing
        || primary
            .latest(claim.stream())
            .map(newest -> newest.generation() <= claim.generation())
            .orElse(true);
  }

  @Override
  public void execute(Runnable work, long delayMs) {
    Object unused = thread.schedule(() -> run(work), delayMs, TimeUnit.MILLISECONDS);
  }

  private void run(Runnable work) {
    if (closing) {
      return; // The last try comes with the end.
    }
    busySince = System.nanoTime();
    try {
      work.run();
    } finally {
      busySince = null;
      saidStuck = false;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
