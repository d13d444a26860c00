package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.WriterState;

/**
 * How one claim commits to its group while others may claim the same stream. A step that fails
 * throws, as a rule a {@code KafkaException}; then discard, and begin or settle before the next.
 *
 * <pre>
 * a claim:    begin, start; after a failure once more, or begin to see whether the START is there
 * an append:  settle if something failed before, append; after a failure recover
 * when idle:  settle if something failed before, keep
 * </pre>
 */
interface GroupProtocol extends AutoCloseable {

  /** The protocol of one claim. */
  interface Factory {
    GroupProtocol of(GroupView view, GroupStep step);
  }

  /** The group as this claim sees it. */
  GroupView view();

  /** Begins, or begins anew after a failure. */
  void begin(Limit limit);

  /** Whether it has begun, and has not been discarded since. */
  boolean isReady();

  /**
   * Commits a START.
   *
   * @return whether it counts, for no other claim has come through with it
   */
  boolean start(OffsetCommit start, Limit limit);

  /**
   * Commits the attempt, and returns when readers see it.
   *
   * @throws StaleWriterException if it was seen that another claim has replaced this one
   */
  void append(WriterState<OffsetCommit> state, Limit limit);

  /**
   * Commits the newest commit again, of those partitions that are still there.
   *
   * @throws StaleWriterException as {@link #append} does
   */
  void keep(WriterState<OffsetCommit> state, GroupTopics topics, Limit limit);

  /**
   * Begins anew, with nothing of this claim under way any more. Accepts the attempt if it is there.
   *
   * @throws StaleWriterException if another claim has replaced this one
   */
  void settle(WriterState<OffsetCommit> state, Limit limit);

  /** Settles after this failure of an append; throws as {@link #settle} does. */
  void recover(Exception failure, WriterState<OffsetCommit> state, Limit limit);

  /** Lets go of what is under way. */
  void discard();

  /** Discards, for ever, with the view. May be called by any thread. */
  @Override
  void close();
}
