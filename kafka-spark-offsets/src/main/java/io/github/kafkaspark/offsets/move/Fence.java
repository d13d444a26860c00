package io.github.kafkaspark.offsets.move;

/** Whom a change of a stream may replace. */
public enum Fence {
  /** Nobody: the change is refused unless the stream's owner has ended in order. */
  NOBODY,
  /**
   * The owner, alive or not: from then on it commits nothing, and a tracker stops its query.
   * Batches that it commits until then count.
   */
  OWNER
}
