package io.github.kafkaspark.tool.move;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How far to go back, as an option has it: {@code 6h}, or {@code P1DT12H} as Kafka's tools. */
final class DurationOption implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(s|m|min|h|d)");

  /** Made by picocli. */
  DurationOption() {}

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text);
    try {
      return form.matches()
          ? time(Long.parseLong(form.group(1)), form.group(2))
          : Duration.parse(text);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "Invalid duration: '" + text + "' (expected such as 90min, 6h, 2d or P1DT12H)");
    }
  }

  private static Duration time(long number, String unit) {
    switch (unit) {
      case "s":
        return Duration.ofSeconds(number);
      case "h":
        return Duration.ofHours(number);
      case "d":
        return Duration.ofDays(number);
      default:
        return Duration.ofMinutes(number);
    }
  }
}
