package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.move.Rewind;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a rewind goes: exactly one of these. */
final class RewindTo {

  @Spec private CommandSpec command;

  @Option(names = "--to-earliest", description = "To the first records that the brokers have.")
  private boolean earliest;

  @Option(names = "--to-latest", description = "To the end: what is there is skipped.")
  private boolean latest;

  @Option(
      names = "--to-current",
      description =
          "To where it stands, or the nearest offset that the brokers have: for a stream whose start"
              + " is refused since records are gone.")
  @SuppressWarnings("UnusedVariable") // It is what is left if there is no other.
  private boolean current;

  @Option(
      names = "--to-datetime",
      paramLabel = "DATETIME",
      converter = DatetimeOption.class,
      description =
          "To the first record of this time or later, with a zone: 2026-11-30T00:00:00Z is in UTC,"
              + " and 2026-11-30T00:00:00+01:00 an hour before.")
  private Instant datetime;

  @Option(
      names = "--by-duration",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "Back by a time, counted from now, such as 90min, 6h, 2d or P1DT12H.")
  private Duration duration;

  @Option(names = "--to-offset", paramLabel = "OFFSET", description = "To this offset.")
  private Long offset;

  @Option(
      names = "--shift-by",
      paramLabel = "NUMBER",
      description = "By so many offsets: back if it is below 0, else forth.")
  private Long shift;

  @Option(
      names = "--to-sequence",
      paramLabel = "NUMBER",
      description = "To where it stood at this commit, as kafka-spark history lists them.")
  private Long sequence;

  @Option(
      names = "--from-file",
      paramLabel = "FILE",
      description =
          "To the offsets in a file: the CSV of kafka-consumer-groups.sh, or what kafka-spark export"
              + " has written. Partitions that it does not name stay.")
  private Path file;

  /** Made by picocli. */
  RewindTo() {}

  /**
   * The rewind.
   *
   * @throws ParameterException if a number is none that can be
   */
  Rewind rewind(StreamId stream) {
    if (file != null) {
      return Rewind.toExported(new ExportFile(file).of(stream));
    }
    try {
      return ofValue();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private Rewind ofValue() {
    if (datetime != null) {
      return Rewind.toDatetime(datetime);
    } else if (duration != null) {
      return Rewind.byDuration(duration);
    } else if (offset != null) {
      return Rewind.toOffset(offset);
    } else if (shift != null) {
      return Rewind.shiftBy(shift);
    } else if (sequence != null) {
      return Rewind.toSequence(sequence);
    } else if (earliest) {
      return Rewind.toEarliest();
    }
    return latest ? Rewind.toLatest() : Rewind.toCurrent();
  }
}
