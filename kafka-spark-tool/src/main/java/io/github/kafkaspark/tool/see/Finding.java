package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.tool.output.Style;
import java.util.Locale;
import java.util.Optional;

/** One thing that {@code doctor} has looked at, and the way out if it is not as it should be. */
final class Finding {

  /** How it is; a problem makes the command fail. */
  enum Level {
    OK(Style.GOOD),
    /** Nobody could tell. */
    UNKNOWN(Style.DIM),
    WARNING(Style.WARN),
    PROBLEM(Style.BAD);

    final Style style;

    Level(Style style) {
      this.style = style;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Level level;
  private final String subject;
  private final String check;
  private final String text;
  private final String wayOut;

  private Finding(Level level, String subject, String check, String text, String wayOut) {
    this.level = level;
    this.subject = subject;
    this.check = check;
    this.text = text;
    this.wayOut = wayOut;
  }

  /**
   * As it should be.
   *
   * @param subject the store, the brokers, or a stream by its name
   */
  static Finding ok(String subject, String check, String text) {
    return new Finding(Level.OK, subject, check, text, null);
  }

  static Finding unknown(String subject, String check, String text) {
    return new Finding(Level.UNKNOWN, subject, check, text, null);
  }

  static Finding warning(String subject, String check, String text, String wayOut) {
    return new Finding(Level.WARNING, subject, check, text, wayOut);
  }

  static Finding problem(String subject, String check, String text, String wayOut) {
    return new Finding(Level.PROBLEM, subject, check, text, wayOut);
  }

  Level level() {
    return level;
  }

  String subject() {
    return subject;
  }

  /** What was looked at. */
  String check() {
    return check;
  }

  String text() {
    return text;
  }

  /** At a shell; empty if nothing needs to be done, or what is wrong says it. */
  Optional<String> wayOut() {
    return Optional.ofNullable(wayOut);
  }
}
