package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** How the partitions of a range lie against what is committed of them. */
final class RangePlaces {

  /** As many as a person reads. */
  private static final int MOST_NAMED = 20;

  private final TopicOffsets start;
  private final TopicOffsets end;
  private final TopicOffsets committed;

  private final List<TopicPartition> next = new ArrayList<>();
  private final List<TopicPartition> done = new ArrayList<>();
  private final List<TopicPartition> partlyDone = new ArrayList<>();
  private final List<TopicPartition> afterGap = new ArrayList<>();

  RangePlaces(TopicOffsets start, TopicOffsets end, TopicOffsets committed) {
    this.start = start;
    this.end = end;
    this.committed = requireNonNull(committed, "committed");
    end.asMap().forEach(this::add);
  }

  private void add(TopicPartition partition, long last) {
    // Where it began may not be known: then it may have any record before its end.
    long first = start.get(partition).orElse(0);
    long place = committed.get(partition).orElse(first);
    if (place == first) {
      if (place != last) {
        next.add(partition);
      }
    } else if (place == last || (place > last && first <= last)) {
      done.add(partition);
    } else if (place < Math.min(first, last)) {
      afterGap.add(partition);
    } else {
      partlyDone.add(partition);
    }
  }

  boolean isAfterGap() {
    return !afterGap.isEmpty();
  }

  boolean isPartlyDone() {
    return !partlyDone.isEmpty() || (!done.isEmpty() && !next.isEmpty());
  }

  /** Whether it is, where it is neither after a gap nor done in part. */
  boolean isDone() {
    return !done.isEmpty();
  }

  /**
   * Refuses what cannot be written without loss or doubles.
   *
   * @param range as which a person knows it
   */
  void requireNextOrDone(Object range) {
    if (isAfterGap()) {
      throw new IllegalStateException(
          String.format(
              "Cannot write %s: it begins behind what is committed, so records in between would never "
                  + "be written (%s); start the query with a new checkpoint, and its source where the "
                  + "commits end",
              range, text(afterGap)));
    }
    if (isPartlyDone()) {
      throw new IllegalStateException(
          String.format(
              "Cannot write %s: part of it is committed and part is not, so records would be written "
                  + "twice (%s); start the query with a new checkpoint, and its source where the "
                  + "commits end",
              range, text(partlyDone.isEmpty() ? done : partlyDone)));
    }
  }

  private String text(List<TopicPartition> all) {
    List<String> words = new ArrayList<>();
    for (TopicPartition each : all.subList(0, Math.min(all.size(), MOST_NAMED))) {
      OptionalLong first = start.get(each);
      words.add(
          String.format(
              "%s is of %s to %d, committed %d",
              each,
              first.isPresent() ? String.valueOf(first.getAsLong()) : "its first record",
              end.get(each).orElse(0),
              committed.get(each).orElse(0)));
    }
    int more = all.size() - words.size();
    return String.join("; ", words) + (more > 0 ? " and " + more + " more" : "");
  }
}
