package io.github.kafkaspark.jobs.api;

/** How a run has ended. */
public enum RunEnd {
  /** By itself or after a stop, with exit status 0. */
  COMPLETE,
  /** A stop's limit was over before the batch was: the next run reads that batch again. */
  CUT,
  /** With an error, at the start or later. */
  FAILED,
  /** By a kill that somebody has asked for. */
  KILLED,
  /** It is gone, and nobody can say how it ended. */
  LOST
}
