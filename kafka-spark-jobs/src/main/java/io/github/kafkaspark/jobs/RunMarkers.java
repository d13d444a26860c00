package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.api.StopHow;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.runs.RunBook;
import io.github.kafkaspark.jobs.spark.StopMarker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the marker that a stop is waiting for, and takes it away again. GracefulStop refuses the
 * start of an application that is younger than its marker, so nobody writes one before the
 * application has begun.
 */
final class RunMarkers {

  private static final Logger LOG = LoggerFactory.getLogger(RunMarkers.class);

  /** Of a job whose application nobody can name. */
  private static final Duration START = Duration.ofMinutes(1);

  private final CurrentJobs jobs;
  private final RunBook runs;
  private final Clock clock;

  RunMarkers(CurrentJobs jobs, RunBook runs, Clock clock) {
    this.jobs = jobs;
    this.runs = runs;
    this.clock = clock;
  }

  /**
   * Writes the marker of a run that is up, if somebody has asked for it and the job looks for it.
   *
   * @param upSince no earlier than this the job may have begun
   */
  void writeIfDue(Run run, Instant upSince) {
    if (!run.awaitsMarker()) {
      return;
    }
    Optional<StopMarker> marker = of(run);
    if (marker.isEmpty()) {
      because(
          run, "its job has no stopMarker in the jobs file any more; stop it by signal or kill");
    } else if (hasBegun(run, upSince)) {
      write(run, marker.get());
    } else {
      because(
          run,
          "the application has not begun, and would not begin with its marker there; the marker"
              + " follows when Spark has named the application, or after a minute");
    }
  }

  private boolean hasBegun(Run run, Instant upSince) {
    return run.application().id() != null || !clock.instant().isBefore(upSince.plus(START));
  }

  private void write(Run run, StopMarker marker) {
    try {
      marker.write();
    } catch (IOException e) {
      because(run, "the marker " + marker + " cannot be made, and is tried again: " + e);
      return;
    }
    Run unused = runs.update(run.id(), now -> now.awaitsMarker() ? now.marked() : now);
  }

  private void because(Run run, String why) {
    Run unused = runs.update(run.id(), now -> now.awaitsMarker() ? now.because(why) : now);
  }

  private Optional<StopMarker> of(Run run) {
    return jobs.find(run.request().job()).map(JobDefinition::stopMarker).map(StopMarker::new);
  }

  /** What is left of a stop: the library has deleted it, unless the job has ended before a look. */
  void delete(Run run) {
    Optional<StopMarker> marker = of(run);
    if (run.stop() == null || marker.isEmpty()) {
      return;
    }
    if (!run.stop().marker() && run.stop().how() != StopHow.MARKER) {
      return;
    }
    try {
      marker.get().delete();
    } catch (IOException e) {
      LOG.warn("The marker of {} cannot be deleted, which the next start needs", run, e);
    }
  }
}
