package io.github.kafkaspark.offsets.move;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Brokers that have what a test says. */
final class TestBrokers implements BrokerOffsets {

  static final String CLUSTER = "cluster";

  private TopicOffsets beginning = TopicOffsets.empty();
  private TopicOffsets end = TopicOffsets.empty();
  private TopicOffsets byTime = TopicOffsets.empty();
  private TopicOffsets committed = TopicOffsets.empty();
  private String cluster = CLUSTER;
  private final Map<String, String> ids = new HashMap<>();

  /** The same with one more partition. */
  TestBrokers with(String topic, int partition, long first, long end) {
    this.beginning = beginning.withOffset(topic, partition, first);
    this.end = this.end.withOffset(topic, partition, end);
    return this;
  }

  /** The offset of any time. */
  TestBrokers byTime(String topic, int partition, long offset) {
    byTime = byTime.withOffset(topic, partition, offset);
    return this;
  }

  /** What any group has committed. */
  TestBrokers committed(String topic, int partition, long offset) {
    committed = committed.withOffset(topic, partition, offset);
    return this;
  }

  TestBrokers cluster(String id) {
    cluster = id;
    return this;
  }

  TestBrokers id(String topic, String id) {
    String unused = ids.put(topic, id);
    return this;
  }

  @Override
  public Set<TopicPartition> partitions() {
    return end.partitions();
  }

  @Override
  public boolean selects(TopicPartition partition) {
    return true;
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
  public TopicOffsets byTime(Instant instant) {
    return byTime;
  }

  @Override
  public TopicOffsets committed(String group) {
    return committed;
  }

  @Override
  public Optional<String> clusterId() {
    return Optional.of(cluster);
  }

  @Override
  public Map<String, TopicIdentity> identities() {
    Map<String, TopicIdentity> identities = new HashMap<>();
    for (TopicPartition partition : partitions()) {
      String id = ids.get(partition.topic());
      TopicIdentity identity = TopicIdentity.of(cluster);
      identities.put(partition.topic(), id == null ? identity : identity.withTopicId(id));
    }
    return identities;
  }
}
