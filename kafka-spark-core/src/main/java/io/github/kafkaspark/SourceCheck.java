package io.github.kafkaspark;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.internal.LoggedOnce;
import io.github.kafkaspark.internal.Texts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The findings of {@link KafkaStreamSource#check}. An immutable value; its text is a line, and
 * {@link #describe} has one for each thing that the check has looked at.
 */
public final class SourceCheck {

  /** The result for one thing that the check has looked at. */
  enum Finding {
    OK,
    /** The check could not look at it, or need not. */
    SKIPPED,
    WARNING,
    ERROR
  }

  static final class Line {

    final Finding finding;
    final String subject;
    final String text;
    final RuntimeException cause;

    /**
     * One thing that was looked at.
     *
     * @param cause of an error; may be null
     */
    Line(Finding finding, String subject, String text, RuntimeException cause) {
      this.finding = finding;
      this.subject = subject;
      this.text = text;
      this.cause = cause;
    }
  }

  private final String source;
  private final List<Line> lines;

  SourceCheck(String source, List<Line> lines) {
    this.source = source;
    this.lines = Collections.unmodifiableList(new ArrayList<>(lines));
  }

  /**
   * The findings that keep the source from being read, each with its way out; empty if nothing
   * does. Cannot be modified.
   */
  public List<String> errors() {
    return texts(Finding.ERROR);
  }

  /**
   * The findings that do not keep the source from being read, but that you will regret, each with
   * its way out; empty if there are none. Cannot be modified.
   */
  public List<String> warnings() {
    return texts(Finding.WARNING);
  }

  private List<String> texts(Finding finding) {
    return lines.stream()
        .filter(line -> line.finding == finding)
        .map(line -> line.text)
        .collect(collectingAndThen(toList(), Collections::unmodifiableList));
  }

  /**
   * Throws if there are errors. Logs each warning once in the life of this JVM, however many
   * sources are checked and loaded.
   *
   * @throws IllegalStateException naming all of {@link #errors()}, if there are any; what caused
   *     them is suppressed in it
   */
  public void orFail() {
    List<String> errors = errors();
    if (!errors.isEmpty()) {
      IllegalStateException failure =
          new IllegalStateException(
              errors.size() == 1
                  ? "Cannot read " + source + ": " + errors.get(0)
                  : errors.stream()
                      .collect(
                          joining(
                              "\n- ", "Cannot read " + source + ", because of all of\n- ", "")));
      lines.stream()
          .filter(line -> line.cause != null)
          .forEach(line -> failure.addSuppressed(line.cause));
      throw failure;
    }
    warnings().forEach(LoggedOnce::warn);
  }

  /** One line: the source, how many errors and warnings there are, and the first error. */
  @Override
  public String toString() {
    List<String> errors = errors();
    return summary() + (errors.isEmpty() ? "" : ": " + Texts.line(errors.get(0)));
  }

  private String summary() {
    return "Check of "
        + source
        + ": "
        + Texts.count(errors().size(), "error")
        + ", "
        + Texts.count(warnings().size(), "warning");
  }

  /** A table for people: the summary, and a line for each thing that the check has looked at. */
  public String describe() {
    int width = lines.stream().mapToInt(line -> line.subject.length()).max().orElse(1);
    String format = "%n  %-7s  %-" + width + "s  %s";
    return lines.stream()
        .map(
            line ->
                String.format(
                    format,
                    line.finding.name().toLowerCase(Locale.ROOT),
                    line.subject,
                    line.text.replace("\n", "\n" + spaces(width + 13))))
        .collect(joining("", summary(), ""));
  }

  private static String spaces(int count) {
    return String.join("", Collections.nCopies(count, " "));
  }
}
