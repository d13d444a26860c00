package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.SkippedBatches.Verdict;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Looks, before the first commit of a run, whether Spark's file sink has skipped what the run
 * reports as done. The lock of the stream's state guards it.
 */
final class SinkWatch {

  /** So long a look may hold up the other streams. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** After that the commits go on, and the status says that nobody knows. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Executor background;
  private final LongSupplier clock;

  /** The run that all else is about; null before the first. */
  private UUID run;

  /** Null before it is known. */
  private Verdict verdict;

  /** The oldest report of the run; Spark forgets it after a hundred others. */
  private ProgressOffsets oldest;

  /** The commit beside which the run goes on behind batches that nobody has seen; null at first. */
  private Optional<OffsetCommit> past;

  private FutureTask<Look> look;

  /** When the first look began; null before. */
  private Long since;

  /** One look at a log, and when that was. */
  private static final class Look {
    private final FileSinkLog log;
    private final Instant time;

    Look(FileSinkLog log, Instant time) {
      this.log = log;
      this.time = time;
    }
  }

  /**
   * @param clock the time in nanoseconds
   */
  SinkWatch(Executor background, LongSupplier clock) {
    this.background = background;
    this.clock = clock;
  }

  /** Another run is awaited. */
  void reset() {
    run = null;
    verdict = null;
    look = null;
    since = null;
    oldest = null;
    past = null;
  }

  /** What nobody knows; empty if all is known. */
  Optional<String> doubt() {
    return verdict == null ? Optional.empty() : verdict.doubt();
  }

  /**
   * Why nothing of a run is committed; empty if it may be.
   *
   * @param query null if only its reports are known
   * @param before the newest commit of the stream before the run was started
   * @param newest the newest commit of the stream
   * @param doneBy the query that has done what that says; asked for only if that matters
   * @throws OffsetStoreException if the folder's file system has not answered yet
   */
  Optional<String> refusal(
      PendingProgress progress,
      StreamRun query,
      Supplier<Optional<OffsetCommit>> before,
      Supplier<Optional<OffsetCommit>> newest,
      Supplier<Optional<String>> doneBy) {
    if (!progress.run().equals(run)) {
      reset();
      run = progress.run();
    }
    Optional<String> folder = progress.newest().filesIn();
    if (!folder.isPresent() || verdict != null || progress.newest().batch() < 0) {
      return verdict == null ? Optional.empty() : verdict.refusal();
    }
    RunningQuery running =
        query != null && query.id().equals(run) ? query.query() : new SparkQuery(run, null);
    SkippedBatches reports = reported(folder.get(), progress, running);
    if (past == null) {
      Optional<OffsetCommit> stored = before.get();
      boolean isSuspect =
          SkipMark.queryOf(stored).isPresent() && UnseenBatches.areBefore(reports.first(), stored);
      past = isSuspect ? stored : Optional.empty();
    }
    if (!past.isPresent()) {
      if (!reports.suspect().isPresent()) {
        verdict = reports.isDecided() ? Verdict.WRITTEN : null;
        return Optional.empty();
      }
      if (isStored(progress.newest(), newest.get())) {
        return Optional.empty(); // Nothing is lost so far.
      }
    }
    verdict = judge(folder.get(), progress, running, doneBy);
    return verdict == null ? Optional.empty() : verdict.refusal();
  }

  /** Null if all before the run is written, and the run has done nothing yet. */
  private Verdict judge(
      String folder,
      PendingProgress progress,
      RunningQuery query,
      Supplier<Optional<String>> doneBy) {
    if (since == null) {
      since = clock.getAsLong();
    }
    if (look == null) {
      look = new FutureTask<>(() -> new Look(query.sinkLog(folder), Instant.now()));
      background.execute(look);
    }
    try {
      Look seen = look.get(SHORT.toMillis(), TimeUnit.MILLISECONDS);
      SkippedBatches reports = reported(folder, progress, query); // What came meanwhile, too.
      if (past.isPresent()) {
        Instant stored = past.get().provenance().time();
        Optional<String> skipped = UnseenBatches.skipped(seen.log, reports.first().batch(), stored);
        if (skipped.isPresent()) {
          return Verdict.left(folder, reports.first(), skipped.get());
        }
        past = Optional.empty();
        if (!reports.suspect().isPresent() && !reports.isDecided()) {
          look = null;
          return null;
        }
      }
      return reports
          .suspect()
          .map(suspect -> reports.by(seen.log, suspect, seen.time, doneBy.get()))
          .orElse(Verdict.WRITTEN);
    } catch (ExecutionException e) {
      look = null;
      return later(folder, progress, e.getCause().toString(), e);
    } catch (TimeoutException e) {
      return later(folder, progress, "its file system has not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OffsetStoreException("Cannot look into '" + folder + "': interrupted", e);
    }
  }

  /** A short failure must lose nothing, and a long one must not keep the stream where it is. */
  private Verdict later(String folder, PendingProgress progress, String why, Exception cause) {
    if (!past.isPresent() && clock.getAsLong() - since > LIMIT.toNanos()) {
      return Verdict.unknown(
          folder, progress.first(), "its _spark_metadata cannot be read: " + why);
    }
    throw new OffsetStoreException(
        String.format(
            "Cannot see yet whether the file sink of '%s' has skipped a batch, and commits nothing before: "
                + "%s",
            folder, why),
        cause);
  }

  private SkippedBatches reported(String folder, PendingProgress progress, RunningQuery query) {
    List<ProgressOffsets> recent = query.recentProgress();
    List<ProgressOffsets> reports = new ArrayList<>(recent);
    reports.add(progress.first());
    reports.add(progress.newest());
    if (oldest != null) {
      reports.add(oldest);
    }
    reports.removeIf(report -> !report.run().equals(run));
    reports.sort(
        Comparator.comparingLong(ProgressOffsets::batch)
            .thenComparing(report -> report.trigger().orElse(Instant.MAX)));
    oldest = reports.get(0);
    return new SkippedBatches(folder, reports, !recent.isEmpty());
  }

  /** Whether the stream has been there before, so that the run has done nothing yet. */
  private static boolean isStored(ProgressOffsets report, Optional<OffsetCommit> commit) {
    try {
      return commit.isPresent()
          && report.ends().asMap().entrySet().stream()
              .allMatch(
                  end -> commit.get().offsets().get(end.getKey()).orElse(-1) == end.getValue());
    } catch (RuntimeException | LinkageError e) {
      return false; // The claim says that it cannot be read.
    }
  }
}
