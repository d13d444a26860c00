package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Partitions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * What the Kafka sources of one progress say of one thing, such as where the batch ended. Several
 * sources may read one partition; the query is done only with what all of them have read. An
 * immutable value.
 */
final class SourceOffsets {

  /** Knows which sources cannot read a partition though their selection has its name. */
  interface Excuse {

    /** Of nobody, as nothing is known. */
    Excuse NONE = (selection, finder) -> false;

    /**
     * Whether a source that has not found a partition need not, since it cannot read where the one
     * that has found it does.
     */
    boolean isElsewhere(SourceSelection selection, SourceSelection finder);
  }

  private static final class Source {
    final SourceSelection selection;
    final TopicOffsets offsets;
    final Set<String> topics = new HashSet<>();

    Source(SourceSelection selection, TopicOffsets offsets) {
      this.selection = selection;
      this.offsets = offsets;
      offsets.partitions().forEach(partition -> topics.add(partition.topic()));
    }
  }

  private final List<Source> sources;
  private final TopicOffsets lowest;

  private SourceOffsets(List<Source> sources) {
    this.sources = sources;
    this.lowest = lowest(sources);
  }

  private static TopicOffsets lowest(List<Source> sources) {
    Map<TopicPartition, Long> lowest = new HashMap<>();
    for (Source source : sources) {
      source
          .offsets
          .asMap()
          .forEach((partition, offset) -> lowest.merge(partition, offset, Math::min));
    }
    return TopicOffsets.of(lowest);
  }

  /** Of the one source of a query. */
  static SourceOffsets of(TopicOffsets offsets) {
    return new SourceOffsets(Collections.singletonList(new Source(SourceSelection.NONE, offsets)));
  }

  /** Of several sources of which each has a selection of its own. */
  static SourceOffsets of(Map<SourceSelection, TopicOffsets> offsets) {
    List<Source> sources = new ArrayList<>();
    offsets.forEach((selection, each) -> sources.add(new Source(selection, each)));
    return new SourceOffsets(sources);
  }

  /**
   * Reads it.
   *
   * @param json what a source says; null if nothing
   */
  static SourceOffsets of(StreamingQueryProgress progress, Function<SourceProgress, String> json) {
    List<Source> sources = new ArrayList<>();
    for (SourceProgress source : progress.sources()) {
      if (isKafka(source)) {
        String text = json.apply(source);
        TopicOffsets offsets = text == null ? TopicOffsets.empty() : TopicOffsets.fromJson(text);
        sources.add(new Source(SourceSelection.described(source.description()), offsets));
      }
    }
    return new SourceOffsets(sources);
  }

  /** On every Spark version and in every read mode. */
  static boolean isKafka(SourceProgress source) {
    return source.description() != null && source.description().startsWith("Kafka");
  }

  /** The lowest offset of each partition that a source has found. */
  TopicOffsets lowest() {
    return lowest;
  }

  /**
   * The partitions that one source has found, and another one that selects them has not: each finds
   * a new partition by itself, with Spark 2.x and 3.x up to minutes apart.
   */
  Set<TopicPartition> late(Excuse excuse) {
    if (sources.size() == 1) {
      return Collections.emptySet();
    }
    Set<TopicPartition> late = new TreeSet<>(Partitions.ORDER);
    for (Source finder : sources) {
      for (Source other : sources) {
        if (!excuse.isElsewhere(other.selection, finder.selection)) {
          addLate(finder, other, late);
        }
      }
    }
    return late;
  }

  private static void addLate(Source finder, Source other, Set<TopicPartition> late) {
    Set<String> topics =
        finder.topics.stream().filter(other.selection::has).collect(Collectors.toSet());
    for (TopicPartition partition : finder.offsets.partitions()) {
      if (topics.contains(partition.topic()) && !other.offsets.get(partition).isPresent()) {
        late.add(partition);
      }
    }
  }

  /** What all sources have found, unless one of them is excused. */
  TopicOffsets found(Excuse excuse) {
    Set<TopicPartition> late = late(excuse);
    return late.isEmpty() ? lowest : lowest.filter(partition -> !late.contains(partition));
  }

  /**
   * The topics of those sources that have no other: none that their own selection has.
   *
   * @param known the selections that are certain
   */
  Set<String> unselected(Set<SourceSelection> known) {
    Set<String> unselected = new TreeSet<>();
    for (Source source : sources) {
      if (known.contains(source.selection)
          && source.topics.stream().noneMatch(source.selection::has)) {
        unselected.addAll(source.topics);
      }
    }
    return unselected;
  }

  /** The selections of the sources that have found a topic. */
  Set<SourceSelection> finders(String topic) {
    Set<SourceSelection> finders = new HashSet<>();
    for (Source source : sources) {
      if (source.topics.contains(topic)) {
        boolean unused = finders.add(source.selection);
      }
    }
    return finders;
  }

  /** The topics that more than one source reads. */
  Set<String> topicsOfSeveral() {
    Set<String> once = new HashSet<>();
    Set<String> several = new TreeSet<>();
    for (Source source : sources) {
      source.topics.stream().filter(topic -> !once.add(topic)).forEach(several::add);
    }
    return several;
  }
}
