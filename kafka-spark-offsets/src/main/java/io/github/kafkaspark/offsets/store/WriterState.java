package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * What one writer of a stream may still do, and its attempt whose outcome nobody knows. For those
 * who write stores.
 *
 * <pre>
 * state     means                                        append
 * WRITING   latest() is the newest commit                begins an attempt
 * IN_DOUBT  an attempt failed; its commit may be there   reads whether it is there, then as WRITING
 * REPLACED  a newer claim is there                       throws StaleWriterException
 * CLOSED    the host has closed the writer               throws IllegalStateException
 *
 * from      begin     accept    drop      replacedBy  close
 * WRITING   IN_DOUBT  WRITING   WRITING   REPLACED    CLOSED
 * IN_DOUBT  IN_DOUBT  WRITING   WRITING   REPLACED    CLOSED
 * REPLACED  REPLACED  REPLACED  REPLACED  REPLACED    CLOSED
 * CLOSED    CLOSED    CLOSED    CLOSED    CLOSED      CLOSED
 * </pre>
 *
 * <p>After a tombstone, too, an append throws IllegalStateException: the stream is nobody's.
 *
 * <p>An attempt is in doubt from its begin on: only what is read, or an answer of the store, ends
 * that. Changed by one thread at a time; {@link #latest}, {@link #close} and {@link #isClosed} may
 * be called by any.
 *
 * @param <A> what tells an attempt from every other
 */
public final class WriterState<A> {

  private volatile OffsetCommit latest;
  private volatile boolean closed;
  private A attempt;
  private volatile long replacedBy;

  /** The state of a writer whose claim has made this START. */
  public WriterState(OffsetCommit start) {
    this.latest = requireNonNull(start, "start");
  }

  /** The newest commit of this writer. */
  public OffsetCommit latest() {
    return latest;
  }

  /**
   * Refuses a writer that may not append any more.
   *
   * @throws IllegalStateException if it is closed, or has had the stream forgotten
   * @throws StaleWriterException if a newer claim has replaced it
   */
  public void requireWritable() {
    if (closed) {
      throw new IllegalStateException(
          "Cannot commit offsets of '"
              + latest.stream()
              + "': the writer is closed; claim the stream again");
    }
    requireNotReplaced();
    if (latest.isForgotten()) {
      throw new IllegalStateException(
          "Cannot commit offsets of '"
              + latest.stream()
              + "': this writer had the stream forgotten; claim the stream again");
    }
  }

  /**
   * Refuses a writer that was replaced, whether or not it is closed.
   *
   * @throws StaleWriterException if a newer claim has replaced it
   */
  public void requireNotReplaced() {
    if (replacedBy > 0) {
      throw stale();
    }
  }

  /** Begins an attempt; it is in doubt from now on. */
  public void begin(A next) {
    attempt = requireNonNull(next, "next");
  }

  /** The attempt in doubt; null if there is none. */
  public A attempt() {
    return attempt;
  }

  /** Whether an attempt is in doubt. */
  public boolean isInDoubt() {
    return attempt != null;
  }

  /**
   * The attempt has made this commit.
   *
   * @throws IllegalArgumentException if it is not a later commit of this writer's generation
   */
  public void accept(OffsetCommit commit) {
    if (!commit.stream().equals(latest.stream())
        || commit.generation() != latest.generation()
        || commit.sequence() <= latest.sequence()) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid commit: '%s' (expected one of the writer of '%s')", commit, latest));
    }
    latest = commit;
    attempt = null;
  }

  /** The attempt has made no commit, and will make none. */
  public void drop() {
    attempt = null;
  }

  /**
   * Remembers that a newer claim is there.
   *
   * @param newest its generation, as far as it is known; one that is not above this writer's counts
   *     as the next one
   * @return what to throw, now and at every later append
   */
  public StaleWriterException replacedBy(long newest) {
    replacedBy = Math.max(Math.max(newest, replacedBy), latest.generation() + 1);
    return stale();
  }

  /** Whether a newer claim was seen. */
  public boolean isReplaced() {
    return replacedBy > 0;
  }

  private StaleWriterException stale() {
    return new StaleWriterException(latest.stream(), latest.generation(), replacedBy);
  }

  /** The host has closed the writer. */
  public void close() {
    closed = true;
  }

  /** The stream, where the writer is, and whether it may go on. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "writer of '%s' (generation %d, sequence %d%s)",
        latest.stream(),
        latest.generation(),
        latest.sequence(),
        closed ? ", closed" : isReplaced() ? ", replaced" : "");
  }

  /** Whether the host has closed the writer. */
  public boolean isClosed() {
    return closed;
  }
}
