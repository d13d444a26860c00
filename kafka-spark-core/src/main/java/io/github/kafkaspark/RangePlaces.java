package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.OffsetRange.Position;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** How the partitions of a range lie against what is committed of them. */
final class RangePlaces {

  /** As many as a person reads. */
  private static final int MOST_NAMED = 20;

  private final OffsetRange range;
  private final TopicOffsets committed;
  private final Map<Position, List<TopicPartition>> partitions = new EnumMap<>(Position.class);

  private RangePlaces(OffsetRange range, TopicOffsets committed) {
    this.range = range;
    this.committed = requireNonNull(committed, "committed");
    for (Position each : Position.values()) {
      partitions.put(each, new ArrayList<>());
    }
  }

  static RangePlaces of(OffsetRange range, TopicOffsets committed) {
    RangePlaces places = new RangePlaces(range, committed);
    TopicOffsets start = range.start();
    range
        .end()
        .asMap()
        .forEach(
            (partition, end) ->
                places.add(partition, start.get(partition), end, committed.get(partition)));
    return places;
  }

  private void add(TopicPartition partition, OptionalLong start, long end, OptionalLong committed) {
    // Where it began may not be known: then it may have any record before its end.
    long first = start.orElse(0);
    long place = committed.orElse(first);
    if (place == first) {
      if (place != end) {
        partitions.get(Position.NEXT).add(partition);
      }
    } else if (place == end || (place > end && first <= end)) {
      partitions.get(Position.DONE).add(partition);
    } else {
      boolean isBefore = place < Math.min(first, end);
      partitions.get(isBefore ? Position.AFTER_GAP : Position.PARTLY_DONE).add(partition);
    }
  }

  Position position() {
    if (has(Position.AFTER_GAP)) {
      return Position.AFTER_GAP;
    }
    if (has(Position.PARTLY_DONE) || (has(Position.DONE) && has(Position.NEXT))) {
      return Position.PARTLY_DONE;
    }
    return has(Position.DONE) ? Position.DONE : Position.NEXT;
  }

  private boolean has(Position each) {
    return !partitions.get(each).isEmpty();
  }

  /** Refuses what cannot be written without loss or doubles. */
  void requireNextOrDone() {
    Position position = position();
    if (position == Position.AFTER_GAP) {
      throw new IllegalStateException(
          String.format(
              "Cannot write %s: it begins behind what is committed, so records in between would never "
                  + "be written (%s); start the query with a new checkpoint, and its source where the "
                  + "commits end",
              range, text(Position.AFTER_GAP)));
    }
    if (position == Position.PARTLY_DONE) {
      throw new IllegalStateException(
          String.format(
              "Cannot write %s: part of it is committed and part is not, so records would be written "
                  + "twice (%s); start the query with a new checkpoint, and its source where the "
                  + "commits end",
              range, text(has(Position.PARTLY_DONE) ? Position.PARTLY_DONE : Position.DONE)));
    }
  }

  private String text(Position position) {
    List<String> words = new ArrayList<>();
    List<TopicPartition> all = partitions.get(position);
    for (TopicPartition each : all.subList(0, Math.min(all.size(), MOST_NAMED))) {
      OptionalLong start = range.start().get(each);
      words.add(
          String.format(
              "%s is of %s to %d, committed %d",
              each,
              start.isPresent() ? String.valueOf(start.getAsLong()) : "its first record",
              range.end().get(each).orElse(0),
              committed.get(each).orElse(0)));
    }
    int more = all.size() - words.size();
    return String.join("; ", words) + (more > 0 ? " and " + more + " more" : "");
  }
}
