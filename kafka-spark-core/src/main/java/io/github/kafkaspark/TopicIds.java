package io.github.kafkaspark;

import io.github.kafkaspark.internal.ClientCalls;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks in one request for the ids that the brokers gave topics when they were created. */
final class TopicIds {

  /** What old brokers answer new clients. */
  private static final String NONE = "AAAAAAAAAAAAAAAAAAAAAA";

  /** Since clients 2.8. */
  private static final Method ID = ClientCalls.method(TopicDescription.class, "topicId");

  /** Since clients 3.1, and the only one from 4.0 on. */
  private static final Method BY_NAME =
      ClientCalls.method(DescribeTopicsResult.class, "topicNameValues");

  private static final Method VALUES = ClientCalls.method(DescribeTopicsResult.class, "values");

  private TopicIds() {}

  /**
   * The ids of those topics that are there and have one; it asks nobody if clients cannot know
   * them.
   *
   * @param limit how long to wait for the answer
   * @throws KafkaException if the brokers do not answer in time, or refuse
   */
  static Map<String, String> of(Set<String> topics, KafkaCluster cluster, Duration limit) {
    Map<String, String> ids = new HashMap<>();
    if (ID == null || topics.isEmpty()) {
      return ids;
    }
    try (LookupAdmin admin = new LookupAdmin(cluster, limit)) {
      values(admin.client().describeTopics(topics))
          .forEach((topic, answer) -> ids.put(topic, id(admin, answer)));
    }
    ids.values().removeIf(NONE::equals);
    return ids;
  }

  private static String id(LookupAdmin admin, KafkaFuture<TopicDescription> answer) {
    try {
      return ClientCalls.invoke(ID, admin.answer(answer)).toString();
    } catch (UnknownTopicOrPartitionException e) {
      return NONE; // It was deleted a moment ago.
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, KafkaFuture<TopicDescription>> values(DescribeTopicsResult result) {
    Method values = BY_NAME == null ? VALUES : BY_NAME;
    return (Map<String, KafkaFuture<TopicDescription>>) ClientCalls.invoke(values, result);
  }
}
