package io.github.kafkaspark.examples;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import org.apache.kafka.common.TopicPartition;

// region start
/** Begins a few records before the end of each partition. */
final class LastRecords extends StartingOffsets {

  private final long count;

  LastRecords(long count) {
    this.count = count;
  }

  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    TopicOffsets beginning = brokers.beginning();
    TopicOffsets end = brokers.end();
    TopicOffsets start = TopicOffsets.empty();
    for (TopicPartition partition : brokers.partitions()) {
      long last = end.get(partition).getAsLong() - count;
      long first = Math.max(last, beginning.get(partition).getAsLong());
      start = start.withOffset(partition.topic(), partition.partition(), first);
    }
    return start;
  }

  @Override
  public String toString() {
    return "the last " + count + " records of each partition";
  }
}
// endregion
