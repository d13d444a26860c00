package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.runs.RunBook;
import io.github.kafkaspark.jobs.spark.ApplicationFinder;
import io.github.kafkaspark.jobs.spark.Found;
import io.github.kafkaspark.jobs.spark.Master;
import io.github.kafkaspark.jobs.spark.RunFolder;
import io.github.kafkaspark.jobs.spark.RunningChild;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks at one run that goes on, again and again, and writes down what has become of it. It knows
 * nothing but what is in the database and on disk, so it goes on as well after a kill of the
 * service.
 */
final class RunWatch {

  /** Long enough for a driver to get its application. */
  private static final Duration START = Duration.ofMinutes(1);

  private static final Duration OFTEN = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofSeconds(10);

  private final String id;
  private final CurrentJobs jobs;
  private final RunBook runs;
  private final RunChildren children;
  private final Function<String, OffsetsView> offsets;
  private final Consumer<Run> afterEnd;
  private final Clock clock;
  private final RunFolder folder;
  private JobDefinition job;
  private ApplicationFinder finder;
  private Instant next = Instant.MIN;

  /**
   * Looks at nothing yet.
   *
   * @param offsets where a job's stream stands
   * @param afterEnd gets the run once it has ended
   */
  RunWatch(
      String id,
      CurrentJobs jobs,
      RunBook runs,
      RunChildren children,
      Function<String, OffsetsView> offsets,
      Consumer<Run> afterEnd,
      Clock clock) {
    this.id = id;
    this.jobs = jobs;
    this.runs = runs;
    this.children = children;
    this.offsets = offsets;
    this.afterEnd = afterEnd;
    this.clock = clock;
    this.folder = children.folder(id);
  }

  void look() {
    Run run = runs.get(id);
    if (!run.goesOn()) {
      return;
    }
    if (run.request().cluster()) {
      lookAtCluster(run);
    } else {
      lookAtChild(run);
    }
  }

  private void lookAtChild(Run run) {
    Optional<RunningChild> child = children.of(run);
    Optional<Integer> status = folder.exitStatus();
    if (status.isPresent()) {
      end(RunEnds.byStatus(run, status.get()), status.get());
    } else if (child.isEmpty()) {
      endWithoutStatus();
    } else {
      Run adopted = adopt(run, child.get());
      if (isDue(adopted)) {
        discover(adopted);
      }
    }
  }

  /**
   * Asked again after the process was seen to be gone, since it may have written it just before.
   */
  private void endWithoutStatus() {
    Optional<Integer> status = folder.exitStatus();
    if (status.isPresent()) {
      end(RunEnds.byStatus(runs.get(id), status.get()), status.get());
    } else if (folder.hasBegun()) {
      end(
          new RunEnds.Ending(
              RunEnd.LOST, "its process is gone, and nobody has written down how it has ended"),
          null);
    } else {
      end(
          new RunEnds.Ending(
              RunEnd.FAILED, "the service was ended before it started spark-submit; nothing ran"),
          null);
    }
  }

  private Run adopt(Run run, RunningChild child) {
    Run.Child found = new Run.Child(child.pid(), child.startedAt(), child.isKept());
    boolean known = run.child() != null && run.child().pid() == child.pid();
    return known ? run : runs.update(id, now -> now.goesOn() ? now.submitted(found) : now);
  }

  private boolean isDue(Run run) {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return false;
    }
    next = now.plus(run.request().at().isAfter(now.minus(START)) ? OFTEN : SELDOM);
    return true;
  }

  /** Who is known needs no second look. */
  private void discover(Run run) {
    Run.Application known = run.application();
    boolean all = known.id() != null && known.driver() != null;
    Optional<JobDefinition> current = jobs.find(run.request().job());
    if (all || current.isEmpty()) {
      return;
    }
    Found found =
        finder(current.get()).find(new Found(known.id(), known.driverId(), known.driver()));
    Run after = runs.update(id, now -> found(now, found));
    if (after.application().id() != null) {
      folder.forgetSettings();
    }
  }

  private ApplicationFinder finder(JobDefinition current) {
    if (!current.equals(job)) {
      job = current;
      finder = new ApplicationFinder(current, id, folder);
    }
    return finder;
  }

  private Run found(Run now, Found found) {
    if (!now.goesOn()) {
      return now;
    }
    Run known =
        now.known(new Run.Application(found.application(), found.driverId(), found.driver()));
    if (found.application() == null) {
      boolean late = now.request().at().isBefore(clock.instant().minus(START));
      return late
          ? known.because(
              "its process runs, and nobody says which application it is: give the job a masterUi"
                  + " or historyServer, or let its driver log INFO")
          : known;
    }
    return now.request().cluster() ? known : known.running().because(null);
  }

  private void lookAtCluster(Run run) {
    Optional<Integer> status = folder.exitStatus();
    if (status.isEmpty()) {
      Optional<RunningChild> child = children.of(run);
      if (child.isPresent()) {
        Run unused = adopt(run, child.get());
      } else if (!folder.hasBegun()) {
        endWithoutStatus();
        return;
      }
    }
    if (!isDue(run)) {
      return;
    }
    discover(run);
    Run now = runs.get(id);
    if (now.application().driverId() != null) {
      askMaster(now);
    } else if (status.isPresent()) {
      String last = "spark-submit has ended with " + status.get() + " and named no driver";
      end(new RunEnds.Ending(RunEnd.FAILED, last + "; the output says why"), status.get());
    } else if (children.of(run).isEmpty() && folder.exitStatus().isEmpty()) {
      endWithoutStatus();
    }
  }

  private void askMaster(Run run) {
    Optional<JobDefinition> current = jobs.find(run.request().job());
    if (current.isEmpty() || current.get().masterUi() == null) {
      because("its job is not in the jobs file any more, so nobody is asked about the driver");
      return;
    }
    Optional<String> state;
    try {
      state =
          new Master(current.get().masterUi(), current.get().master())
              .driverState(run.application().driverId());
    } catch (IOException e) {
      because("the master does not answer, so this is what it said last: " + e.getMessage());
      return;
    }
    if (state.isEmpty()) {
      String why = "the master knows no " + run.application().driverId() + " any more";
      end(new RunEnds.Ending(RunEnd.LOST, why), null);
      return;
    }
    switch (state.get()) {
      case "RUNNING" -> {
        folder.forgetSettings();
        Run unused = runs.update(id, now -> now.goesOn() ? now.running().because(null) : now);
      }
      case "SUBMITTED", "RELAUNCHING" -> because("the master says " + state.get());
      default -> end(RunEnds.byDriverState(state.get()), null);
    }
  }

  private void because(String why) {
    Run unused = runs.update(id, now -> now.goesOn() ? now.because(why) : now);
  }

  private void end(RunEnds.Ending ending, Integer status) {
    OffsetsView after = offsets.apply(runs.get(id).request().job());
    Run.Finish finish = new Run.Finish(ending.end(), clock.instant(), status);
    Run ended = runs.update(id, now -> now.goesOn() ? now.ended(finish, ending.why(), after) : now);
    folder.forgetSettings();
    afterEnd.accept(ended);
  }
}
