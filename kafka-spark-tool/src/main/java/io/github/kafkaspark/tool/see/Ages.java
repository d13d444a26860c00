package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.internal.Texts;
import java.time.Duration;

/** How old something is, as a person says it. */
final class Ages {

  private Ages() {}

  /** In two units at most; never 0. What is of a later time has an age below zero. */
  static String text(Duration age) {
    if (age.isNegative() && !age.plusSeconds(1).isNegative()) {
      return "< 1 s"; // Two clocks are never the same.
    }
    return age.isNegative() ? "-" + positive(age.negated()) : positive(age);
  }

  private static String positive(Duration age) {
    if (age.toMillis() < 1000) {
      return "< 1 s";
    }
    if (age.toDays() > 0) {
      return Texts.of(Duration.ofHours(age.toHours()));
    }
    return Texts.of(
        age.toHours() > 0
            ? Duration.ofMinutes(age.toMinutes())
            : Duration.ofSeconds(age.toMillis() / 1000));
  }
}
