package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** Brokers with one topic, whose partitions hold the offsets 0 to 100. */
final class FixedBrokers implements BrokerOffsets {

  private final String topic;
  private final Set<TopicPartition> partitions;
  private final String clusterId;

  FixedBrokers(String topic, int partitions, String clusterId) {
    this.topic = topic;
    this.partitions =
        IntStream.range(0, partitions)
            .mapToObj(number -> new TopicPartition(topic, number))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    this.clusterId = clusterId;
  }

  @Override
  public Set<TopicPartition> partitions() {
    return partitions;
  }

  @Override
  public boolean selects(TopicPartition partition) {
    return partition.topic().equals(topic);
  }

  @Override
  public TopicOffsets beginning() {
    return all(0);
  }

  @Override
  public TopicOffsets end() {
    return all(100);
  }

  private TopicOffsets all(long offset) {
    TopicOffsets offsets = TopicOffsets.empty();
    for (TopicPartition partition : partitions) {
      offsets = offsets.with(topic, partition.partition(), offset);
    }
    return offsets;
  }

  @Override
  public Optional<String> clusterId() {
    return Optional.of(clusterId);
  }
}
