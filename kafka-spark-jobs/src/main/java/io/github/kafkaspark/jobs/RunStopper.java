package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.StopHow;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.runs.RunBook;
import io.github.kafkaspark.jobs.spark.Master;
import io.github.kafkaspark.jobs.spark.RunningChild;
import io.github.kafkaspark.jobs.spark.StopMarker;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks runs to stop. */
final class RunStopper {

  private static final Logger LOG = LoggerFactory.getLogger(RunStopper.class);

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
    requireMore(run, how, false);
    switch (how) {
      case MARKER -> requireHasMarker(run);
      case SIGNAL -> requireSignalled(run);
      case KILL -> kill(run, confirmed);
    }
    return asked(run, how, who);
  }

  Run restart(String id, String who) {
    Run run = requireGoingOn(id);
    requireMore(run, StopHow.MARKER, true);
    requireHasMarker(run);
    return write(run, StopHow.MARKER, who, true);
  }

  /** A full disk must not hold up a stop; what has started a run can be stopped. */
  private Run asked(Run run, StopHow how, String who) {
    try {
      return write(run, how, who, false);
    } catch (Refusal e) {
      LOG.warn("The stop of {} by {} cannot be written down", run, who, e);
      return how == StopHow.MARKER ? writeMarker(run, e) : run;
    }
  }

  private Run writeMarker(Run run, Refusal why) {
    try {
      requireMarker(run).write();
    } catch (IOException e) {
      why.addSuppressed(e);
      throw why;
    }
    return run;
  }

  /** Who looks at the run then writes the marker, as soon as the application has begun. */
  private Run write(Run run, StopHow how, String who, boolean thenRestart) {
    Run after =
        runs.update(
            run.id(),
            // One that is over was quicker.
            now -> now.goesOn() ? now.stopping(stop(now, how, who, thenRestart)) : now);
    LOG.info(
        "{} has asked for the {} of {}{}",
        who,
        what(how, thenRestart),
        after,
        after.why() == null ? "" : ": " + after.why());
    return after;
  }

  private Run.Stop stop(Run now, StopHow how, String who, boolean thenRestart) {
    Run.Stop before = now.stop();
    if (before == null) {
      return new Run.Stop(who, how, clock.instant(), false, thenRestart);
    }
    String kept = before.thenRestart() ? before.who() : before.withdrawn();
    return new Run.Stop(
        who, how, clock.instant(), before.marker(), thenRestart, thenRestart ? null : kept);
  }

  private static String what(StopHow how, boolean thenRestart) {
    return thenRestart ? "restart" : "stop by " + how.word();
  }

  /** A stop may become a harder one, and a restart a stop or the other way round; no less. */
  private static void requireMore(Run run, StopHow how, boolean thenRestart) {
    Run.Stop stop = run.stop();
    if (stop == null
        || how == StopHow.KILL
        || how.compareTo(stop.how()) > 0
        || (how == stop.how() && how == StopHow.MARKER && stop.thenRestart() != thenRestart)) {
      return;
    }
    boolean signal = stop.how() == StopHow.MARKER && !run.request().cluster();
    throw Refusal.conflict(
        "Cannot "
            + (thenRestart ? "restart" : "stop")
            + " run "
            + run.id()
            + (thenRestart ? "" : " by " + how.word())
            + ": its "
            + what(stop.how(), stop.thenRestart())
            + " is under way, which "
            + stop.who()
            + " has asked for at "
            + stop.at()
            + "; wait for its end, or stop it by "
            + (signal ? "signal or kill" : "kill"));
  }

  private Run requireGoingOn(String id) {
    Run run = runs.get(id);
    if (!run.goesOn()) {
      throw Refusal.conflict(
          "Cannot stop run "
              + id
              + ": it has ended ("
              + run.finish().end()
              + "); there is nothing to stop");
    }
    return run;
  }

  private void requireHasMarker(Run run) {
    StopMarker unused = requireMarker(run);
  }

  private StopMarker requireMarker(Run run) {
    JobDefinition job = requireJob(run);
    if (job.stopMarker() == null) {
      throw Refusal.cannot(
          "Cannot stop run "
              + run.id()
              + " by a marker: its job has no stopMarker in the jobs file; stop it by signal or"
              + " kill");
    }
    return new StopMarker(job.stopMarker());
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
