package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Partitions;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * For each topic partition the next offset to read: an immutable value, ordered by topic and
 * partition.
 *
 * <pre>{@code
 * TopicOffsets offsets = TopicOffsets.empty().withOffset("orders", 0, 17).withOffset("orders", 1, 4);
 * offsets.toJson(); // {"orders":{"0":17,"1":4}}
 * }</pre>
 *
 * <p>An offset of 17 says that the query has done the records up to and including 16. Spark takes
 * the same JSON as {@code startingOffsets} and gives it as {@code endOffset}. Safe for use by
 * several threads.
 */
public final class TopicOffsets {

  private static final TopicOffsets EMPTY = new TopicOffsets(new TreeMap<>(Partitions.ORDER));

  private final Map<TopicPartition, Long> offsets;

  private TopicOffsets(SortedMap<TopicPartition, Long> offsets) {
    this.offsets = Collections.unmodifiableMap(offsets);
  }

  /** Offsets of no partition at all. */
  public static TopicOffsets empty() {
    return EMPTY;
  }

  /**
   * Offsets copied from a map.
   *
   * @throws NullPointerException if the map, a key or a value is null
   * @throws IllegalArgumentException if an offset or a partition number is negative
   */
  public static TopicOffsets of(Map<TopicPartition, Long> offsets) {
    SortedMap<TopicPartition, Long> copy = new TreeMap<>(Partitions.ORDER);
    requireNonNull(offsets, "offsets").forEach((key, value) -> put(copy, key, value));
    return copy.isEmpty() ? EMPTY : new TopicOffsets(copy);
  }

  /**
   * Reads Spark's form, such as {@code {"orders":{"0":17,"1":4}}}.
   *
   * @throws NullPointerException if {@code json} is null
   * @throws IllegalArgumentException if it is not of that form, names a partition twice, or has a
   *     negative offset (Spark's -1 and -2 too); the message has the line and the column
   */
  public static TopicOffsets fromJson(String json) {
    return of(OffsetsJson.read(requireNonNull(json, "json")));
  }

  /** Spark's form, in the order of topics and partitions. */
  public String toJson() {
    return OffsetsJson.write(offsets);
  }

  /**
   * These offsets with one set.
   *
   * @throws NullPointerException if {@code topic} is null
   * @throws IllegalArgumentException if {@code partition} or {@code offset} is negative
   */
  public TopicOffsets withOffset(String topic, int partition, long offset) {
    SortedMap<TopicPartition, Long> copy = copy();
    put(copy, new TopicPartition(requireNonNull(topic, "topic"), partition), offset);
    return new TopicOffsets(copy);
  }

  /**
   * These offsets with those of {@code newer} added; where both name a partition, {@code newer}
   * wins.
   *
   * @throws NullPointerException if {@code newer} is null
   */
  public TopicOffsets merge(TopicOffsets newer) {
    if (requireNonNull(newer, "newer").isEmpty()) {
      return this;
    }
    SortedMap<TopicPartition, Long> copy = copy();
    copy.putAll(newer.offsets);
    return new TopicOffsets(copy);
  }

  /**
   * These offsets without the partitions that do not pass.
   *
   * @throws NullPointerException if {@code partition} is null
   */
  public TopicOffsets filter(Predicate<TopicPartition> partition) {
    SortedMap<TopicPartition, Long> copy = copy();
    copy.keySet().removeIf(requireNonNull(partition, "partition").negate());
    return copy.isEmpty() ? EMPTY : new TopicOffsets(copy);
  }

  /**
   * The next offset to read of one partition; empty if these offsets do not have it.
   *
   * @throws NullPointerException if {@code partition} is null
   */
  public OptionalLong get(TopicPartition partition) {
    Long offset = offsets.get(requireNonNull(partition, "partition"));
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /** The partitions, in order; cannot be modified. */
  public Set<TopicPartition> partitions() {
    return offsets.keySet();
  }

  /** All of it as a map, in order; cannot be modified. */
  public Map<TopicPartition, Long> asMap() {
    return offsets;
  }

  /** Whether there is no partition. */
  public boolean isEmpty() {
    return offsets.isEmpty();
  }

  /** The topics of partitions, in order. */
  static Set<String> topics(Set<TopicPartition> partitions) {
    return partitions.stream()
        .map(TopicPartition::topic)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private SortedMap<TopicPartition, Long> copy() {
    SortedMap<TopicPartition, Long> copy = new TreeMap<>(Partitions.ORDER);
    copy.putAll(offsets);
    return copy;
  }

  private static void put(Map<TopicPartition, Long> map, TopicPartition partition, Long offset) {
    requireNonNull(partition, "partition");
    requireNonNull(offset, "offset");
    if (partition.partition() < 0) {
      throw new IllegalArgumentException(
          "Invalid partition: '" + partition + "' (expected a partition number of 0 or more)");
    }
    if (offset < 0) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid offset: '%s' for %s (expected the next offset to read, 0 or more; "
                  + "the words for the ends are StartingOffsets.earliest() and latest())",
              offset, partition));
    }
    map.put(partition, offset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicOffsets && offsets.equals(((TopicOffsets) other).offsets);
  }

  @Override
  public int hashCode() {
    return offsets.hashCode();
  }

  /** The same as {@link #toJson()}. */
  @Override
  public String toString() {
    return toJson();
  }
}
