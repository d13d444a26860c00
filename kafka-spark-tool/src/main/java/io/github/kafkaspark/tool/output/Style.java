package io.github.kafkaspark.tool.output;

/** How a cell looks on a terminal with colours; elsewhere all are the same. */
public enum Style {
  /** As all text. */
  PLAIN(""),
  /** A header. */
  BOLD("1"),
  /** Of less interest. */
  DIM("2"),
  /** As it should be. */
  GOOD("32"),
  /** To be looked at. */
  WARN("33"),
  /** Not as it should be. */
  BAD("31");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String of(String text) {
    return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
