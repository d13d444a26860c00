package io.github.kafkaspark.offsets.move;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** How partitions and topics are named to people: in order, and not too many. */
final class PartitionNames {

  private static final int MOST = 20;

  private PartitionNames() {}

  static String quoted(Collection<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(joining(", "));
  }

  static String listed(Collection<TopicPartition> partitions) {
    int more = partitions.size() - MOST;
    return partitions.stream()
        .limit(MOST)
        .map(TopicPartition::toString)
        .collect(joining(", ", "", more > 0 ? " and " + more + " more" : ""));
  }

  static Set<String> topicsOf(Collection<TopicPartition> partitions) {
    Set<String> topics = new TreeSet<>();
    partitions.forEach(partition -> topics.add(partition.topic()));
    return topics;
  }
}
