package io.github.kafkaspark.tool;

/** What a shell learns from the end of the command. */
final class ExitCode {

  /** Done. */
  static final int DONE = 0;

  /** Refused, or failed. */
  static final int FAILED = 1;

  /** The command line is not as it must be; nobody was asked anything. */
  static final int USAGE = 2;

  private ExitCode() {}
}
