package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Partitions;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** The selection of a source: the Spark option that says it, and the partitions that it means. */
final class TopicSelection {

  private static final Pattern LEGAL_TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private final String option;
  private final String value;
  private final String text;
  private final Predicate<TopicPartition> selects;
  private final Set<TopicPartition> assigned;
  private final Set<String> named;

  private TopicSelection(
      String option,
      String value,
      String text,
      Predicate<TopicPartition> selects,
      Set<String> named,
      Set<TopicPartition> assigned) {
    this.option = option;
    this.value = value;
    this.text = text;
    this.selects = selects;
    this.named = named;
    this.assigned = assigned;
  }

  static TopicSelection topics(Collection<String> topics) {
    Set<String> sorted = new TreeSet<>();
    for (String topic : requireNonNull(topics, "topics")) {
      requireLegal(topic);
      sorted.add(topic);
    }
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("Invalid topics: none given (expected at least one)");
    }
    String list = String.join(",", sorted);
    return new TopicSelection(
        "subscribe",
        list,
        (sorted.size() == 1 ? "topic '" : "topics '") + list + "'",
        partition -> sorted.contains(partition.topic()),
        sorted,
        Collections.emptySet());
  }

  static TopicSelection pattern(String regex) {
    requireNonNull(regex, "regex");
    // Spark 2.x to 3.3 match the whole name and 3.4 or newer any part of it: anchored, all agree.
    String anchored = "\\A(?:" + regex + ")\\z";
    Pattern pattern;
    try {
      Pattern.compile(regex);
      pattern = Pattern.compile(anchored);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "Invalid topic pattern: '"
              + regex
              + "' (expected a Java regular expression: "
              + e.getDescription()
              + " near index "
              + e.getIndex()
              + ")",
          e);
    }
    if (regex.trim().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid topic pattern: '" + regex + "' (expected a non-blank regular expression)");
    }
    return new TopicSelection(
        "subscribePattern",
        anchored,
        "topic pattern '" + regex + "'",
        partition -> pattern.matcher(partition.topic()).matches(),
        Collections.emptySet(),
        Collections.emptySet());
  }

  static TopicSelection partitions(Collection<TopicPartition> partitions) {
    Set<TopicPartition> sorted = new TreeSet<>(Partitions.ORDER);
    for (TopicPartition partition : requireNonNull(partitions, "partitions")) {
      requireLegal(requireNonNull(partition, "partition").topic());
      if (partition.partition() < 0) {
        throw new IllegalArgumentException(
            "Invalid partition: '" + partition + "' (expected a partition number of 0 or more)");
      }
      sorted.add(partition);
    }
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("Invalid partitions: none given (expected at least one)");
    }
    return new TopicSelection(
        "assign",
        OffsetsJson.writePartitions(sorted),
        "partitions " + sorted,
        sorted::contains,
        TopicOffsets.topics(sorted),
        sorted);
  }

  private static void requireLegal(String topic) {
    requireNonNull(topic, "topic");
    if (!LEGAL_TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
      throw new IllegalArgumentException(
          "Invalid topic: '"
              + topic
              + "' (expected 1 to 249 of the characters a-z A-Z 0-9 . _ - and not '.' or '..'"
              + (topic.contains(",")
                  ? "; of several topics, topics(…) takes each by itself)"
                  : ")"));
    }
  }

  /** The name of Spark's option for this kind of selection. */
  String option() {
    return option;
  }

  /** The value of that option. */
  String value() {
    return value;
  }

  /** As the progress of Spark's queries has it; empty for assigned partitions. */
  Optional<String> described() {
    switch (option) {
      case "subscribe":
        return Optional.of("Subscribe[" + value.replace(",", ", ") + "]");
      case "subscribePattern":
        return Optional.of("SubscribePattern[" + value + "]");
      default:
        return Optional.empty();
    }
  }

  /** Whether it means this partition, if the brokers do not say that the topic is their own. */
  boolean selects(TopicPartition partition) {
    return selects.test(partition);
  }

  /**
   * The selected partitions of those that exist.
   *
   * @param existing the number of partitions of each topic
   */
  Set<TopicPartition> among(Map<String, Integer> existing) {
    Set<TopicPartition> selected = new TreeSet<>(Partitions.ORDER);
    existing.forEach(
        (topic, count) ->
            IntStream.range(0, count)
                .mapToObj(number -> new TopicPartition(topic, number))
                .filter(selects)
                .forEach(selected::add));
    return selected;
  }

  /** The topics that it names; empty if it is a pattern. */
  Set<String> named() {
    return named;
  }

  /**
   * The topics that it names and that do not exist.
   *
   * @param existing the number of partitions of each topic
   */
  Set<String> missingAmong(Map<String, Integer> existing) {
    Set<String> missing = new TreeSet<>(named);
    missing.removeAll(existing.keySet());
    return missing;
  }

  /**
   * Refuses a selection if its topics lack a partition that it names.
   *
   * @param existing the number of partitions of each topic
   * @throws IllegalArgumentException naming those that do not exist
   */
  void requirePartitionsAmong(Map<String, Integer> existing) {
    Set<TopicPartition> unknown = new TreeSet<>(Partitions.ORDER);
    unknown.addAll(assigned);
    unknown.removeAll(among(existing));
    if (!unknown.isEmpty()) {
      Map<String, Integer> counts = new TreeMap<>(existing);
      counts.keySet().retainAll(named);
      throw new IllegalArgumentException(
          "Invalid "
              + text
              + ": "
              + unknown
              + " do not exist (expected partitions below the number that each topic has: "
              + counts
              + ")");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
