package io.github.kafkaspark.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Durations and counts as a person reads them, in messages, statuses and logs. */
public final class Texts {

  private static final String[] UNITS = {"d", "h", "min"};
  private static final BigDecimal[] SECONDS = {
    BigDecimal.valueOf(86_400), BigDecimal.valueOf(3_600), BigDecimal.valueOf(60)
  };

  private Texts() {}

  /**
   * A duration that somebody has set, exactly: {@code 30 s}, {@code 1 min 30 s}, {@code 250 ms}.
   */
  public static String of(Duration duration) {
    return of(seconds(duration));
  }

  /** A duration that was measured: in tenths of a second from a second on, or milliseconds. */
  public static String rounded(Duration duration) {
    BigDecimal seconds = seconds(duration);
    int digits = seconds.abs().compareTo(BigDecimal.ONE) < 0 ? 3 : 1;
    return of(seconds.setScale(digits, RoundingMode.HALF_UP));
  }

  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds())
        .add(BigDecimal.valueOf(duration.getNano(), 9)); // No arithmetic of a Duration overflows.
  }

  private static String of(BigDecimal seconds) {
    String sign = seconds.signum() < 0 ? "-" : "";
    BigDecimal left = seconds.abs();
    if (left.signum() > 0 && left.compareTo(BigDecimal.ONE) < 0) {
      return sign + plain(left.movePointRight(3)) + " ms";
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < UNITS.length; i++) {
      BigDecimal[] divided = left.divideAndRemainder(SECONDS[i]);
      if (divided[0].signum() > 0) {
        parts.add(plain(divided[0]) + " " + UNITS[i]);
      }
      left = divided[1];
    }
    if (left.signum() > 0 || parts.isEmpty()) {
      parts.add(plain(left) + " s");
    }
    return sign + String.join(" ", parts);
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  /** A number of things whose plural has an s: {@code 1 partition}, {@code 1,200 partitions}. */
  public static String count(long number, String thing) {
    return count(number, thing, thing + "s");
  }

  /** A number of things: {@code 1 batch}, {@code 2 batches}. */
  public static String count(long number, String one, String several) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : several);
  }

  /** A text of several lines in one. */
  public static String line(String text) {
    return text.trim().replaceAll("\\s*\\R\\s*", " ");
  }
}
