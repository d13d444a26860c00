package io.github.kafkaspark.offsets;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.ResumeLine.Outcome;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/** The lines of a plan as texts for people. */
final class ResumeTexts {

  private static final int MOST_NAMED = 20;

  private final List<ResumeLine> lines;

  ResumeTexts(List<ResumeLine> lines) {
    this.lines = lines;
  }

  /** How many partitions of each kind, which are not as they were, and what it costs. */
  String summary() {
    return lines.stream()
            .sorted(comparing(ResumeLine::reason).thenComparing(ResumeLine::outcome))
            .collect(
                groupingBy(
                    line -> line.reason() + " " + line.outcome() + " " + line.answer(),
                    LinkedHashMap::new,
                    collectingAndThen(toList(), ResumeTexts::summary)))
            .values()
            .stream()
            .collect(joining(", "))
        + costs();
  }

  private static String summary(List<ResumeLine> alike) {
    ResumeLine one = alike.get(0);
    Reason reason = one.reason();
    boolean single = alike.size() == 1;
    String count = Texts.count(alike.size(), "partition");
    switch (reason) {
      case STORED:
        return count + where(one, single);
      case FIRST_TIME:
        return count + " for the first time";
      case NEW:
      case VANISHED:
        return Texts.count(alike.size(), reason.text() + " partition")
            + where(one, single)
            + some(alike, line -> true, line -> "");
      case CHECKPOINT:
        return count + " where the checkpoint says";
      default:
        return count
            + " ("
            + reason.text()
            + ")"
            + where(one, single)
            + some(alike, line -> true, line -> "");
    }
  }

  private static String where(ResumeLine line, boolean single) {
    switch (line.outcome()) {
      case EARLIEST:
        return single ? " from its earliest record" : " from their earliest record";
      case OFFSET:
        if (line.answer().filter(Answer.LATEST::equals).isPresent()) {
          return single ? " from its end" : " from their end";
        }
        return single ? " where it was stored" : " where they were stored";
      case KEPT:
        return " to be kept";
      case DROPPED:
        return " to be dropped";
      default:
        return " refused";
    }
  }

  /** The first of the lines that pass, each with a note. */
  private static String some(
      List<ResumeLine> lines, Predicate<ResumeLine> passes, Function<ResumeLine, String> note) {
    List<ResumeLine> passed = lines.stream().filter(passes).collect(toList());
    int more = passed.size() - MOST_NAMED;
    return passed.stream()
        .limit(MOST_NAMED)
        .map(line -> line.partition() + note.apply(line))
        .collect(joining(", ", " [", more > 0 ? " and " + more + " more]" : "]"));
  }

  private String costs() {
    List<String> costs = new ArrayList<>();
    add(costs, gone(), "gone");
    add(costs, skipped(), "skipped");
    add(costs, readAgain(), "read again");
    return costs.isEmpty() ? "" : "; " + String.join(", ", costs);
  }

  private static void add(List<String> costs, long records, String what) {
    if (records > 0) {
      costs.add(Texts.count(records, "record") + " " + what);
    }
  }

  long skipped() {
    return lines.stream().mapToLong(ResumeLine::skipped).sum();
  }

  /** As far as anybody knows. */
  long gone() {
    return lines.stream().mapToLong(line -> line.gone().orElse(0)).sum();
  }

  long readAgain() {
    return lines.stream().mapToLong(ResumeLine::readAgain).sum();
  }

  /** A line for each partition, below their names. */
  String table() {
    List<List<String>> rows = new ArrayList<>(Collections.singleton(ResumeLine.header()));
    lines.forEach(line -> rows.add(line.cells()));
    return TextTable.aligned(rows);
  }

  /**
   * The partitions that do not begin where the stream was, because of an answer to a surprise, with
   * what that costs; empty if there is none.
   */
  String accepted() {
    return lines.stream().anyMatch(ResumeTexts::isAccepted)
        ? some(lines, ResumeTexts::isAccepted, ResumeTexts::cost).trim()
        : "";
  }

  private static boolean isAccepted(ResumeLine line) {
    boolean isUsual = line.reason() == Reason.NEW && line.outcome() == Outcome.EARLIEST;
    return line.isRead()
        && !isUsual
        && line.reason() != Reason.CHECKPOINT
        && line.answer().filter(answer -> answer != Answer.KEEP).isPresent();
  }

  private static String cost(ResumeLine line) {
    OptionalLong gone = line.gone();
    List<String> costs = new ArrayList<>();
    if (gone.isPresent()) {
      add(costs, gone.getAsLong(), "gone");
    } else {
      costs.add("nobody knows how many records are gone");
    }
    add(costs, line.skipped(), "skipped");
    add(costs, line.readAgain(), "read again");
    return String.format(
        " (%s, from its %s%s)",
        line.reason().text(),
        line.outcome() == Outcome.EARLIEST ? "earliest record" : "end at " + line.start().orElse(0),
        costs.isEmpty() ? "" : ": " + String.join(", ", costs));
  }
}
