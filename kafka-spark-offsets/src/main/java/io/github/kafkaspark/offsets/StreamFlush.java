package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.StreamLife.State;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the store has what a run has done, on a thread of the host. */
final class StreamFlush {

  private static final Logger LOG = LoggerFactory.getLogger(StreamFlush.class);

  private final StreamId id;
  private final StreamLife life;
  private final CommitSlot slot;
  private final StreamState state;
  private final Executor storeThread;

  StreamFlush(
      StreamId id, StreamLife life, CommitSlot slot, StreamState state, Executor storeThread) {
    this.id = id;
    this.life = life;
    this.slot = slot;
    this.state = state;
    this.storeThread = storeThread;
  }

  /**
   * Waits until one hand-over is committed, and all before.
   *
   * @param last the newest report of the run; null if it has none
   * @throws OffsetStoreException if the store has not taken, within the limit, what the run has
   *     done
   */
  void await(long ticket, ProgressOffsets last, Duration limit) {
    slot.await(ticket, limit, () -> notDurable(limit));
    if (state.status().health() == Health.FENCED || (last != null && isMissing(last))) {
      throw notDurable(limit);
    }
  }

  /**
   * If the run has ended in order, the newest commit says so, for those who may move the stream.
   * Called by the store's thread; whatever fails changes nothing of the end.
   */
  void markEnd() {
    StreamRun run = life.run();
    try {
      if (run != null && run.hasEndedInOrder() && isSettled(run.query().lastProgress())) {
        state.markEnd(run);
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("Nobody knows whether '{}' has ended in order", id, e);
    }
  }

  /** The same, once the listener has heard of the end. */
  void lookForEnd() {
    if (life.state() == State.ENDED) {
      markEnd();
    }
  }

  private boolean isSettled(ProgressOffsets last) {
    return slot.waiting() == null
        && (last == null || (life.accepts(last.run()) && state.hasCommitted(last)));
  }

  /**
   * The same, and asks the store whether it still has that: a stream without anything to commit
   * hears of no other driver.
   */
  void awaitStored(long ticket, ProgressOffsets last, Duration limit) {
    Deadline deadline = Deadline.in(limit);
    await(ticket, last, limit);
    askStore(deadline, limit);
    if (state.status().health() == Health.FENCED || state.ownership().missing().isPresent()) {
      throw notDurable(limit);
    }
  }

  private void askStore(Deadline deadline, Duration limit) {
    FutureTask<Void> question = new FutureTask<>(state::verify, null);
    storeThread.execute(question);
    try {
      Void unused = question.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notDurable(limit);
    } catch (TimeoutException e) {
      throw notDurable(limit);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot flush '" + id + "': " + e.getCause(), e.getCause());
    }
  }

  /** Whether the store has not what the run has done, and the status does not say why. */
  private boolean isMissing(ProgressOffsets last) {
    return state.status().health() != Health.FAILED
        && life.accepts(last.run())
        && !state.hasCommitted(last);
  }

  private OffsetStoreException notDurable(Duration limit) {
    StreamStatus now = state.status();
    return new OffsetStoreException(
        String.format(
            "Cannot flush '%s' within %s: %s; the stream is committed at %s, and what came after is"
                + " read again by a restart",
            id,
            Texts.rounded(limit),
            why(now),
            now.committed().map(commit -> commit.offsets().toJson()).orElse("nothing")));
  }

  private String why(StreamStatus now) {
    if (Thread.currentThread().isInterrupted()) {
      return "the thread was interrupted";
    }
    if (life.state() == State.LOADED) {
      return "a source of the stream was loaded for another run meanwhile";
    }
    Optional<String> missing = state.ownership().missing();
    return missing.orElseGet(() -> now.reason().orElse("the store has not answered yet"));
  }
}
