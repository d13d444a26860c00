package io.github.kafkaspark.offsets;

/** How well the recording of a stream does. */
public enum Health {
  /** What was handed over is committed, or about to be. */
  HEALTHY,
  /**
   * The last try to commit failed and is repeated, or it has been waiting for the store for more
   * than 30 seconds, or the query is in continuous processing, where Spark reports nothing; the
   * query goes on.
   */
  DEGRADED,
  /** A newer claim has replaced this writer: another driver does the stream's work. */
  FENCED,
  /** Something cannot be recorded, and trying again will not help. */
  FAILED
}
