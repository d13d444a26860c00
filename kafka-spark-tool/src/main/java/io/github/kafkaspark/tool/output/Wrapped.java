package io.github.kafkaspark.tool.output;

import java.util.ArrayList;
import java.util.List;

/** Breaks a text into lines: between words where it can, and within a long one where it must. */
final class Wrapped {

  private Wrapped() {}

  static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String rest = line;
      while (rest.codePointCount(0, rest.length()) > width) {
        int limit = rest.offsetByCodePoints(0, width);
        int blank = rest.lastIndexOf(' ', limit);
        lines.add(rest.substring(0, blank > 0 ? blank : limit));
        rest = rest.substring(blank > 0 ? blank + 1 : limit);
      }
      lines.add(rest);
    }
    return lines;
  }
}
