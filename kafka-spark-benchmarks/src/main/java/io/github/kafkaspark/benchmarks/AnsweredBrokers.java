package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Brokers that have answered before: they have these partitions, and whatever is stored of them.
 */
final class AnsweredBrokers implements BrokerOffsets {

  private final TopicOffsets beginning;
  private final TopicOffsets end;

  AnsweredBrokers(TopicOffsets partitions) {
    this.beginning = all(partitions, 0);
    this.end = all(partitions, Long.MAX_VALUE);
  }

  private static TopicOffsets all(TopicOffsets partitions, long offset) {
    Map<TopicPartition, Long> all = new HashMap<>(partitions.asMap());
    all.replaceAll((partition, unused) -> offset);
    return TopicOffsets.of(all);
  }

  @Override
  public Set<TopicPartition> partitions() {
    return end.partitions();
  }

  @Override
  public boolean selects(TopicPartition partition) {
    return end.get(partition).isPresent();
  }

  @Override
  public TopicOffsets beginning() {
    return beginning;
  }

  @Override
  public TopicOffsets end() {
    return end;
  }

  @Override
  public Optional<String> clusterId() {
    return Optional.empty();
  }
}
