package io.github.kafkaspark.offsets;

/** The bytes of a commit are not what was written; the message says what is wrong with them. */
final class DamagedCommitException extends Exception {

  private static final long serialVersionUID = 1L;

  /** As much of a reason as a person reads: it may quote all of a file. */
  private static final int MAX_CHARS = 500;

  DamagedCommitException(String reason) {
    this(reason, null);
  }

  DamagedCommitException(String reason, Throwable cause) {
    super(reason.length() > MAX_CHARS ? reason.substring(0, MAX_CHARS) + "…" : reason, cause);
  }
}
