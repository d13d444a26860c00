package io.github.kafkaspark.offsets;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** The brokers of one topic as a pattern for every topic sees them. */
final class AllTopics extends FixedBrokers {

  AllTopics(String topic, String clusterId) {
    super(topic, 1, clusterId);
  }

  @Override
  public boolean selects(TopicPartition partition) {
    return true;
  }

  @Override
  public Optional<String> selection() {
    return Optional.of("SubscribePattern[.*]");
  }
}
