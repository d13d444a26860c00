package io.github.kafkaspark.offsets.store.kafka;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.WriterState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits to one stream's group. With transactions two things make it the owner: its producer is
 * the newest of the group, which keeps others from writing, and the newest commit in the group is
 * its own, which decides who goes on if the first is lost. Without transactions it has the second
 * alone, and looks before it commits.
 */
final class KafkaOffsetWriter implements OffsetWriter {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaOffsetWriter.class);

  /** The time for which a fenced writer waits for the START of the claim that has fenced it. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final KafkaOffsetStore store;
  private final StreamId stream;
  private final String group;
  private final GroupSession session;
  private final GroupTopics topics;

  /** An append holds it, or the store's own thread when it commits again. */
  private final ReentrantLock lock = new ReentrantLock();

  private final WriterState<OffsetCommit> state;
  private volatile long committedAt;

  /** The writer of a claim that has been made. */
  KafkaOffsetWriter(
      KafkaOffsetStore store, GroupSession session, GroupTopics topics, OffsetCommit start) {
    this.store = store;
    this.stream = start.stream();
    this.group = store.group(stream);
    this.session = session;
    this.topics = topics;
    this.state = new WriterState<>(start);
    this.committedAt = System.nanoTime();
  }

  @Override
  public OffsetCommit latest() {
    return state.latest();
  }

  @Override
  public OffsetCommit append(NewCommit content) {
    store.requireOpen();
    requireNonNull(content, "content");
    Limit limit = store.limit();
    lock.lock();
    try {
      state.requireWritable();
      requireReady(limit);
      topics.require(content.offsets(), limit);
      OffsetCommit commit = state.latest().next(content);
      state.begin(commit);
      if (!session.isStored()) {
        requireNoNewerClaim(limit);
      }
      if (!session.send(commit, limit)) {
        requireNoNewerClaim(limit);
        session.sendUnseen(commit, limit);
      }
      accept(commit);
      LOG.debug("Committed {} of '{}' to group '{}'", commit.sequence(), stream, group);
    } catch (KafkaException e) {
      recover(e, limit);
    } finally {
      lock.unlock();
    }
    return state.latest();
  }

  /**
   * Commits the newest again, so that it does not expire, if nothing was committed for so long and
   * nothing is being committed now. Readers see no difference, and a replaced writer stays
   * replaced.
   *
   * @throws OffsetStoreException if it failed; the next try may succeed
   */
  void keep(Duration idle) {
    if (System.nanoTime() - committedAt < idle.toNanos() || !lock.tryLock()) {
      return;
    }
    try {
      if (state.isClosed() || state.isReplaced() || !session.isStored()) {
        return;
      }
      Limit limit = store.limit();
      requireReady(limit);
      requireNoNewerClaim(limit);
      OffsetCommit latest = state.latest();
      session.sendAgain(latest, topics.ask(limit), limit);
      committedAt = System.nanoTime();
      LOG.debug("Committed {} of '{}' to group '{}' again", latest.sequence(), stream, group);
    } catch (KafkaException e) {
      session.discard();
      throw store.failed("commit offsets of '" + stream + "' again to", group, e);
    } finally {
      lock.unlock();
    }
  }

  /** Begins anew after a failure, unless another claim has replaced this one. */
  private void requireReady(Limit limit) {
    if (state.isInDoubt() || !session.isReady()) {
      settle(limit);
    }
  }

  /** Throws if the group shows a newer claim; one with transactions need not look. */
  private void requireNoNewerClaim(Limit limit) {
    long newer = session.fences() ? 0 : session.newerClaim(state.latest(), state.attempt(), limit);
    if (newer > 0) {
      session.discard();
      throw state.replacedBy(newer);
    }
  }

  private void accept(OffsetCommit commit) {
    session.accept(commit);
    state.accept(commit);
    committedAt = System.nanoTime();
  }

  private void recover(Exception failure, Limit limit) {
    session.discard();
    topics.forget();
    if (!state.isInDoubt()) {
      throw store.failed("commit offsets of '" + stream + "' to", group, failure);
    }
    OffsetCommit attempted = state.attempt();
    if (!limit.isOver()) {
      try {
        if (GroupFailure.isFenced(failure)) {
          awaitStart(limit);
        }
        settle(limit);
      } catch (StaleWriterException e) {
        throw e;
      } catch (OffsetStoreException | KafkaException e) {
        failure.addSuppressed(e);
      }
    }
    if (attempted.equals(state.latest())) {
      LOG.warn(
          "Committed offsets of '{}' to group '{}' in spite of a failure", stream, group, failure);
      return;
    }
    String outcome =
        state.isInDoubt()
            ? "append again, which looks first"
            : "nothing was committed, append again";
    OffsetStoreException failed =
        store.failed("commit offsets of '" + stream + "' to", group, failure);
    throw new OffsetStoreException(failed.getMessage() + "; " + outcome, failure);
  }

  /** A claim has fenced this writer, maybe without its START yet: waits whether that comes. */
  private void awaitStart(Limit limit) {
    if (!session.isStored()) {
      // Nothing in the group can show that this claim was the newest one.
      throw state.replacedBy(0);
    }
    Limit patience = Limit.of(PATIENCE);
    while (!patience.isOver()) {
      look(session.newest(limit));
      limit.require("find who has claimed the stream");
      limit.pause(Duration.ofMillis(20));
    }
  }

  /**
   * Finds out whether the open commit is there, and begins anew. The owner is read first, for a new
   * producer would fence one that has rightly replaced this.
   */
  private void settle(Limit limit) {
    try {
      if (session.fences()) {
        look(session.newest(limit));
        session.begin(limit);
        // From here on nothing of this writer is under way, and no other can commit.
        look(session.newest(limit));
      } else {
        requireNoNewerClaim(limit);
        session.begin(limit);
        look(newestIfWhole(limit));
      }
      state.drop();
    } catch (KafkaException e) {
      session.discard();
      throw store.failed(
          "find out whether offsets of '" + stream + "' were committed to", group, e);
    } catch (OffsetStoreException e) {
      session.discard();
      throw e;
    }
  }

  /** Without a transaction a commit may be there in part; then the next one replaces it. */
  private Optional<GroupCommit> newestIfWhole(Limit limit) {
    try {
      return session.newest(limit);
    } catch (OffsetStoreException e) {
      LOG.debug("The group '{}' has parts of a commit of '{}'", group, stream, e);
      return Optional.empty();
    }
  }

  /** Takes the open commit if it is the newest; throws if another claim's is. */
  private void look(Optional<GroupCommit> newest) {
    if (!newest.isPresent()) {
      return;
    }
    long generation = newest.get().commit().generation();
    if (!session.wrote(newest.get())) {
      if (generation >= state.latest().generation()) {
        session.discard();
        throw state.replacedBy(generation);
      }
    } else if (newest.get().commit().equals(state.attempt())) {
      accept(state.attempt());
    }
  }

  @Override
  public void close() {
    state.close();
    store.forget(this);
    session.close();
  }
}
