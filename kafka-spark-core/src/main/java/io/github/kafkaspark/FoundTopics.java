package io.github.kafkaspark;

import io.github.kafkaspark.internal.ClientCalls;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics that a source may mean, as the brokers describe them. To ask takes no right but to
 * describe those topics, and creates none.
 */
final class FoundTopics {

  /** What old brokers answer new clients. */
  private static final String NO_ID = "AAAAAAAAAAAAAAAAAAAAAA";

  /** Since clients 2.8. */
  private static final Method ID = ClientCalls.method(TopicDescription.class, "topicId");

  /** Brokers with ZooKeeper create these two for whoever asks for them by name. */
  private static final Set<String> CREATED_BY_A_QUESTION =
      new HashSet<>(Arrays.asList("__consumer_offsets", "__transaction_state"));

  private final Map<String, TopicDescription> topics = new TreeMap<>();
  private final Set<String> refused = new TreeSet<>();
  private Set<String> leftOut = Collections.emptySet();

  private FoundTopics() {}

  /**
   * Asks for those topics that the selection names; lists all if it is a pattern.
   *
   * @throws KafkaException if the brokers do not answer in time, or refuse
   */
  static FoundTopics of(TopicSelection selection, LookupAdmin admin) {
    FoundTopics found = new FoundTopics();
    Set<String> names = new TreeSet<>(selection.named());
    if (names.isEmpty()) {
      found.leftOut = new HashSet<>();
      for (TopicListing listing : listings(admin)) {
        if (listing.isInternal()) {
          found.leftOut.add(listing.name());
        } else if (selection.selects(new TopicPartition(listing.name(), 0))) {
          names.add(listing.name());
        }
      }
    } else if (!Collections.disjoint(names, CREATED_BY_A_QUESTION)) {
      names.retainAll(names(admin));
    }
    found.describe(names, admin);
    return found;
  }

  /** The names of all topics that this user may describe. */
  static Set<String> names(LookupAdmin admin) {
    Set<String> names = new TreeSet<>();
    listings(admin).forEach(listing -> names.add(listing.name()));
    return names;
  }

  private static Collection<TopicListing> listings(LookupAdmin admin) {
    return admin.answer(
        admin.client().listTopics(new ListTopicsOptions().listInternal(true)).listings());
  }

  private void describe(Set<String> names, LookupAdmin admin) {
    Map<String, KafkaFuture<TopicDescription>> answers =
        names.isEmpty() ? Collections.emptyMap() : ClientCalls.describe(admin.client(), names);
    answers.forEach(
        (name, answer) -> {
          try {
            topics.put(name, admin.answer(answer));
          } catch (TopicAuthorizationException e) {
            refused.add(name);
          } catch (UnknownTopicOrPartitionException e) {
            // It is not there, or was deleted a moment ago.
          }
        });
  }

  /** The number of partitions of each topic that is there. */
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    topics.forEach((name, topic) -> counts.put(name, topic.partitions().size()));
    return counts;
  }

  /** The named topics that this user may not describe; nobody tells it whether they are there. */
  Set<String> refused() {
    return refused;
  }

  /** Those of the named topics that the brokers say are their own. */
  Set<String> internal() {
    Set<String> internal = new TreeSet<>();
    topics.values().stream()
        .filter(TopicDescription::isInternal)
        .forEach(topic -> internal.add(topic.name()));
    return internal;
  }

  /** Whether the brokers say that a topic is their own, which no pattern means. */
  boolean isLeftOut(String name) {
    return leftOut.contains(name);
  }

  /** The broker that leads a partition; -1 if none does now. */
  int leader(TopicPartition partition) {
    List<TopicPartitionInfo> infos = topics.get(partition.topic()).partitions();
    return infos.stream()
        .filter(info -> info.partition() == partition.partition() && info.leader() != null)
        .mapToInt(info -> info.leader().id())
        .findFirst()
        .orElse(-1);
  }

  /** The ids that the brokers gave topics when they were created; without those that have none. */
  Map<String, String> ids() {
    Map<String, String> ids = new HashMap<>();
    if (ID != null) {
      topics.forEach((name, topic) -> ids.put(name, ClientCalls.invoke(ID, topic).toString()));
    }
    ids.values().removeIf(NO_ID::equals);
    return ids;
  }
}
