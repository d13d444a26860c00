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
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits to one stream's group, by the protocol of its claim. {@link WriterState} shows its
 * states.
 */
final class KafkaOffsetWriter implements OffsetWriter {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaOffsetWriter.class);

  private final KafkaOffsetStore store;
  private final StreamId stream;
  private final String group;
  private final GroupProtocol protocol;
  private final GroupTopics topics;

  /** An append holds it, or the store's own thread when it commits again. */
  private final ReentrantLock lock = new ReentrantLock();

  private final WriterState<OffsetCommit> state;
  private volatile long committedAt;

  /** The writer of a claim that has been made. */
  KafkaOffsetWriter(
      KafkaOffsetStore store, GroupProtocol protocol, GroupTopics topics, OffsetCommit start) {
    this.store = store;
    this.stream = start.stream();
    this.group = store.group(stream);
    this.protocol = protocol;
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
      NewCommit kept = topics.kept(content, () -> state.latest().offsets(), limit);
      OffsetCommit commit = state.latest().next(kept.withoutOtherIdentities());
      state.begin(commit);
      protocol.append(state, limit);
      committedAt = System.nanoTime();
      LOG.debug("Committed {} of '{}' to group '{}'", commit.sequence(), stream, group);
    } catch (StaleWriterException e) {
      protocol.discard();
      throw e;
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
      if (state.isClosed() || state.isReplaced() || !protocol.view().isStored()) {
        return;
      }
      Limit limit = store.limit();
      requireReady(limit);
      protocol.keep(state, topics, limit);
      committedAt = System.nanoTime();
      LOG.debug(
          "Committed {} of '{}' to group '{}' again", state.latest().sequence(), stream, group);
    } catch (StaleWriterException e) {
      protocol.discard();
      throw e;
    } catch (KafkaException e) {
      protocol.discard();
      throw store.failed("commit offsets of '" + stream + "' again to", group, e);
    } finally {
      lock.unlock();
    }
  }

  /** Begins anew after a failure, unless another claim has replaced this one. */
  private void requireReady(Limit limit) {
    if (state.isInDoubt() || !protocol.isReady()) {
      settle(() -> protocol.settle(state, limit));
    }
  }

  private void recover(Exception failure, Limit limit) {
    protocol.discard();
    topics.forget();
    if (!state.isInDoubt()) {
      throw store.failed("commit offsets of '" + stream + "' to", group, failure);
    }
    OffsetCommit attempted = state.attempt();
    if (!limit.isOver()) {
      try {
        settle(() -> protocol.recover(failure, state, limit));
      } catch (StaleWriterException e) {
        throw e;
      } catch (OffsetStoreException e) {
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
    throw new OffsetStoreException(failed.getMessage() + "; " + outcome, failed.getCause());
  }

  /** Finds out whether the open commit is there, and begins anew. */
  private void settle(Runnable way) {
    try {
      way.run();
      state.drop();
    } catch (KafkaException e) {
      protocol.discard();
      throw store.failed(
          "find out whether offsets of '" + stream + "' were committed to", group, e);
    } catch (OffsetStoreException e) {
      protocol.discard();
      throw e;
    }
  }

  @Override
  public void close() {
    state.close();
    store.forget(this);
    store.end(protocol);
  }

  @Override
  public String toString() {
    return state + " in the group '" + group + "'";
  }
}
