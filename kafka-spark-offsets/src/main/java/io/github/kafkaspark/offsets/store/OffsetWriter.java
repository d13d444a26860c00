package io.github.kafkaspark.offsets.store;

/**
 * The owner's end of a stream: made by {@link OffsetStore#claim}, good until a newer claim.
 *
 * <p>Used by one thread at a time. A call may block for as long as the store does.
 */
public interface OffsetWriter extends AutoCloseable {

  /** The newest commit of this writer; at first the START that its claim made. */
  OffsetCommit latest();

  /**
   * Commits where the stream is now.
   *
   * @param content where the stream is now, and who says so
   * @return the commit, durable
   * @throws NullPointerException if {@code content} is null
   * @throws StaleWriterException if a newer claim has replaced this writer; no reader sees anything
   *     of it, and every later call throws the same
   * @throws OffsetStoreException if the commit failed, or its outcome could not be settled; the
   *     call may be repeated with the same or newer offsets, and settles what is open first
   * @throws IllegalStateException if the writer or its store is closed, or it has had the stream
   *     {@link NewCommit#forgotten forgotten}
   */
  OffsetCommit append(NewCommit content);

  /** Releases what the writer holds; the stream stays as it is. May be called twice. */
  @Override
  void close();
}
