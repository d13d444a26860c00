package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

/**
 * Where a source begins to read, decided when it loads.
 *
 * <p>The factories here are the common choices; anyone can implement the interface. It is asked
 * once for each {@code load}, on the caller's thread.
 */
@FunctionalInterface
public interface StartingOffsets {

  /**
   * Decides where each partition begins. A selected partition that the answer does not name begins
   * at its earliest record at the time of the first read, so nothing of it is skipped.
   *
   * @param brokers what the brokers have of the partitions that the source selects
   * @return for partitions of {@link BrokerOffsets#partitions()} the next offset to read; one that
   *     is not selected, or is outside what the broker has, makes the load fail
   * @throws RuntimeException to stop the load; it reaches the caller of {@code load} unchanged
   */
  TopicOffsets resolve(BrokerOffsets brokers);

  /** Every partition from its earliest record that still exists at the time of the first read. */
  static StartingOffsets earliest() {
    return FixedStart.EARLIEST;
  }

  /**
   * Every partition from its end as it is while the source loads. Unlike Spark's own {@code
   * latest}, records that arrive between the load and the first batch are read.
   */
  static StartingOffsets latest() {
    return FixedStart.LATEST;
  }

  /**
   * Exactly these offsets. They must name each partition that the source selects, and no other:
   * what Spark would find out only after the query has started is refused when the source loads,
   * with an {@link IllegalArgumentException} that names the partitions.
   *
   * @throws NullPointerException if {@code offsets} is null
   */
  static StartingOffsets at(TopicOffsets offsets) {
    return new StartAt(requireNonNull(offsets, "offsets"));
  }
}
