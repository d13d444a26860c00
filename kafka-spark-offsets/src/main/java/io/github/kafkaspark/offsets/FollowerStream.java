package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of a follower: claims it there for the primary's newest claim, and appends the newest
 * commit. It leaves out older commits that it has not copied yet.
 */
final class FollowerStream {

  private static final Logger LOG = LoggerFactory.getLogger(FollowerStream.class);

  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private final StreamId stream;
  private final Home follower;

  // These fields need the lock; nobody holds it while a store is called.
  private OffsetCommit claim;
  private OffsetCommit newest;
  private boolean scheduled;
  private long stopped;
  private long released;

  // Only the follower's thread uses these.
  private OffsetWriter writer;
  private OffsetCommit claimed;
  private OffsetCommit copied;
  private int failures;

  /** The partitions that the follower was found to lack, and when. */
  private Set<TopicPartition> lacking = Collections.emptySet();

  private long lookedAt;

  /** What a stream needs of its follower. */
  interface Home {

    /** The store that the commits are copied to. */
    OffsetStore store();

    /** Whether the primary still belongs to this claim, or to none that is newer. */
    boolean isCurrent(OffsetCommit claim);

    /** Runs this on the follower's thread, after so long. */
    void execute(Runnable work, long delayMs);
  }

  FollowerStream(StreamId stream, Home follower) {
    this.stream = stream;
    this.follower = follower;
  }

  /**
   * A new claim of the primary. Its generation is no higher than others if somebody has emptied the
   * primary since; one from before was handed over late.
   */
  synchronized void begin(OffsetCommit start) {
    if (newest != null
        && start.generation() <= newest.generation()
        && start.provenance().time().isAfter(newest.provenance().time())) {
      newest = null;
      stopped = 0;
      released = 0;
    }
    take(start);
  }

  /** A commit of the primary: the START of a claim first, then the others of that claim. */
  synchronized void take(OffsetCommit commit) {
    if (newest != null
        && (commit.generation() < newest.generation()
            || (commit.generation() == newest.generation()
                && commit.sequence() <= newest.sequence()))) {
      return; // A claim that was replaced meanwhile has handed it over late.
    }
    if (newest == null || commit.generation() > newest.generation()) {
      claim = commit;
    }
    newest = commit;
    schedule(0);
  }

  synchronized void stop(long generation) {
    stopped = Math.max(stopped, generation);
  }

  synchronized void release(long generation) {
    released = Math.max(released, generation);
    schedule(0);
  }

  private synchronized void schedule(long delayMs) {
    if (!scheduled) {
      scheduled = true;
      follower.execute(this::copy, delayMs);
    }
  }

  // ---- the follower's thread ----

  private void copy() {
    synchronized (this) {
      scheduled = false;
    }
    try {
      copyNewest();
    } catch (Throwable e) {
      findLackingNowAndThen();
      long delayMs = Backoff.delayMs(++failures);
      if (failures == 1) {
        LOG.warn(
            "Could not copy offsets of '{}' to the {}; it is tried again until it works, and holds "
                + "nothing up",
            stream,
            follower,
            e);
      }
      schedule(delayMs);
    }
  }

  /** The last try. */
  void finish() {
    try {
      copyNewest();
    } catch (Throwable e) {
      LOG.warn("The {} is closed without the newest offsets of '{}'", follower, stream, e);
    }
  }

  private void copyNewest() {
    OffsetCommit from;
    OffsetCommit to;
    boolean stop;
    boolean release;
    synchronized (this) {
      from = claim;
      to = newest;
      stop = from == null || stopped >= from.generation();
      release = from != null && released >= from.generation();
    }
    if (!lacking.isEmpty()) {
      findLackingNowAndThen();
    }
    if (!stop && !to.equals(copied)) {
      stop = !claim(from);
    }
    if (!stop && !to.equals(copied)) {
      append(to);
    }
    if (stop || release) {
      close();
    }
    if (failures > 0) {
      failures = 0;
      LOG.info("{} '{}' in the {}", stop ? "No longer copies" : "Caught up with", stream, follower);
    }
  }

  /** Claims, if that is not done; returns whether the primary belongs to this claim at all. */
  private boolean claim(OffsetCommit from) {
    if (writer != null && from.equals(claimed)) {
      return true;
    }
    close();
    if (failures > 0 && !follower.isCurrent(from)) {
      stop(from.generation());
      return false;
    }
    writer = follower.store().claim(stream, kept(from));
    claimed = from;
    copied = from;
    return true;
  }

  private void append(OffsetCommit to) {
    try {
      OffsetCommit unused = writer.append(kept(to));
      copied = to;
    } catch (StaleWriterException e) {
      close(); // The next try looks who owns the primary, and claims again if it may.
      throw e;
    }
  }

  /** What the follower can keep of a commit: the primary may have topics of other clusters. */
  private NewCommit kept(OffsetCommit commit) {
    NewCommit content = commit.content();
    return lacking.isEmpty()
        ? content
        : NewCommit.of(
                content.kind(),
                content.offsets().filter(partition -> !lacking.contains(partition)),
                content.provenance())
            .withIdentities(content.identities())
            .withoutOtherIdentities();
  }

  /** It is a question to a store that may be down, and other streams wait. */
  private void findLackingNowAndThen() {
    if (lookedAt != 0 && System.nanoTime() - lookedAt < LOOK_AGAIN.toNanos()) {
      return;
    }
    lookedAt = System.nanoTime();
    Set<TopicPartition> asked = new HashSet<>();
    synchronized (this) {
      asked.addAll(claim == null ? Collections.emptySet() : claim.offsets().partitions());
      asked.addAll(newest == null ? Collections.emptySet() : newest.offsets().partitions());
    }
    try {
      Set<TopicPartition> before = lacking;
      lacking = follower.store().missing(asked);
      if (!lacking.isEmpty() && !lacking.equals(before)) {
        LOG.warn(
            "The {} has no {}, so offsets of '{}' are copied without", follower, lacking, stream);
      }
    } catch (RuntimeException e) {
      LOG.debug("The {} does not tell what it lacks", follower, e);
    }
  }

  /** Gives up the claim; what is committed stays. */
  void close() {
    OffsetWriter old = writer;
    writer = null;
    if (old != null) {
      old.close();
    }
  }
}
