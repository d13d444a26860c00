package io.github.kafkaspark.jobs.definition;

/** Why a jobs file is refused; nothing of the file is in force then. */
public final class JobsFileException extends Exception {

  JobsFileException(String message) {
    super(message);
  }

  JobsFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
