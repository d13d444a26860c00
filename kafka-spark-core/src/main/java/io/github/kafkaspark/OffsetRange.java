package io.github.kafkaspark;

/**
 * The exact range of records that a batch is of, in each partition: from {@link #start} on, and
 * before {@link #end}. A sink that keeps its offsets together with its rows asks {@link #against}
 * whether the batch is the next one, and so writes each row once.
 *
 * <pre>{@code
 * if (!batch.isDone(committed)) {
 *   // Write the rows, and committed.merge(batch.end()), in one transaction.
 * }
 * }</pre>
 *
 * <p>Ranges are compared by their offsets alone: a batch with another number, after a new
 * checkpoint, may be of the same records.
 */
public interface OffsetRange {

  /** How a range lies against what is committed. */
  enum Position {
    /**
     * It begins where the commits end: write it. Also a range without records, and the first one of
     * all.
     */
    NEXT,
    /** All its records are before the commits' end: a replay, to be skipped. */
    DONE,
    /** Some of its records are committed and some are not: to write it doubles the former. */
    PARTLY_DONE,
    /** It begins behind the commits' end: to write it leaves records out for good. */
    AFTER_GAP
  }

  /**
   * The first offset in each partition. It lacks a partition of which the reader does not say where
   * it began, such as one that was added while a query ran: that begins at its first record.
   */
  TopicOffsets start();

  /** The next offset to read after it, in each partition: where the next range begins. */
  TopicOffsets end();

  /**
   * How it lies against what is committed. A partition of which nothing is committed is taken for a
   * new one.
   *
   * @param committed for each partition the next offset to read
   * @throws NullPointerException if {@code committed} is null
   */
  default Position against(TopicOffsets committed) {
    RangePlaces places = new RangePlaces(start(), end(), committed);
    if (places.isAfterGap()) {
      return Position.AFTER_GAP;
    }
    if (places.isPartlyDone()) {
      return Position.PARTLY_DONE;
    }
    return places.isDone() ? Position.DONE : Position.NEXT;
  }

  /**
   * Whether all of it is committed, so that a replay is skipped; false if it is the next one.
   *
   * @param committed for each partition the next offset to read
   * @throws NullPointerException if {@code committed} is null
   * @throws IllegalStateException if it is neither: to write it would leave records out or double
   *     them; the message names the partitions
   */
  default boolean isDone(TopicOffsets committed) {
    RangePlaces places = new RangePlaces(start(), end(), committed);
    places.requireNextOrDone(this);
    return places.isDone();
  }
}
