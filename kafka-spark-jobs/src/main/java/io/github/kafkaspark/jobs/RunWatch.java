package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.jobs.api.Refusal;
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
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one run that goes on, again and again, and writes down what has become of it. It knows
 * nothing but what is in the database and on disk, so it goes on as well after a kill of the
 * service.
 */
final class RunWatch {

  private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);

  /** Long enough for a driver to get its application. */
  private static final Duration START = Duration.ofMinutes(1);

  private static final Duration OFTEN = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofSeconds(10);

  private final String id;
  private final CurrentJobs jobs;
  private final RunBook runs;
  private final RunChildren children;
  private final Function<String, OffsetsView> offsets;
  private final RunMarkers markers;
  private final RunStarter starter;
  private final RunRestarter restarter;
  private final Clock clock;
  private final RunFolder folder;
  private JobDefinition job;
  private ApplicationFinder finder;
  private Instant looked = Instant.MIN;
  private Instant driverUpSince;

  /**
   * Looks at nothing yet.
   *
   * @param offsets where a job's stream stands
   */
  RunWatch(
      String id,
      CurrentJobs jobs,
      RunBook runs,
      RunChildren children,
      Function<String, OffsetsView> offsets,
      RunMarkers markers,
      RunStarter starter,
      RunRestarter restarter,
      Clock clock) {
    this.id = id;
    this.jobs = jobs;
    this.runs = runs;
    this.children = children;
    this.offsets = offsets;
    this.markers = markers;
    this.starter = starter;
    this.restarter = restarter;
    this.clock = clock;
    this.folder = children.folder(id);
  }

  void look() {
    Run run = runs.get(id);
    if (run.awaitsRestart()) {
      restarter.restart(run);
    } else if (!run.goesOn()) {
      return;
    } else if (run.request().cluster()) {
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
      markers.writeIfDue(adopted, adopted.request().at());
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
      submitRestart();
    }
  }

  /** Of a start nobody has got an answer; but a restart was promised. */
  private void submitRestart() {
    Run run = runs.get(id);
    String why =
        "spark-submit was never started, so nothing ran; the output, if there is any, says why";
    if (runs.isRestart(run)) {
      try {
        LOG.info("{} is submitted, which a service before has not got to", run);
        Run unused = starter.submitAgain(run);
        return;
      } catch (Refusal e) {
        why = why + "; " + e.getMessage();
      }
    }
    end(new RunEnds.Ending(RunEnd.FAILED, why), null);
  }

  private Run adopt(Run run, RunningChild child) {
    Run.Child found = new Run.Child(child.pid(), child.startedAt(), child.isKept());
    boolean known = run.child() != null && run.child().pid() == child.pid();
    return known ? run : runs.update(id, now -> now.goesOn() ? now.submitted(found) : now);
  }

  private boolean isDue(Run run) {
    Instant now = clock.instant();
    boolean often = run.awaitsMarker() || run.request().at().isAfter(now.minus(START));
    if (now.minus(often ? OFTEN : SELDOM).isBefore(looked)) {
      return false;
    }
    looked = now;
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
      boolean isMastersToSay = found.driverId() != null;
      return !isMastersToSay && (late || finder.away().isPresent())
          ? known.because("its process runs, and " + finder.whyUnnamed())
          : known;
    }
    return now.request().cluster() || now.awaitsMarker() ? known : known.running().because(null);
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
      end(RunEnds.withoutDriver(status.get(), away()), status.get());
    } else if (children.of(run).isEmpty() && folder.exitStatus().isEmpty()) {
      endWithoutStatus();
    }
  }

  private Optional<String> away() {
    return finder == null ? Optional.empty() : finder.away();
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
      case "RUNNING" -> driverRuns();
      case "FINISHED", "FAILED", "KILLED", "ERROR" ->
          end(RunEnds.byDriverState(run, state.get()), null);
      // SUBMITTED, RELAUNCHING, and UNKNOWN of a master that has just come back.
      default -> because("the master says " + state.get() + " of the driver");
    }
  }

  private void driverRuns() {
    folder.forgetSettings();
    if (driverUpSince == null) {
      driverUpSince = clock.instant();
    }
    Run run =
        runs.update(
            id, now -> now.goesOn() && !now.awaitsMarker() ? now.running().because(null) : now);
    markers.writeIfDue(run, driverUpSince);
  }

  private void because(String why) {
    Run unused = runs.update(id, now -> now.goesOn() ? now.because(why) : now);
  }

  private void end(RunEnds.Ending ending, Integer status) {
    Run before = runs.get(id);
    markers.delete(before); // While a service that comes after a kill would do it again.
    OffsetsView after = offsets.apply(before.request().job());
    Run.Finish finish = new Run.Finish(ending.end(), clock.instant(), status);
    Run ended = runs.update(id, now -> now.goesOn() ? now.ended(finish, ending.why(), after) : now);
    folder.forgetSettings();
    LOG.info("{}: {}, {}", ended, ended.finish().end(), ended.why());
  }
}
