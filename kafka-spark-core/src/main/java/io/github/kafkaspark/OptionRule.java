package io.github.kafkaspark;

import io.github.kafkaspark.internal.Texts;
import java.time.Duration;

/** The form that an option's value must have, as a check and as words. */
enum OptionRule {
  TRUE_OR_FALSE("true or false", "(?i)true|false"),
  TEXT("text that is not blank", "(?s).*\\S.*"),

  /** Spark's way to write a time. */
  TIME(
      "a time above zero such as '90s', '15m' or '500ms'",
      "(?i)\\s*0*[1-9]\\d{0,11}(us|ms|s|m|min|h|d)?\\s*"),
  COUNT("a whole number", 1, Integer.MAX_VALUE),
  LONG_COUNT("a whole number", 1, Long.MAX_VALUE),
  MILLIS("a whole number of milliseconds", 1, Integer.MAX_VALUE),
  MILLIS_OR_ZERO("a whole number of milliseconds", 0, Integer.MAX_VALUE);

  private final String expected;
  private final String pattern;
  private final long min;
  private final long max;

  OptionRule(String expected, String pattern) {
    this.expected = expected;
    this.pattern = pattern;
    this.min = 0;
    this.max = 0;
  }

  OptionRule(String unit, long min, long max) {
    this.expected = unit + " from " + min + " to " + max;
    this.pattern = "[+-]?\\d+";
    this.min = min;
    this.max = max;
  }

  private boolean accepts(String value) {
    if (!value.matches(pattern)) {
      return false;
    }
    try {
      return max == 0 || (Long.parseLong(value) >= min && Long.parseLong(value) <= max);
    } catch (NumberFormatException e) {
      return false; // More than a long.
    }
  }

  /**
   * Refuses a value.
   *
   * @throws IllegalArgumentException if the rule does not allow it
   */
  void require(String name, String value) {
    if (!accepts(value)) {
      throw new IllegalArgumentException(
          String.format("Invalid %s: '%s' (expected %s)", name, value, expected));
    }
  }

  /**
   * A duration as Spark and Kafka take it: an int of milliseconds.
   *
   * @throws IllegalArgumentException if it is shorter than {@code min}, or does not fit
   */
  static String millis(String name, Duration duration, Duration min) {
    if (duration.compareTo(min) < 0
        || duration.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid %s: '%s' (expected %s to %s milliseconds, which is what Spark's int holds)",
              name, Texts.of(duration), min.toMillis(), Integer.MAX_VALUE));
    }
    return Long.toString(duration.toMillis());
  }
}
