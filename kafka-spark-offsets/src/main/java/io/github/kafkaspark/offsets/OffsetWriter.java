package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;

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
   * @param kind what the commit stands for
   * @param offsets all the offsets of the stream, which replace those of the commit before
   * @param provenance who commits, and from what
   * @return the commit, durable
   * @throws StaleWriterException if a newer claim has replaced this writer; no reader sees anything
   *     of it, and every later call throws the same
   * @throws OffsetStoreException if the commit failed, or its outcome could not be settled; the
   *     call may be repeated with the same or newer offsets, and settles what is open first
   */
  OffsetCommit append(OffsetCommit.Kind kind, TopicOffsets offsets, Provenance provenance);

  /** Releases what the writer holds; the stream stays as it is. May be called twice. */
  @Override
  void close();
}
