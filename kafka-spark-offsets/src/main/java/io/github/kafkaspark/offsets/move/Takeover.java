package io.github.kafkaspark.offsets.move;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim by which a stream is changed. It leaves the stream where it is: the claim's START is at
 * the newest offsets, so whoever is stopped behind it has moved nothing.
 */
final class Takeover implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

  private final StandingStream standing;
  private final OffsetWriter writer;
  private final OffsetCommit newest;

  private Takeover(StandingStream standing, OffsetWriter writer, OffsetCommit newest) {
    this.standing = standing;
    this.writer = writer;
    this.newest = newest;
  }

  /**
   * Claims a stream where it was seen, or where the owner has brought it since who is replaced on
   * purpose.
   *
   * @throws IllegalStateException if it is elsewhere, or somebody owns it who is not to be replaced
   */
  static Takeover of(StandingStream seen, Fence fence) {
    if (seen.moved != null) {
      return adopt(seen, fence);
    }
    Optional<OffsetCommit> now = seen.store.latest(seen.stream);
    if (!now.isPresent() || !seen.commit.isPresent()) {
      if (now.isPresent() || seen.commit.isPresent()) {
        throw changed(seen, now.isPresent() ? "it is stored by now" : "it is not stored any more");
      }
      return claimNew(seen);
    }
    OffsetCommit newest = now.get();
    requireUnchanged(seen, newest, fence);
    requireFree(seen, newest, fence);
    OffsetWriter writer = seen.store.claim(seen.stream, Mover.start(newest));
    try {
      return new Takeover(seen, writer, withWhatCameBetween(seen, writer, newest, fence));
    } catch (RuntimeException e) {
      close(writer);
      throw e;
    }
  }

  /** Claims where another program has moved it; what that did not touch stays. */
  private static Takeover adopt(StandingStream seen, Fence fence) {
    if (!seen.store.moved(seen.stream).equals(Optional.of(seen.moved))) {
      throw changed(seen, "another program has moved it on, or somebody has claimed it");
    }
    seen.commit.ifPresent(before -> requireFree(seen, before, fence));
    if (seen.isOfUnknownOwner() && fence == Fence.NOBODY) {
      throw seen.refusal(
          "the other program has written over who owns it; stop the job that reads it, and replace "
              + "whoever that is on purpose (Fence.OWNER)");
    }
    NewCommit start =
        NewCommit.start(seen.offsets().merge(seen.moved.offsets()), Mover.now())
            .withIdentities(seen.identities());
    OffsetWriter writer = seen.store.adopt(seen.stream, start);
    return new Takeover(seen, writer, writer.latest());
  }

  /** Without a place, as long as nothing is moved: a start then begins for the first time. */
  private static Takeover claimNew(StandingStream seen) {
    NewCommit nowhere = NewCommit.start(TopicOffsets.empty(), Mover.now());
    OffsetWriter writer = seen.store.claim(seen.stream, nowhere);
    return new Takeover(seen, writer, writer.latest());
  }

  private static void requireUnchanged(StandingStream seen, OffsetCommit newest, Fence fence) {
    OffsetCommit then = seen.commit.get();
    boolean isOwners = newest.generation() == then.generation();
    boolean isThere = isOwners && newest.offsets().equals(then.offsets());
    if (!isThere && !(isOwners && fence == Fence.OWNER)) {
      throw changed(seen, "it is at " + newest);
    }
  }

  private static void requireFree(StandingStream seen, OffsetCommit newest, Fence fence) {
    if (fence == Fence.NOBODY && !newest.provenance().isClosed()) {
      throw seen.refusal(
          StreamOwner.of(newest, seen.now())
              + " may still own it; stop that job in order and plan again, or replace it on purpose "
              + "(Fence.OWNER): a tracker then stops its query");
    }
  }

  /** What the owner has committed between the look and the claim. */
  private static OffsetCommit withWhatCameBetween(
      StandingStream seen, OffsetWriter writer, OffsetCommit newest, Fence fence) {
    OffsetCommit start = writer.latest();
    boolean isNext =
        start.generation() == newest.generation() + 1 && start.sequence() == newest.sequence() + 1;
    if (isNext) {
      return newest;
    }
    OffsetCommit between = before(seen.store, start).orElse(newest);
    if (between.generation() == newest.generation()
        && (fence == Fence.OWNER || between.offsets().equals(newest.offsets()))) {
      return between;
    }
    OffsetCommit unused = writer.append(between.content());
    throw changed(seen, "it is at " + between.offsets());
  }

  private static Optional<OffsetCommit> before(OffsetStore store, OffsetCommit start) {
    return store.history(start.stream()).stream()
        .filter(commit -> commit.generation() < start.generation())
        .findFirst();
  }

  private static IllegalStateException changed(StandingStream seen, String what) {
    return seen.refusal(
        "it has changed since the plan: " + what + "; nothing is moved, plan again");
  }

  /** Where the stream is that is claimed now. */
  OffsetCommit newest() {
    return newest;
  }

  /**
   * Makes the change, and only then is anything changed.
   *
   * @throws OffsetStoreException if it was not made, or nobody knows; the message says which
   */
  OffsetCommit append(NewCommit content) {
    try {
      return writer.append(content);
    } catch (OffsetStoreException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot %s '%s': it is claimed, and %s; %s",
              standing.verb, standing.stream, outcome(), e.getMessage()),
          e);
    }
  }

  private String outcome() {
    try {
      boolean isThere =
          standing
              .store
              .latest(standing.stream)
              .filter(commit -> commit.offsets().equals(newest.offsets()))
              .isPresent();
      return isThere ? "stands where it was" : "whether it was moved is not known: look again";
    } catch (OffsetStoreException e) {
      return "whether it was moved is not known: look when the store answers";
    }
  }

  @Override
  public void close() {
    close(writer);
  }

  /** What is committed is committed. */
  private static void close(OffsetWriter writer) {
    try {
      writer.close();
    } catch (RuntimeException e) {
      LOG.warn("Cannot close the {} after a change of its stream", writer, e);
    }
  }
}
