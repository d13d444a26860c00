package io.github.kafkaspark.tool.see;

import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.ConsumerLag.Partition;
import io.github.kafkaspark.offsets.ConsumerLag.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Some partitions of a stream as one: those of a topic, or a single one. */
final class Topics {

  /** New partitions are nothing to worry about. */
  private static final EnumSet<State> TROUBLE =
      EnumSet.of(State.AGED_OUT, State.BEYOND_END, State.VANISHED);

  private final String name;
  private final Collection<Partition> partitions;

  /** Of those that are behind, if somebody has read. */
  private final List<Answer<Instant>> oldest;

  private final boolean wasRead;

  private Topics(String name, StreamLook look, Collection<TopicPartition> partitions) {
    this.name = name;
    this.partitions = partitions.stream().map(look.partitions()::get).collect(toList());
    List<Optional<Answer<Instant>>> all = partitions.stream().map(look::oldest).collect(toList());
    this.oldest = all.stream().filter(Optional::isPresent).map(Optional::get).collect(toList());
    this.wasRead = oldest.size() == this.partitions.stream().filter(each -> each.lag() > 0).count();
  }

  /** Each topic of a stream, those first that need a look most. */
  static List<Topics> of(StreamLook look) {
    Map<String, List<TopicPartition>> topics = new TreeMap<>();
    look.partitions()
        .keySet()
        .forEach(each -> topics.computeIfAbsent(each.topic(), t -> new ArrayList<>()).add(each));
    return sorted(
        topics.entrySet().stream()
            .map(topic -> new Topics(topic.getKey(), look, topic.getValue()))
            .collect(toList()));
  }

  /** Each partition of a stream, in the same order. */
  static List<Topics> ofPartitions(StreamLook look) {
    return sorted(
        look.partitions().keySet().stream().map(each -> of(look, each)).collect(toList()));
  }

  /** One partition of a stream. */
  static Topics of(StreamLook look, TopicPartition partition) {
    return new Topics(partition.toString(), look, Collections.singleton(partition));
  }

  /** All partitions of a stream. */
  static Topics all(StreamLook look) {
    return new Topics(look.stream().name(), look, look.partitions().keySet());
  }

  private static List<Topics> sorted(List<Topics> all) {
    all.sort(
        Comparator.comparing(Topics::isTroubled)
            .reversed()
            .thenComparing(Comparator.comparing(Topics::behind).reversed()));
    return all;
  }

  String name() {
    return name;
  }

  int count() {
    return partitions.size();
  }

  /** The only partition. */
  Partition one() {
    return partitions.iterator().next();
  }

  boolean isTroubled() {
    return partitions.stream().anyMatch(each -> TROUBLE.contains(each.state()));
  }

  /** Whether the brokers have each partition, and there is one. */
  boolean isKnown() {
    return !partitions.isEmpty()
        && partitions.stream().noneMatch(each -> each.state() == State.VANISHED);
  }

  /** As far as it is known. */
  long behind() {
    return partitions.stream().mapToLong(Partition::lag).sum();
  }

  long lost() {
    return partitions.stream().mapToLong(Partition::lost).sum();
  }

  /**
   * The time of the oldest record that was read; empty if none is behind, or none could be read.
   */
  Optional<Instant> oldest() {
    return oldest.stream()
        .map(answer -> answer.value().orElse(null))
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder());
  }

  /** Whether the oldest record of each partition that is behind was read, and none is gone. */
  boolean isOldestKnown() {
    return isKnown()
        && wasRead
        && lost() == 0
        && oldest.stream().allMatch(each -> each.value().isPresent());
  }

  /** Why the oldest is not known, of the first partition of which it is not. */
  Optional<String> whyOldestUnknown() {
    return oldest.stream()
        .map(answer -> answer.problem().orElse(null))
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** What is not as it should be. */
  String note() {
    List<String> notes = new ArrayList<>();
    for (State state : EnumSet.complementOf(EnumSet.of(State.COMMITTED))) {
      long count = partitions.stream().filter(each -> each.state() == state).count();
      if (count > 0) {
        notes.add(count == 1 && partitions.size() == 1 ? word(state) : count + " " + word(state));
      }
    }
    if (lost() > 0) {
      notes.add(Texts.count(lost(), "record") + " lost");
    }
    whyOldestUnknown().ifPresent(notes::add);
    return String.join(", ", notes);
  }

  static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
