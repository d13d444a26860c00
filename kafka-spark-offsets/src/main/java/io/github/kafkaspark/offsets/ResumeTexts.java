package io.github.kafkaspark.offsets;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import io.github.kafkaspark.internal.TextTable;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.ResumeLine.Outcome;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

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
    add(costs, "", gone(), "gone");
    add(costs, upTo(ResumeLine::skipped), skipped(), "skipped");
    add(costs, upTo(ResumeLine::readAgain), readAgain(), "read again");
    return costs.isEmpty() ? "" : "; " + String.join(", ", costs);
  }

  private String upTo(ToLongFunction<ResumeLine> records) {
    return lines.stream()
        .filter(line -> records.applyAsLong(line) > 0)
        .map(ResumeTexts::upTo)
        .max(comparing(String::length))
        .orElse("");
  }

  /** Of a log that may be another one, figures are what it is at most. */
  private static String upTo(ResumeLine line) {
    return line.stored().isPresent() && !line.isOfSameLog() ? "up to " : "";
  }

  private static void add(List<String> costs, String upTo, long records, String what) {
    if (records > 0) {
      costs.add(upTo + Texts.count(records, "record") + " " + what);
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
   * The partitions that an answer to a surprise moves, or for which it leaves out records, with
   * what that costs; empty if there is none.
   */
  String accepted() {
    return lines.stream().anyMatch(ResumeTexts::isAccepted)
        ? some(lines, ResumeTexts::isAccepted, ResumeTexts::cost).trim()
        : "";
  }

  /**
   * The partitions that go on where they were stored beside one of their topic that ends before its
   * place; empty if there is none, or the id that is stored shows that it is the same topic.
   */
  String doubts(Predicate<String> hasStoredId) {
    Set<String> shorter =
        lines.stream()
            .filter(line -> line.reason() == Reason.BEYOND_END)
            .map(line -> line.partition().topic())
            .filter(hasStoredId.negate())
            .collect(toSet());
    Predicate<ResumeLine> goesOn =
        line ->
            line.reason() == Reason.STORED
                && line.stored().orElse(0) > 0
                && shorter.contains(line.partition().topic());
    return lines.stream().anyMatch(goesOn)
        ? "a partition of the topic ends before its stored offset, and no topic id is stored, so the "
            + "topic may have been created anew; then others of it begin behind records that nobody "
            + "has read"
            + some(lines, goesOn, line -> " at " + line.stored().orElse(0))
        : "";
  }

  private static boolean isAccepted(ResumeLine line) {
    boolean isUsual = line.reason() == Reason.NEW && line.outcome() == Outcome.EARLIEST;
    return line.isRead()
        && !isUsual
        && line.reason() != Reason.CHECKPOINT
        && line.answer().filter(answer -> answer != Answer.KEEP || line.skipped() > 0).isPresent();
  }

  private static String cost(ResumeLine line) {
    OptionalLong gone = line.gone();
    List<String> costs = new ArrayList<>();
    if (gone.isPresent()) {
      add(costs, "", gone.getAsLong(), "gone");
    } else {
      costs.add("nobody knows how many records are gone");
    }
    add(costs, upTo(line), line.skipped(), "skipped");
    add(costs, upTo(line), line.readAgain(), "read again");
    return String.format(
        " (%s, %s%s)",
        line.reason().text(), begins(line), costs.isEmpty() ? "" : ": " + String.join(", ", costs));
  }

  private static String begins(ResumeLine line) {
    if (line.outcome() == Outcome.EARLIEST) {
      return "from its earliest record";
    }
    boolean isKept = line.answer().filter(Answer.KEEP::equals).isPresent();
    return (isKept ? "where it was stored, at " : "from its end at ") + line.start().orElse(0);
  }
}
