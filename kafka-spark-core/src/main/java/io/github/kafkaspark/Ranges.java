package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.LoggedOnce;
import io.github.kafkaspark.internal.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Checks that offsets fit what a source selects and what the brokers have. */
final class Ranges {

  /** As many as a person reads. */
  private static final int MOST_NAMED = 10;

  private Ranges() {}

  /** The selected partitions that the offsets do not name. */
  static Set<TopicPartition> missing(TopicOffsets offsets, BrokerOffsets brokers) {
    Set<TopicPartition> missing = new TreeSet<>(Partitions.ORDER);
    missing.addAll(brokers.partitions());
    missing.removeAll(offsets.partitions());
    return missing;
  }

  /**
   * Refuses offsets that lack a selected partition.
   *
   * @param which {@code starting} or {@code ending}
   * @throws IllegalArgumentException if one is missing
   */
  static void requireAll(String which, TopicOffsets offsets, BrokerOffsets brokers) {
    Set<TopicPartition> missing = missing(offsets, brokers);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid %s offsets: no offset for %s (expected one for each partition that the source "
                  + "selects; add them, or select only the partitions that have one)",
              which, missing));
    }
  }

  /**
   * Warns of the partitions that somebody's own start leaves out: it may have forgotten them. With
   * no offset at all it means the earliest.
   */
  static TopicOffsets sayUnnamed(String start, TopicOffsets offsets, BrokerOffsets brokers) {
    if (!offsets.isEmpty()) {
      Set<TopicPartition> missing = missing(offsets, brokers);
      if (!missing.isEmpty()) {
        LoggedOnce.warn(
            String.format(
                "The starting offsets of %s have no offset for %s, which begin at their earliest "
                    + "record; if they are to begin elsewhere, add them, or use "
                    + "StartingOffsets.partly(…).orElse(…)",
                start, missing));
      }
    }
    return offsets;
  }

  /**
   * Refuses offsets that the brokers do not have.
   *
   * @param which {@code starting} or {@code ending}
   * @throws IllegalArgumentException if a partition is not there, or an offset outside of it
   */
  static void requireReadable(String which, TopicOffsets offsets, BrokerOffsets brokers) {
    Set<TopicPartition> unknown = new TreeSet<>(Partitions.ORDER);
    unknown.addAll(requireNonNull(offsets, "offsets").partitions());
    unknown.removeAll(brokers.partitions());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid %s offsets: %s (expected only partitions that exist and are selected: %s)",
              which, unknown, brokers.partitions()));
    }
    List<String> outside = new ArrayList<>();
    offsets.asMap().forEach((p, offset) -> outside(p, offset, brokers).ifPresent(outside::add));
    if (!outside.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid %s offset%s: %s%s, which is what the brokers have; records outside are gone "
                  + "or were never there)",
              which,
              outside.size() == 1 ? "" : "s",
              outside.size() > MOST_NAMED ? outside.size() + ", such as " : "",
              outside.stream().limit(MOST_NAMED).collect(Collectors.joining("), "))));
    }
  }

  private static Optional<String> outside(
      TopicPartition partition, long offset, BrokerOffsets brokers) {
    long beginning = brokers.beginning().get(partition).orElse(0);
    long end = brokers.end().get(partition).orElse(Long.MAX_VALUE);
    return offset < beginning || offset > end
        ? Optional.of(
            String.format("%d for %s (expected %d to %d", offset, partition, beginning, end))
        : Optional.empty();
  }

  /**
   * Refuses a range that ends before it begins.
   *
   * @throws IllegalArgumentException naming each partition where it does
   */
  static void requireForward(TopicOffsets start, TopicOffsets end) {
    StringBuilder wrong = new StringBuilder();
    start
        .asMap()
        .forEach(
            (partition, first) -> {
              long last = end.get(partition).orElse(first);
              if (first > last) {
                wrong.append(wrong.length() == 0 ? "" : ", ");
                wrong.append(partition + " begins at " + first + " and ends at " + last);
              }
            });
    if (wrong.length() > 0) {
      throw new IllegalArgumentException(
          "Invalid range: "
              + wrong
              + " (expected an end that is not before the start; move endingOffsets up, or "
              + "startingOffsets down)");
    }
  }
}
