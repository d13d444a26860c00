package io.github.kafkaspark.lifecycle;

/** How queries have ended; of several reasons the worst. Ordered from good to bad. */
public enum StopOutcome {
  /** Every query has ended between two batches, and every hook has run. Exit status 0. */
  COMPLETE(0),

  /** Every query has ended between two batches; a hook threw or hung. Exit status 4. */
  HOOK_FAILED(4),

  /** A batch still ran at the limit and was cut; Spark reads it again. Exit status 3. */
  BATCH_CUT(3),

  /** A query has failed; the others were stopped as if asked. Exit status 1. */
  QUERY_FAILED(1);

  private final int exitStatus;

  StopOutcome(int exitStatus) {
    this.exitStatus = exitStatus;
  }

  /** The status that the process should exit with; after a signal the library sees to it. */
  public int exitStatus() {
    return exitStatus;
  }

  StopOutcome worse(StopOutcome other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
