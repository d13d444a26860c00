package io.github.kafkaspark.offsets.move;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The topics and partitions that a person has chosen; none is all. An immutable value. */
final class TopicChoice {

  static final TopicChoice ALL = new TopicChoice(new TreeMap<>());

  /** By topic the partitions; none is all of them. */
  private final SortedMap<String, Set<Integer>> topics;

  private TopicChoice(SortedMap<String, Set<Integer>> topics) {
    this.topics = topics;
  }

  /**
   * The same with these partitions of a topic too.
   *
   * @param partitions none for all of them
   */
  TopicChoice with(String topic, int... partitions) {
    if (requireNonNull(topic, "topic").trim().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid topic: '" + topic + "' (expected the name of a topic)");
    }
    Set<Integer> chosen = new TreeSet<>();
    for (int partition : partitions) {
      if (partition < 0) {
        throw new IllegalArgumentException(
            "Invalid partition: '" + partition + "' of '" + topic + "' (expected 0 or more)");
      }
      boolean unused = chosen.add(partition);
    }
    SortedMap<String, Set<Integer>> more = new TreeMap<>(topics);
    Set<Integer> before = topics.get(topic);
    if (before != null) {
      chosen =
          before.isEmpty() || chosen.isEmpty() ? Collections.emptySet() : union(before, chosen);
    }
    more.put(topic, chosen);
    return new TopicChoice(more);
  }

  private static Set<Integer> union(Set<Integer> one, Set<Integer> other) {
    Set<Integer> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  boolean isAll() {
    return topics.isEmpty();
  }

  /** The topics that were named. */
  Set<String> topics() {
    return topics.keySet();
  }

  /** The partitions of a topic that were named by their numbers. */
  Set<Integer> partitions(String topic) {
    return topics.getOrDefault(topic, Collections.emptySet());
  }

  /** Whether a partition of a topic of these was chosen. */
  boolean has(String topic, int partition) {
    Set<Integer> chosen = topics.get(topic);
    return isAll() || (chosen != null && (chosen.isEmpty() || chosen.contains(partition)));
  }

  /** What was chosen, such as {@code orders:0,1 payments}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    topics.forEach(
        (topic, partitions) -> {
          text.append(text.length() == 0 ? "" : " ").append(topic);
          String separator = ":";
          for (Integer partition : partitions) {
            text.append(separator).append(partition);
            separator = ",";
          }
        });
    return isAll() ? "all topics" : text.toString();
  }
}
