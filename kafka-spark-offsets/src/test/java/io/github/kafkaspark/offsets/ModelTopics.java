package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics of a model, each on a cluster of its own: how many records each partition has, none of
 * which is ever deleted. A source of {@code t} is of a pattern, which has the name of {@code u}
 * too.
 */
final class ModelTopics {

  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /** How often the topics were created. */
  private int life = 1;

  ModelTopics() {
    for (String topic : new String[] {"t", "u"}) {
      ends.put(new TopicPartition(topic, 0), 0L);
      ends.put(new TopicPartition(topic, 1), 0L);
    }
  }

  void produce(int which, long records) {
    List<TopicPartition> all = new ArrayList<>(sorted().keySet());
    ends.merge(all.get(which % all.size()), records, Long::sum);
  }

  void addPartition(String topic) {
    int next = (int) ends.keySet().stream().filter(p -> p.topic().equals(topic)).count();
    if (next < 4) {
      ends.put(new TopicPartition(topic, next), 0L);
    }
  }

  /** All records are gone, and the numbers begin anew. */
  void createAnew() {
    ends.replaceAll((partition, end) -> 0L);
    life++;
  }

  /** Whose a topic is now. */
  TopicIdentity identity(String topic) {
    return TopicIdentity.of("cluster-of-" + topic).withTopicId(topic + life);
  }

  /** By topic, what the source of each of these topics selects. */
  static Map<String, SourceSelection> selections(Set<String> topics) {
    Map<String, SourceSelection> selections = new TreeMap<>();
    topics.forEach(topic -> selections.put(topic, selection(topic)));
    return selections;
  }

  /** What a source of this topic selects. */
  static SourceSelection selection(String topic) {
    return SourceSelection.described(topic.equals("t") ? "SubscribePattern[[tu]]" : "Subscribe[u]");
  }

  Map<TopicPartition, Long> sorted() {
    Map<TopicPartition, Long> sorted =
        new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
    sorted.putAll(ends);
    return sorted;
  }

  long end(TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  /** What a source of one topic sees. */
  BrokerOffsets of(String topic) {
    Map<TopicPartition, Long> now = new HashMap<>(ends);
    now.keySet().removeIf(partition -> !partition.topic().equals(topic));
    return new Seen(topic, now, identity(topic));
  }

  private static final class Seen implements BrokerOffsets {

    private final String topic;
    private final Map<TopicPartition, Long> ends;
    private final TopicIdentity identity;

    Seen(String topic, Map<TopicPartition, Long> ends, TopicIdentity identity) {
      this.topic = topic;
      this.ends = ends;
      this.identity = identity;
    }

    @Override
    public Set<TopicPartition> partitions() {
      return ends.keySet();
    }

    @Override
    public boolean selects(TopicPartition partition) {
      return ModelTopics.selection(topic).has(partition.topic());
    }

    @Override
    public TopicOffsets beginning() {
      Map<TopicPartition, Long> first = new HashMap<>(ends);
      first.replaceAll((partition, end) -> 0L);
      return TopicOffsets.of(first);
    }

    @Override
    public TopicOffsets end() {
      return TopicOffsets.of(ends);
    }

    @Override
    public Optional<String> clusterId() {
      return Optional.of(identity.clusterId());
    }

    @Override
    public Map<String, TopicIdentity> identities() {
      return Collections.singletonMap(topic, identity);
    }

    @Override
    public Optional<String> selection() {
      return Optional.of(ModelTopics.selection(topic).toString());
    }
  }
}
