package io.github.kafkaspark.offsets.store.file;

/**
 * The bytes of a commit are not those that were written; the message says what is wrong with them.
 */
final class DamagedCommitException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The length of a reason that a person reads: it may quote all of a file. */
  private static final int MAX_CHARS = 500;

  DamagedCommitException(String reason) {
    this(reason, null);
  }

  DamagedCommitException(String reason, Throwable cause) {
    super(reason.length() > MAX_CHARS ? reason.substring(0, MAX_CHARS) + "…" : reason, cause);
  }
}
