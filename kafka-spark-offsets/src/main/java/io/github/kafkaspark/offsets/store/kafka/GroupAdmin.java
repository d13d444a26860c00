package io.github.kafkaspark.offsets.store.kafka;

import static io.github.kafkaspark.internal.ClientCalls.answer;
import static io.github.kafkaspark.internal.ClientCalls.describe;
import static io.github.kafkaspark.internal.ClientCalls.get;
import static io.github.kafkaspark.internal.ClientCalls.invoke;
import static io.github.kafkaspark.internal.ClientCalls.method;
import static java.util.Collections.singleton;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks about groups with an administrator's client; clients before 2.0 know little. */
final class GroupAdmin {

  private static final Method OFFSETS =
      method(AdminClient.class, "listConsumerGroupOffsets", String.class);
  private static final Method GROUPS = method(AdminClient.class, "listConsumerGroups");
  private static final Method DESCRIBE =
      method(AdminClient.class, "describeConsumerGroups", Collection.class);

  private GroupAdmin() {}

  /** Whether the client on the class path can ask about groups: since 2.0. */
  static boolean knowsGroups() {
    return OFFSETS != null && GROUPS != null && DESCRIBE != null;
  }

  /** All that a group has committed. */
  @SuppressWarnings("unchecked")
  static Map<TopicPartition, OffsetAndMetadata> offsets(AdminClient admin, String group)
      throws Exception {
    Object result = invoke(OFFSETS, admin, group);
    Map<TopicPartition, OffsetAndMetadata> answer =
        new HashMap<>(
            answer(
                (KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>)
                    get(result, "partitionsToOffsetAndMetadata")));
    answer.values().removeIf(value -> value == null || value.offset() < 0);
    return answer;
  }

  /** The names of all groups. */
  @SuppressWarnings("unchecked")
  static Set<String> groups(AdminClient admin) throws Exception {
    Object result = invoke(GROUPS, admin);
    Set<String> names = new TreeSet<>();
    for (Object listing : answer((KafkaFuture<Collection<Object>>) get(result, "all"))) {
      names.add((String) get(listing, "groupId"));
    }
    return names;
  }

  /** The consumers that are members of a group, by their client ids. */
  @SuppressWarnings("unchecked")
  static Set<String> members(AdminClient admin, String group) throws Exception {
    Set<String> members = new TreeSet<>();
    try {
      Object result = invoke(DESCRIBE, admin, singleton(group));
      Map<String, Object> groups = answer((KafkaFuture<Map<String, Object>>) get(result, "all"));
      for (Object member : (Collection<?>) get(groups.get(group), "members")) {
        members.add((String) get(member, "clientId"));
      }
      return members;
    } catch (KafkaException e) {
      // Brokers before 4.0 describe a group that does not exist as one without members.
      if (e.getClass().getSimpleName().equals("GroupIdNotFoundException")) {
        return Collections.emptySet();
      }
      throw e;
    }
  }

  /** The partitions of those topics that are there and that this user may describe. */
  static Set<TopicPartition> partitions(AdminClient admin, Set<String> topics) throws Exception {
    Set<TopicPartition> partitions = new HashSet<>();
    for (KafkaFuture<TopicDescription> topic : describe(admin, topics).values()) {
      try {
        TopicDescription found = answer(topic);
        found
            .partitions()
            .forEach(info -> partitions.add(new TopicPartition(found.name(), info.partition())));
      } catch (UnknownTopicOrPartitionException | TopicAuthorizationException e) {
        // It is not there for this user.
      }
    }
    return partitions;
  }

  /** The time for which a broker keeps the offsets of a group that nobody commits to. */
  static Duration retention(AdminClient admin) throws Exception {
    Node broker = answer(admin.describeCluster().nodes()).iterator().next();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
    ConfigEntry minutes =
        answer(admin.describeConfigs(singleton(resource)).all())
            .get(resource)
            .get("offsets.retention.minutes");
    return Duration.ofMinutes(Long.parseLong(minutes.value()));
  }
}
