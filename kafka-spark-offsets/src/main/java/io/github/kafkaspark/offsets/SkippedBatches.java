package io.github.kafkaspark.offsets;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether Spark's file sink has written what a run reports as done. It skips each batch
 * whose number is not above the newest one of its log, without a word: a query with a new
 * checkpoint counts from 0 again. Only one such batch is rightly skipped: the first of a run, if it
 * is the newest of the log, and this query had written it before Spark noted its end.
 *
 * <p>A batch of which Spark has read rows has run, and so have all after it. Else the log tells, by
 * what it has beyond the newest report, and by the times of its files, which are of another clock.
 */
final class SkippedBatches {

  /** What is known. An immutable value. */
  static final class Verdict {

    /** All was written, or is skipped rightly. */
    static final Verdict WRITTEN = new Verdict(false, "");

    private final boolean isSkipped;

    /** Empty if all is well. */
    private final String reason;

    private Verdict(boolean isSkipped, String reason) {
      this.isSkipped = isSkipped;
      this.reason = reason;
    }

    /** Nobody knows. */
    static Verdict unknown(String folder, ProgressOffsets batch, String why) {
      return new Verdict(
          false,
          String.format(
              "nobody knows whether the file sink of '%s' has skipped batch %d: %s; if its records are "
                  + "not in the folder, stop the query, claim the stream where that batch began, and "
                  + "start it with a new output folder and a new checkpoint",
              folder, batch.batch(), why));
    }

    /** A run goes on behind batches of its checkpoint that are not in the folder. */
    static Verdict left(String folder, ProgressOffsets first, String why) {
      return new Verdict(
          true,
          String.format(
              "the query's checkpoint has the batches up to %d as done, of which the stream knows "
                  + "nothing, and the file sink of '%s' has skipped some: by its _spark_metadata %s; "
                  + "nothing of this run is committed; start the query with a new output folder and a "
                  + "new checkpoint, and it begins where the stream is stored; only if all records of "
                  + "these batches are written, claim the stream behind them, once, by "
                  + "store.claim(…, CheckpointOffsets.read(…).asCommit())",
              first.batch() - 1, folder, why));
    }

    private static Verdict skipped(String folder, ProgressOffsets batch, long newest) {
      return new Verdict(
          true,
          String.format(
              "the file sink of '%s' has skipped batch %d, as it does with each batch up to %d, since "
                  + "its _spark_metadata has these numbers from an earlier run; nothing of this run "
                  + "is committed, and nothing of a later one with this checkpoint, which has the batch "
                  + "as done; start the query with a new output folder and a new checkpoint, and it "
                  + "begins where the stream is stored",
              folder, batch.batch(), newest));
    }

    Optional<String> refusal() {
      return isSkipped ? Optional.of(reason) : Optional.empty();
    }

    Optional<String> doubt() {
      return isSkipped || reason.isEmpty() ? Optional.empty() : Optional.of(reason);
    }
  }

  private final String folder;

  /** Of one run, the oldest first, not empty. */
  private final List<ProgressOffsets> reports;

  /** Whether the newest of the reports is the newest of the run. */
  private final boolean isWhole;

  SkippedBatches(String folder, List<ProgressOffsets> reports, boolean isWhole) {
    this.folder = folder;
    this.reports = reports;
    this.isWhole = isWhole;
  }

  /** The first report of the run. */
  ProgressOffsets first() {
    return reports.get(0);
  }

  /** The first batch that the sink may have skipped; empty if it has written all that had data. */
  Optional<ProgressOffsets> suspect() {
    for (ProgressOffsets report : reports) {
      if (report.hasRows()) {
        return Optional.empty();
      }
      if (!report.isEmpty()) {
        return Optional.of(report);
      }
    }
    return Optional.empty();
  }

  /** Whether a batch is known to be written, and so all that follow. */
  boolean isDecided() {
    return reports.stream().anyMatch(ProgressOffsets::hasRows);
  }

  /**
   * Judges by a log that was read before the newest report was.
   *
   * @param suspect the first batch that may be skipped
   * @param now when the log was read
   * @param doneBy the query that has done what is committed; empty if that is not known
   */
  Verdict by(FileSinkLog log, ProgressOffsets suspect, Instant now, Optional<String> doneBy) {
    ProgressOffsets first = reports.get(0);
    long newest = reports.get(reports.size() - 1).batch();
    if (isWhole && log.newest() > newest + 1) { // It may have written the one that runs.
      return Verdict.skipped(folder, suspect, log.newest());
    }
    Optional<Instant> written = log.written(suspect.batch());
    if (!written.isPresent()) {
      return log.newest() > suspect.batch()
          ? Verdict.skipped(folder, suspect, log.newest())
          : Verdict.unknown(
              folder,
              suspect,
              log.isThere()
                  ? "its _spark_metadata has no such number"
                  : "it has no _spark_metadata");
    }
    Optional<Instant> begun = first.trigger();
    if (!begun.isPresent()) {
      return Verdict.unknown(folder, suspect, "Spark does not say when the run began");
    }
    if (isOf(written.get(), begun.get(), now)) {
      return Verdict.WRITTEN;
    }
    long before = suspect.batch();
    for (Map.Entry<Long, Instant> entry : log.below(knownToRun()).entrySet()) {
      boolean isOld = !isOf(entry.getValue(), begun.get(), now);
      before = isOld ? Math.max(before, entry.getKey()) : before;
    }
    if (before > suspect.batch() || suspect.batch() != first.batch()) {
      return Verdict.skipped(folder, suspect, before);
    }
    if (!doneBy.isPresent()) {
      return Verdict.unknown(
          folder,
          suspect,
          "its _spark_metadata had that number before the run began, and the stream's last commit does "
              + "not name the query that wrote it; if this query has its old checkpoint, it is "
              + "written");
    }
    return doneBy.get().equals(suspect.query().toString())
        ? Verdict.WRITTEN
        : Verdict.skipped(folder, suspect, before);
  }

  private long knownToRun() {
    return reports.stream()
        .filter(ProgressOffsets::hasRows)
        .mapToLong(ProgressOffsets::batch)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /** Some file systems, and Java 8, know whole seconds only. */
  private static boolean isOf(Instant written, Instant begun, Instant now) {
    Instant from =
        written.equals(written.truncatedTo(ChronoUnit.SECONDS))
            ? begun.truncatedTo(ChronoUnit.SECONDS)
            : begun;
    return !written.isBefore(from) && !written.isAfter(now);
  }
}
