package io.github.kafkaspark.offsets.store.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How the offsets of one writer get into its group. May be closed by any thread. */
interface GroupSender extends AutoCloseable {

  /** Whether a newer sender of the group keeps this one from committing. */
  boolean fences();

  /** Begins, or begins anew after a failure; if it fences, every other sender ends here. */
  void begin(Limit limit);

  /** Whether it has begun, and has not been discarded since. */
  boolean isReady();

  /**
   * Commits. After a failure nobody knows what the group has; then discard, look and begin anew.
   *
   * @param expected what the group has, if nobody else has committed to it; one that does not fence
   *     looks first, and commits nothing if something else is there
   * @return whether it has committed
   */
  boolean commit(
      Map<TopicPartition, OffsetAndMetadata> offsets,
      Map<TopicPartition, OffsetAndMetadata> expected,
      Limit limit);

  /** Lets go of what is under way. */
  void discard();

  /** Discards, for ever. */
  @Override
  void close();
}
