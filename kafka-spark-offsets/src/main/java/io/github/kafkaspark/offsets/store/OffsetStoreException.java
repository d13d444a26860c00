package io.github.kafkaspark.offsets.store;

/**
 * A store could not be read or written, what it has is damaged, or the outcome of a commit could
 * not be settled. The message names the stream, the place and the way out.
 */
public class OffsetStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a message of the form "Cannot …: why; the way out". */
  public OffsetStoreException(String message) {
    super(message);
  }

  /** With a message of the form "Cannot …: why; the way out", and what caused it. */
  public OffsetStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
