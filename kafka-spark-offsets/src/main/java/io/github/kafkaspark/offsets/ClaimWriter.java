package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Optional;

/**
 * The writer of one claim, which tells its own commits from those of another driver. Not safe for
 * use by several threads.
 */
final class ClaimWriter {

  private final OffsetWriter writer;

  /** What was appended last, also if nobody knows whether it is there; null before. */
  private NewCommit appended;

  private ClaimWriter(OffsetWriter writer) {
    this.writer = writer;
  }

  static ClaimWriter claim(OffsetStore store, StreamId stream, NewCommit start) {
    OffsetWriter writer = store.claim(stream, start);
    OwnClaims.note(store, writer.latest());
    return new ClaimWriter(writer);
  }

  /** The newest commit. */
  OffsetCommit latest() {
    return writer.latest();
  }

  OffsetCommit append(NewCommit content) {
    appended = content;
    return writer.append(content);
  }

  /** Whether a commit is of this claim. */
  boolean isOwn(OffsetCommit commit) {
    OffsetCommit latest = latest();
    boolean isOlder =
        commit.sequence() < latest.sequence()
            && commit.provenance().writer().equals(latest.provenance().writer());
    return commit.generation() == latest.generation() && (isNewest(commit) || isOlder);
  }

  /**
   * The latest commit, or the one after it: an append may have come through that seemed to fail.
   */
  private boolean isNewest(OffsetCommit commit) {
    return commit.equals(latest())
        || (commit.generation() == latest().generation() && commit.content().equals(appended));
  }

  /**
   * Says whether the store still has the newest commit.
   *
   * @param newest what the store has
   * @return what is wrong, as when a person has deleted it; empty if nothing is
   * @throws StaleWriterException if another driver has claimed since. In a store that somebody has
   *     emptied the generations begin anew, so that its claim may have the same one.
   */
  Optional<String> missing(Optional<OffsetCommit> newest) {
    if (newest.filter(this::isNewest).isPresent()) {
      return Optional.empty();
    }
    long own = latest().generation();
    long other = newest.map(OffsetCommit::generation).orElse(0L);
    if (other >= own && !newest.filter(this::isOwn).isPresent()) {
      throw new StaleWriterException(latest().stream(), own, Math.max(other, own + 1));
    }
    return Optional.of(
        String.format(
            "the store no longer has the newest commit of the stream, %s, but %s: somebody has "
                + "deleted it or brought back an older state of the store; bring it back, or let the "
                + "next batch commit anew",
            latest().offsets().toJson(),
            newest.map(commit -> commit.offsets().toJson()).orElse("nothing")));
  }

  void close() {
    writer.close();
  }
}
