package io.github.kafkaspark.offsets.move;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.TextTable;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointState;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The texts and sums of a rewind's lines. */
final class RewindTexts {

  private static final int MOST_NAMED = 20;

  private RewindTexts() {}

  /** Empty unless each line knows. */
  static OptionalLong sum(List<RewindLine> lines, Function<RewindLine, OptionalLong> number) {
    return lines.stream().map(number).allMatch(OptionalLong::isPresent)
        ? OptionalLong.of(known(lines, number))
        : OptionalLong.empty();
  }

  private static long known(List<RewindLine> lines, Function<RewindLine, OptionalLong> number) {
    return lines.stream().map(number).mapToLong(each -> each.orElse(0)).sum();
  }

  static String summary(List<RewindLine> lines) {
    return Texts.count(lines.stream().filter(RewindLine::isMoved).count(), "partition")
        + " moved, "
        + text(lines, RewindLine::readAgain)
        + " read again, "
        + text(lines, RewindLine::skipped)
        + " skipped, "
        + text(lines, RewindLine::gone)
        + " gone";
  }

  private static String text(List<RewindLine> lines, Function<RewindLine, OptionalLong> number) {
    String known = TextTable.number(known(lines, number));
    return sum(lines, number).isPresent() ? known : known + " and an unknown number";
  }

  static String describe(String summary, StandingStream standing, List<RewindLine> lines) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(RewindLine.header());
    lines.forEach(line -> rows.add(line.cells()));
    return summary
        + "\n"
        + standing.commit.map(RewindTexts::place).orElseGet(() -> noPlace(standing))
        + standing.owner().map(each -> "; owner " + each).orElse("")
        + "\n"
        + TextTable.aligned(rows);
  }

  private static String noPlace(StandingStream standing) {
    return standing.isOfUnknownOwner()
        ? "where it stood, and who owns it, the other program has written over"
        : "it is not stored yet";
  }

  private static String place(OffsetCommit commit) {
    return String.format(
        Locale.ROOT,
        "it stands at generation %d, sequence %d, a %s",
        commit.generation(),
        commit.sequence(),
        commit.kind());
  }

  /**
   * Why a checkpoint would overrule a rewind; empty if it would not.
   *
   * @param offsets where the stream will be
   */
  static Optional<String> overruled(
      CheckpointOffsets checkpoint, TopicOffsets offsets, List<RewindLine> lines) {
    if (checkpoint.state() == CheckpointState.NEW) {
      return Optional.empty();
    }
    Map<TopicPartition, RewindLine> known =
        lines.stream().collect(Collectors.toMap(RewindLine::partition, line -> line));
    List<String> places = new ArrayList<>();
    offsets
        .asMap()
        .forEach(
            (partition, to) -> {
              long begin = begin(checkpoint, partition, known.get(partition)).orElse(to);
              if (begin != to) {
                places.add(partition + " at " + begin + " in place of " + to);
              }
            });
    return places.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "checkpoint "
                + checkpoint.location()
                + " would overrule it: "
                + String.join(", ", places.subList(0, Math.min(MOST_NAMED, places.size())))
                + "; start the query with a new checkpoint folder, and plan with that one");
  }

  /** Where Spark begins: what the checkpoint lacks at its first record; empty if nobody knows. */
  private static OptionalLong begin(
      CheckpointOffsets checkpoint, TopicPartition partition, RewindLine line) {
    OptionalLong place = checkpoint.offsets().get(partition);
    if (line == null) {
      return place;
    }
    return place.isPresent() && line.end().isPresent() ? place : line.first();
  }
}
