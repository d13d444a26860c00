package io.github.kafkaspark.offsets;

/**
 * The health of a stream's recording. A later version may have more of them, so a {@code switch}
 * needs a default.
 */
public enum Health {
  /** All that the query has done is committed, or about to be. */
  HEALTHY(0),
  /**
   * The last try to commit failed and the tracker repeats it, or a commit has been waiting for the
   * store, or the stream for its query, for more than 30 seconds; or the store no longer has what
   * was committed; or something that the reason names keeps it from being known how far the query
   * is: it is in continuous processing, where Spark reports nothing; Spark keeps no progress; it
   * has ended before anybody knew where it began; its file sink may have skipped a batch; a query
   * without the stream's name seems to be meant, or reads the same besides. The query goes on.
   */
  DEGRADED(1),
  /** A newer claim has replaced this writer: another driver does the stream's work. */
  FENCED(2),
  /** Something cannot or must not be recorded, and trying again will not help. */
  FAILED(3);

  private final int code;

  Health(int code) {
    this.code = code;
  }

  /**
   * Its number, for alarms that compare numbers only: 0 is healthy, 1 degraded, 2 fenced, 3 failed.
   * The number of a health stays as it is in all later versions.
   */
  public int code() {
    return code;
  }
}
