package io.github.kafkaspark.tool.move;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A point in time as an option has it. Without a zone it would be one of two dozen. */
final class DatetimeOption implements ITypeConverter<Instant> {

  /** Made by picocli. */
  DatetimeOption() {}

  @Override
  public Instant convert(String text) {
    try {
      return ZonedDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          isLocal(text)
              ? String.format(
                  "Invalid datetime: '%1$s' (expected a zone too, such as %1$sZ for UTC, or"
                      + " %1$s+01:00)",
                  text)
              : String.format(
                  "Invalid datetime: '%s' (expected date, time and zone, such as"
                      + " 2026-11-30T00:00:00Z or 2026-11-30T00:00:00+01:00)",
                  text));
    }
  }

  private static boolean isLocal(String text) {
    try {
      return LocalDateTime.parse(text).isSupported(ChronoField.SECOND_OF_DAY);
    } catch (DateTimeException e) {
      return false;
    }
  }
}
