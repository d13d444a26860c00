package io.github.kafkaspark;

import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Offsets that must fit the selection exactly. */
final class StartAt implements StartingOffsets {

  private final TopicOffsets offsets;

  StartAt(TopicOffsets offsets) {
    this.offsets = offsets;
  }

  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    Set<TopicPartition> missing = new TreeSet<>(TopicOffsets.ORDER);
    missing.addAll(brokers.partitions());
    missing.removeAll(offsets.partitions());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid starting offsets: no offset for "
              + missing
              + " (expected one for each partition that the source selects; add them, or select "
              + "only the partitions that have one)");
    }
    return offsets;
  }

  @Override
  public String toString() {
    return "at " + offsets;
  }
}
