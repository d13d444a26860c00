package io.github.kafkaspark.jobs.stream;

import io.github.kafkaspark.jobs.api.StreamView.PartitionView;
import io.github.kafkaspark.offsets.ConsumerLag;
import io.github.kafkaspark.offsets.ConsumerLag.State;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a stream is behind.
 *
 * @param total of all partitions; null if none is committed, or a committed one does not exist or
 *     may not be described
 * @param lost the part of it that was deleted unread
 * @param partitions without their rates
 */
record Lag(Long total, long lost, List<PartitionView> partitions) {

  static Lag of(ConsumerLag lag) {
    List<PartitionView> partitions = new ArrayList<>();
    lag.partitions().forEach((partition, each) -> partitions.add(view(partition, each)));
    return new Lag(lag.isKnown() ? (Long) lag.total() : null, lag.lost(), partitions);
  }

  private static PartitionView view(TopicPartition partition, ConsumerLag.Partition lag) {
    return new PartitionView(
        partition.topic(),
        partition.partition(),
        number(lag.committed()),
        number(lag.end()),
        lag.state() == State.VANISHED ? null : (Long) lag.lag(),
        null);
  }

  private static Long number(OptionalLong offset) {
    return offset.isPresent() ? (Long) offset.getAsLong() : null;
  }
}
