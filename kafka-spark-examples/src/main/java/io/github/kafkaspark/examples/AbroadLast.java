package io.github.kafkaspark.examples;

import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;

/**
 * A partitioner for {@link ProduceToPartitions}: keys that begin with "abroad-" go to the last
 * partition, all others are spread over the rest by their hash.
 */
public final class AbroadLast implements Partitioner {

  /** Made by Kafka. */
  public AbroadLast() {}

  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] bytes, Cluster cluster) {
    int last = cluster.partitionsForTopic(topic).size() - 1;
    return key.toString().startsWith("abroad-")
        ? last
        : Math.floorMod(key.hashCode(), Math.max(1, last));
  }

  @Override
  public void configure(Map<String, ?> settings) {}

  @Override
  public void close() {}
}
