package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** Brokers with one topic, whose partitions hold the offsets 0 to 100. */
class FixedBrokers implements BrokerOffsets {

  private final String topic;
  private final Set<TopicPartition> partitions;
  private final TopicOffsets beginning;
  private final TopicOffsets end;
  private final String clusterId;
  private String topicId;

  FixedBrokers(String topic, int partitions, String clusterId) {
    this.topic = topic;
    this.partitions =
        IntStream.range(0, partitions)
            .mapToObj(number -> new TopicPartition(topic, number))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    this.beginning = all(this.partitions, 0);
    this.end = all(this.partitions, 100);
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
    return beginning;
  }

  @Override
  public TopicOffsets end() {
    return end;
  }

  private static TopicOffsets all(Set<TopicPartition> partitions, long offset) {
    return TopicOffsets.of(partitions.stream().collect(Collectors.toMap(p -> p, p -> offset)));
  }

  @Override
  public Optional<String> clusterId() {
    return Optional.of(clusterId);
  }

  /** These, with an id of the topic. */
  FixedBrokers topicId(String id) {
    topicId = id;
    return this;
  }

  @Override
  public Map<String, TopicIdentity> identities() {
    TopicIdentity identity = TopicIdentity.of(clusterId);
    return Collections.singletonMap(
        topic, topicId == null ? identity : identity.withTopicId(topicId));
  }

  @Override
  public Optional<String> selection() {
    return Optional.of("Subscribe[" + topic + "]");
  }
}
