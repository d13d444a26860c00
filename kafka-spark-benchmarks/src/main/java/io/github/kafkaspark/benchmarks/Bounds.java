package io.github.kafkaspark.benchmarks;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a benchmark was to show, and whether it did; a bad figure is kept as it came out. */
final class Bounds {

  private final List<String> lines = new ArrayList<>();
  private boolean missed;

  /** A figure that should not be above a limit. */
  void atMost(double limit, String unit, String what, double found) {
    add(found <= limit, what, found, unit, "at most " + figure(limit));
  }

  /** A figure that should not be below a limit. */
  void atLeast(double limit, String unit, String what, double found) {
    add(found >= limit, what, found, unit, "at least " + figure(limit));
  }

  /** There is no figure, which counts as missed. */
  void notMeasured(String what, String why) {
    missed = true;
    lines.add(String.format("%-6s  %s: not measured, since %s", "MISSED", what, why));
  }

  private void add(boolean held, String what, double found, String unit, String expected) {
    missed |= !held;
    lines.add(
        String.format(
            "%-6s  %s: %s%s (expected %s)",
            held ? "held" : "MISSED", what, figure(found), unit, expected));
  }

  private static String figure(double figure) {
    return new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(figure);
  }

  boolean areHeld() {
    return !missed;
  }

  /** A line for each bound, in the order in which they were looked at. */
  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
