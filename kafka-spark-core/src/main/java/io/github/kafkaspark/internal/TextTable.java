package io.github.kafkaspark.internal;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A table for people. */
public final class TextTable {

  private TextTable() {}

  /**
   * Aligns the lines, the first of which is the header: a text to the left, figures to the right,
   * and in the last column a note, which may be empty.
   */
  public static String aligned(List<List<String>> lines) {
    int last = lines.get(0).size() - 1;
    int[] widths =
        IntStream.range(0, last)
            .map(i -> lines.stream().mapToInt(line -> line.get(i).length()).max().orElse(0))
            .toArray();
    return lines.stream()
        .map(
            line -> {
              StringBuilder text = new StringBuilder();
              text.append(String.format("%-" + widths[0] + "s", line.get(0)));
              for (int i = 1; i < last; i++) {
                text.append(String.format("  %" + widths[i] + "s", line.get(i)));
              }
              return line.get(last).isEmpty() ? text.toString() : text + "  " + line.get(last);
            })
        .collect(joining("\n"));
  }

  /** A number with a comma between thousands. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
