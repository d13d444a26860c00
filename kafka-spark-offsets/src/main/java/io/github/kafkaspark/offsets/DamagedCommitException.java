package io.github.kafkaspark.offsets;

/** The bytes of a commit are not what was written; the message says what is wrong with them. */
final class DamagedCommitException extends Exception {

  private static final long serialVersionUID = 1L;

  DamagedCommitException(String reason) {
    super(reason);
  }

  DamagedCommitException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
