package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Says which topic of a name is meant: its cluster and, if known, its life there. An offset is a
 * number of one log; a topic that was deleted and created anew is another one, and so is one of the
 * same name on another cluster. An immutable value.
 *
 * <p>Brokers give a topic an id when it is created: Kafka 2.8 or newer, with ZooKeeper only if its
 * {@code inter.broker.protocol.version} says so. Clients show it from 2.8 on.
 */
public final class TopicIdentity {

  private final String cluster;
  private final String topic;

  private TopicIdentity(String cluster, String topic) {
    this.cluster = cluster;
    this.topic = topic;
  }

  /**
   * A topic of this cluster whose own id is not known.
   *
   * @param clusterId the id that the brokers gave their cluster
   * @throws NullPointerException if {@code clusterId} is null
   * @throws IllegalArgumentException if it is blank
   */
  public static TopicIdentity of(String clusterId) {
    return new TopicIdentity(requireId("cluster id", clusterId), null);
  }

  /**
   * The same, with the id that the brokers gave the topic.
   *
   * @throws NullPointerException if {@code topicId} is null
   * @throws IllegalArgumentException if it is blank
   */
  public TopicIdentity withTopicId(String topicId) {
    return new TopicIdentity(cluster, requireId("topic id", topicId));
  }

  private static String requireId(String name, String id) {
    if (requireNonNull(id, name).trim().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid "
              + name
              + ": '"
              + id
              + "' (expected what the brokers say, such as 'lkc5MkZ0RhiYVn0KYpnaoQ')");
    }
    return id;
  }

  /** Of each of these partitions' topics; empty if the cluster is not known. */
  static Map<String, TopicIdentity> of(
      Set<TopicPartition> partitions, Optional<String> clusterId, Map<String, String> topicIds) {
    Map<String, TopicIdentity> identities = new TreeMap<>();
    if (clusterId.isPresent()) {
      for (String topic : TopicOffsets.topics(partitions)) {
        TopicIdentity identity = of(clusterId.get());
        String id = topicIds.get(topic);
        identities.put(topic, id == null ? identity : identity.withTopicId(id));
      }
    }
    return Collections.unmodifiableMap(identities);
  }

  /** The id of the topic's cluster. */
  public String clusterId() {
    return cluster;
  }

  /** The id that the brokers gave the topic when it was created; empty if it is not known. */
  public Optional<String> topicId() {
    return Optional.ofNullable(topic);
  }

  /**
   * Whether the other topic is certainly one of another cluster.
   *
   * @throws NullPointerException if {@code that} is null
   */
  public boolean isOfOtherCluster(TopicIdentity that) {
    return !cluster.equals(that.cluster);
  }

  /**
   * Whether the other topic is certainly another one of the same cluster, of which one was created
   * after the other was deleted.
   *
   * @throws NullPointerException if {@code that} is null
   */
  public boolean isOtherLife(TopicIdentity that) {
    return !isOfOtherCluster(that)
        && topic != null
        && that.topic != null
        && !topic.equals(that.topic);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicIdentity
        && cluster.equals(((TopicIdentity) other).cluster)
        && Objects.equals(topic, ((TopicIdentity) other).topic);
  }

  @Override
  public int hashCode() {
    return Objects.hash(cluster, topic);
  }

  /** The cluster's id, and the topic's if known, behind a slash. */
  @Override
  public String toString() {
    return topic == null ? cluster : cluster + "/" + topic;
  }
}
