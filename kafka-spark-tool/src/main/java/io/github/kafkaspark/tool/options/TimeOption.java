package io.github.kafkaspark.tool.options;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as an option has it: {@code 30s}, {@code 2min}, {@code 1h}. */
public final class TimeOption implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(s|m|min|h)");
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Made by picocli. */
  public TimeOption() {}

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      Duration time = time(Long.parseLong(form.group(1)), form.group(2));
      if (!time.isZero() && time.compareTo(LONGEST) <= 0) {
        return time;
      }
    }
    throw new TypeConversionException(
        "Invalid time: '" + text + "' (expected 1s to 1h, such as 30s or 2min)");
  }

  private static Duration time(long number, String unit) {
    switch (unit) {
      case "s":
        return Duration.ofSeconds(number);
      case "h":
        return Duration.ofHours(number);
      default:
        return Duration.ofMinutes(number);
    }
  }
}
