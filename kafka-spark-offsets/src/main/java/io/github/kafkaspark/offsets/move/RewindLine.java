package io.github.kafkaspark.offsets.move;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * What a rewind does to one partition, and what that costs. Records are counted by their offsets,
 * as all tools do. A number that nobody can know is empty, never 0. An immutable value.
 */
public final class RewindLine {

  private final TopicPartition partition;
  private final OptionalLong from;
  private final OptionalLong wanted;
  private final OptionalLong to;
  private final OptionalLong first;
  private final OptionalLong end;
  private final MoveCost cost;
  private final String note;

  RewindLine(
      TopicPartition partition,
      OptionalLong from,
      OptionalLong wanted,
      OptionalLong to,
      OptionalLong first,
      OptionalLong end,
      MoveCost cost,
      String note) {
    this.partition = partition;
    this.from = from;
    this.wanted = wanted;
    this.to = to;
    this.first = first;
    this.end = end;
    this.cost = cost;
    this.note = note;
  }

  /** The partition. */
  public TopicPartition partition() {
    return partition;
  }

  /** The next offset that the stream would read now; empty if it has none of the partition. */
  public OptionalLong from() {
    return from;
  }

  /** The offset that was asked for; empty if none was. */
  public OptionalLong wanted() {
    return wanted;
  }

  /**
   * The next offset that the stream will read: the one that was asked for, or the nearest that the
   * brokers have. Empty if the stream has no offset of the partition afterwards.
   */
  public OptionalLong to() {
    return to;
  }

  /** The first offset that the brokers have; empty if the partition does not exist. */
  public OptionalLong first() {
    return first;
  }

  /** The offset that the next record will get; empty if the partition does not exist. */
  public OptionalLong end() {
    return end;
  }

  /** The records before {@link #from()} that the stream will read once more. */
  public OptionalLong readAgain() {
    return cost.readAgain;
  }

  /** The records that are there and unread, and that the stream will never read. */
  public OptionalLong skipped() {
    return cost.skipped;
  }

  /**
   * The records that the brokers no longer have, among those that the stream has left unread or was
   * to read again.
   */
  public OptionalLong gone() {
    return cost.gone;
  }

  /** What is not as one may expect, in words for a person. */
  public Optional<String> note() {
    return note.isEmpty() ? Optional.empty() : Optional.of(note);
  }

  /** Whether the stream stands elsewhere afterwards. */
  public boolean isMoved() {
    return !from.equals(to);
  }

  /** The names of the {@link #cells}. */
  static List<String> header() {
    return Arrays.asList(
        "partition", "from", "to", "first", "end", "read again", "skipped", "gone", "");
  }

  List<String> cells() {
    return Arrays.asList(
        partition.toString(),
        text(from, "-"),
        text(to, "-"),
        text(first, "-"),
        text(end, "-"),
        text(readAgain(), "?"),
        text(skipped(), "?"),
        text(gone(), "?"),
        note);
  }

  /** Its figures in one line. */
  @Override
  public String toString() {
    return String.format(
            "%s: from %s to %s (first %s, end %s), read again %s, skipped %s, gone %s",
            cells().toArray())
        + note().map(text -> ", " + text).orElse("");
  }

  static String text(OptionalLong number, String otherwise) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : otherwise;
  }
}
