package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.offsets.store.MovedStream;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.WriteAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The primary store, whose commits are handed to the followers once they are there. */
final class MirroredOffsetStore implements OffsetStore {

  /**
   * The time that followers get to answer, and all of them at the close to take what is pending.
   */
  static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

  /** The time without an answer after which a warning calls a follower stuck. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final OffsetStore primary;
  private final List<Follower> followers;
  private final Duration closeLimit;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The streams that its writers had forgotten: a follower may still have to hear of it. */
  private final Set<StreamId> forgotten = ConcurrentHashMap.newKeySet();

  private MirroredOffsetStore(OffsetStore primary, List<Follower> followers, Duration closeLimit) {
    this.primary = primary;
    this.followers = followers;
    this.closeLimit = closeLimit;
  }

  static MirroredOffsetStore of(OffsetStore primary, OffsetStore[] followers) {
    return of(primary, followers, CLOSE_LIMIT, PATIENCE);
  }

  static MirroredOffsetStore of(
      OffsetStore primary, OffsetStore[] followers, Duration closeLimit, Duration patience) {
    requireNonNull(primary, "primary");
    requireNonNull(followers, "followers");
    if (followers.length == 0) {
      throw new IllegalArgumentException(
          "Invalid followers: '[]' (expected one or more; without any, use the primary itself)");
    }
    Set<OffsetStore> stores = Collections.newSetFromMap(new IdentityHashMap<>());
    boolean unused = stores.add(primary);
    List<Follower> list = new ArrayList<>();
    for (OffsetStore follower : followers) {
      if (!stores.add(requireNonNull(follower, "follower"))) {
        throw new IllegalArgumentException(
            "Invalid followers: '"
                + follower
                + "' (expected each store once, found it as the primary or another follower)");
      }
      list.add(new Follower(primary, follower, patience));
    }
    return new MirroredOffsetStore(primary, list, closeLimit);
  }

  /**
   * {@inheritDoc} If the primary has nothing and a follower has something, the primary was lost: to
   * begin anew would overwrite the copy.
   */
  @Override
  public Optional<OffsetCommit> latest(StreamId stream) {
    Optional<OffsetCommit> newest = primary.latest(stream);
    if (!newest.isPresent() && !forgotten.contains(stream)) {
      followers.forEach(
          follower ->
              follower.latest(stream, closeLimit).ifPresent(copy -> requireNone(copy, follower)));
    }
    return newest;
  }

  /** A START without offsets is nothing to lose, and not every store shows it. */
  private void requireNone(OffsetCommit copy, Follower follower) {
    if (copy.offsets().isEmpty()) {
      return;
    }
    throw new OffsetStoreException(
        String.format(
            "Cannot read offsets of '%1$s': the primary %2$s has nothing of it, but its follower %6$s has %3$s "
                + "of %4$s, so the primary was lost or is another one; begin where the copy is, once, by "
                + "%5$s, or have the follower forget the stream",
            copy.stream(),
            primary,
            copy.offsets().toJson(),
            copy.provenance().time(),
            ClaimText.atThatOf(copy.stream(), "follower", copy.stream()),
            follower));
  }

  @Override
  public List<OffsetCommit> history(StreamId stream) {
    return primary.history(stream);
  }

  @Override
  public Set<StreamId> streams() {
    return primary.streams();
  }

  @Override
  public OffsetWriter claim(StreamId stream, NewCommit start) {
    return mirrored(primary.claim(stream, start));
  }

  private OffsetWriter mirrored(OffsetWriter writer) {
    OffsetCommit claim = writer.latest();
    forgotten.remove(claim.stream());
    followers.forEach(follower -> follower.begin(claim));
    return new Writer(writer, claim);
  }

  @Override
  public OptionalLong hostsClaim(StreamId stream) {
    return primary.hostsClaim(stream);
  }

  @Override
  public Optional<String> boundToHost() {
    return primary.boundToHost();
  }

  @Override
  public Set<TopicPartition> missing(Set<TopicPartition> partitions) {
    return primary.missing(partitions);
  }

  @Override
  public void sourceBegins(StreamId stream, Map<String, TopicIdentity> identities) {
    primary.sourceBegins(stream, identities);
  }

  @Override
  public void sourceBeginsElsewhere(StreamId stream, NewCommit start) {
    primary.sourceBeginsElsewhere(stream, start);
  }

  @Override
  public Optional<MovedStream> moved(StreamId stream) {
    return primary.moved(stream);
  }

  @Override
  public OffsetWriter adopt(StreamId stream, NewCommit start) {
    return mirrored(primary.adopt(stream, start));
  }

  @Override
  public WriteAccess writeAccess() {
    return primary.writeAccess();
  }

  @Override
  public Optional<Instant> clock() {
    return primary.clock();
  }

  @Override
  public List<String> damage(StreamId stream) {
    return primary.damage(stream);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    followers.forEach(Follower::finish); // First: the primary may take long, or never return.
    try {
      primary.close();
    } finally {
      Deadline deadline = Deadline.in(closeLimit);
      followers.forEach(follower -> follower.awaitEnd(deadline.left()));
    }
  }

  @Override
  public String toString() {
    return primary
        + ", mirrored in the "
        + followers.stream().map(Follower::toString).collect(Collectors.joining(" and the "));
  }

  private final class Writer implements OffsetWriter {

    private final OffsetWriter writer;
    private final OffsetCommit claim;

    Writer(OffsetWriter writer, OffsetCommit claim) {
      this.writer = writer;
      this.claim = claim;
    }

    @Override
    public OffsetCommit latest() {
      return writer.latest();
    }

    @Override
    public OffsetCommit append(NewCommit content) {
      OffsetCommit commit;
      try {
        commit = writer.append(content);
      } catch (StaleWriterException e) {
        followers.forEach(follower -> follower.stop(claim));
        throw e;
      }
      if (commit.isForgotten()) {
        forgotten.add(commit.stream());
      }
      followers.forEach(follower -> follower.take(commit));
      return commit;
    }

    @Override
    public void close() {
      writer.close();
      followers.forEach(follower -> follower.release(claim));
    }

    @Override
    public String toString() {
      return writer + ", mirrored";
    }
  }
}
