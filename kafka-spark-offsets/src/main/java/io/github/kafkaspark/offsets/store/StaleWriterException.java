package io.github.kafkaspark.offsets.store;

/**
 * A newer claim has replaced this writer: another driver does the stream's work now. Trying again
 * is of no use; the query should stop.
 */
public final class StaleWriterException extends OffsetStoreException {

  private static final long serialVersionUID = 1L;

  /** For a writer of {@code own} generation, replaced by the claim of {@code newest}. */
  public StaleWriterException(StreamId stream, long own, long newest) {
    super(
        String.format(
            "Cannot commit offsets of '%s': generation %d was replaced by generation %d; another "
                + "driver has claimed the stream, stop this query",
            stream, own, newest));
  }
}
