package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunState;
import io.github.kafkaspark.jobs.api.StopHow;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.runs.RunBook;
import io.github.kafkaspark.jobs.spark.Master;
import io.github.kafkaspark.jobs.spark.RunningChild;
import io.github.kafkaspark.jobs.spark.StopMarker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Asks runs to stop. */
final class RunStopper {

  /** A job whose application nobody can name is taken to have armed its stop by then. */
  private static final Duration START = Duration.ofMinutes(1);

  private final CurrentJobs jobs;
  private final RunBook runs;
  private final RunChildren children;
  private final Clock clock;

  RunStopper(CurrentJobs jobs, RunBook runs, RunChildren children, Clock clock) {
    this.jobs = jobs;
    this.runs = runs;
    this.children = children;
    this.clock = clock;
  }

  Run stop(String id, StopHow how, boolean confirmed, String who) {
    Run run = requireGoingOn(id);
    switch (how) {
      case MARKER -> writeMarker(run);
      case SIGNAL -> requireSignalled(run);
      case KILL -> kill(run, confirmed);
    }
    return asked(id, how, who, false);
  }

  Run restart(String id, String who) {
    Run run = requireGoingOn(id);
    writeMarker(run);
    return asked(id, StopHow.MARKER, who, true);
  }

  private Run asked(String id, StopHow how, String who, boolean thenRestart) {
    return runs.update(
        id,
        now -> {
          if (!now.goesOn()) {
            return now; // It was quicker.
          }
          boolean marker = how == StopHow.MARKER || (now.stop() != null && now.stop().marker());
          return now.stopping(new Run.Stop(who, how, clock.instant(), marker, thenRestart));
        });
  }

  private Run requireGoingOn(String id) {
    Run run = runs.get(id);
    if (!run.goesOn()) {
      throw Refusal.conflict(
          "Cannot stop run " + id + ": it has ended (" + run.finish().end() + "), so leave it");
    }
    return run;
  }

  private void writeMarker(Run run) {
    JobDefinition job = requireJob(run);
    if (job.stopMarker() == null) {
      throw Refusal.cannot(
          "Cannot stop run "
              + run.id()
              + " by a marker: its job has no stopMarker in the jobs file; stop it by signal or"
              + " kill");
    }
    boolean young = run.request().at().isAfter(clock.instant().minus(START));
    if (run.state() == RunState.SUBMITTING && young) {
      throw Refusal.conflict(
          "Cannot stop run "
              + run.id()
              + " by a marker yet: a job that finds its marker at its start refuses to start; wait"
              + " until it is RUNNING, or stop it by signal or kill");
    }
    StopMarker marker = new StopMarker(job.stopMarker());
    try {
      marker.write();
    } catch (IOException e) {
      throw Refusal.away(
          "Cannot stop run " + run.id() + ": the marker " + marker + " cannot be made: " + e);
    }
  }

  private JobDefinition requireJob(Run run) {
    return jobs.find(run.request().job())
        .orElseThrow(
            () ->
                Refusal.cannot(
                    "Cannot stop run "
                        + run.id()
                        + ": its job '"
                        + run.request().job()
                        + "' is no longer in the jobs file; put it back there"));
  }

  private void requireSignalled(Run run) {
    if (run.request().cluster()) {
      throw Refusal.cannot(
          "Cannot stop run "
              + run.id()
              + " by a signal: a worker runs its driver, which is no child of this service; stop it"
              + " by the marker or kill");
    }
    if (!child(run).signal()) {
      throw Refusal.conflict(
          "Cannot stop run "
              + run.id()
              + ": its spark-submit is just starting or ending, so ask again");
    }
  }

  private RunningChild child(Run run) {
    return children
        .of(run)
        .orElseThrow(
            () ->
                Refusal.conflict(
                    "Cannot stop run " + run.id() + ": its process is gone, so wait for its end"));
  }

  private void kill(Run run, boolean confirmed) {
    if (!confirmed) {
      throw Refusal.conflict(
          "A kill cuts the batch that runs: its records were read and are not committed, so the"
              + " next run reads them again, and a sink that is not idempotent gets them twice. No"
              + " hook of the job runs"
              + (run.request().cluster() ? ", unless it is done within the worker's limit" : "")
              + ". Send confirmed: true to kill run "
              + run.id());
    }
    String driver = run.application().driverId();
    if (run.request().cluster() && driver != null) {
      killDriver(run, driver);
      return;
    }
    Optional<RunningChild> child = children.of(run);
    if (child.isEmpty() || !child.get().kill()) {
      throw Refusal.conflict(
          "Cannot kill run "
              + run.id()
              + ": its spark-submit is just starting or ending, so ask again");
    }
  }

  private void killDriver(Run run, String driver) {
    JobDefinition job = requireJob(run);
    try {
      new Master(job.masterUi(), job.master()).killDriver(driver);
    } catch (IOException e) {
      throw Refusal.away(
          "Cannot kill run " + run.id() + ", which is " + driver + ": " + e.getMessage());
    }
  }
}
