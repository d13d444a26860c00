package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of one claim, which tells its own commits from those of another driver. Not safe for
 * use by several threads.
 */
final class ClaimWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimWriter.class);

  private final OffsetWriter writer;

  /** The newest commit that was to be marked as the last one. */
  private OffsetCommit ended;

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
    return writer.append(content);
  }

  /**
   * Commits the newest again, as the last one of this writer. It is tried once: a store that is
   * away must not hold up an end, nor a newer claim disturb one.
   *
   * @return whether that is a new commit
   */
  boolean markEnd() {
    OffsetCommit last = latest();
    if (last.equals(ended) || last.provenance().isClosed()) {
      return false;
    }
    ended = last;
    try {
      OffsetCommit unused =
          writer.append(
              NewCommit.of(last.kind(), last.offsets(), last.provenance().asClosed())
                  .withIdentities(last.identities()));
      return true;
    } catch (RuntimeException e) {
      LOG.debug("The end of '{}' is not marked in the store", last.stream(), e);
      return false;
    }
  }

  /** Whether a commit is of this claim: each driver writes by a name of its own. */
  boolean isOwn(OffsetCommit commit) {
    return commit.generation() == latest().generation() && isOfThisDriver(commit);
  }

  private boolean isOfThisDriver(OffsetCommit commit) {
    return commit.provenance().writer().equals(latest().provenance().writer());
  }

  /**
   * Whether another driver has claimed since. In a store that somebody has emptied the generations
   * begin anew, so that its claim may have the same one or a lower one; but a lower one of before
   * was brought back.
   */
  private boolean isReplacedBy(OffsetCommit newest) {
    return newest.generation() > latest().generation()
        || (!isOfThisDriver(newest)
            && (newest.generation() == latest().generation()
                || newest.provenance().time().isAfter(latest().provenance().time())));
  }

  /**
   * Says whether the store still has the newest commit, or one after it: an append may have come
   * through that seemed to fail. A store that keeps offsets by partition shows none that was
   * deleted with its topic, and nothing of a commit without offsets.
   *
   * @param newest what the store has
   * @return what is wrong, as when a person has deleted it; empty if nothing is
   * @throws StaleWriterException if another driver has claimed since
   */
  Optional<String> missing(Optional<OffsetCommit> newest) {
    OffsetCommit own = latest();
    if (newest.filter(this::isReplacedBy).isPresent()) {
      long other = Math.max(newest.get().generation(), own.generation() + 1);
      throw new StaleWriterException(own.stream(), own.generation(), other);
    }
    boolean isThere =
        newest
            .map(commit -> isOwn(commit) && commit.sequence() >= own.sequence())
            .orElse(own.offsets().isEmpty());
    return isThere
        ? Optional.empty()
        : Optional.of(
            String.format(
                "the store no longer has the newest commit of the stream, %s, but %s: somebody has "
                    + "deleted it or brought back an older state; bring it back, or stop the query, "
                    + "claim the stream there, once, by %s, and load its source again",
                own.offsets().toJson(),
                newest.map(commit -> commit.offsets().toJson()).orElse("nothing"),
                ClaimText.at(own)));
  }

  void close() {
    writer.close();
  }
}
