package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.api.PlanView;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.runs.RunBook;
import io.github.kafkaspark.jobs.spark.StopMarker;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done once a run has ended: the marker goes, and a restart goes on. */
final class RunRestarter {

  private static final Logger LOG = LoggerFactory.getLogger(RunRestarter.class);

  private final CurrentJobs jobs;
  private final RunBook runs;
  private final RunStarter starter;
  private final Function<String, PlanView> plans;

  RunRestarter(
      CurrentJobs jobs, RunBook runs, RunStarter starter, Function<String, PlanView> plans) {
    this.jobs = jobs;
    this.runs = runs;
    this.starter = starter;
    this.plans = plans;
  }

  void after(Run run) {
    LOG.info("{}: {}, {}", run, run.finish().end(), run.why());
    if (run.stop() != null && run.stop().marker()) {
      deleteMarker(run);
    }
    if (run.stop() != null && run.stop().thenRestart() && run.restartedAs() == null) {
      restart(run);
    }
  }

  /** The library has deleted it, unless the job has ended without looking. */
  private void deleteMarker(Run run) {
    Optional<JobDefinition> job = jobs.find(run.request().job());
    if (job.isEmpty() || job.get().stopMarker() == null) {
      return;
    }
    try {
      new StopMarker(job.get().stopMarker()).delete();
    } catch (IOException e) {
      LOG.warn("The marker of {} cannot be deleted, which the next start needs", run, e);
    }
  }

  private void restart(Run run) {
    String job = run.request().job();
    try {
      RunEnd end = run.finish().end();
      if (end != RunEnd.COMPLETE && end != RunEnd.CUT) {
        throw Refusal.conflict("it was to stop, and is " + end);
      }
      PlanView plan = jobs.get(job).stream() == null ? null : plans.apply(job);
      if (plan != null && plan.refused() != null) {
        throw Refusal.cannot("the plan refuses: " + plan.refused());
      }
      Run next = starter.start(job, run.request().parameters(), run.stop().who());
      Run unused = runs.update(run.id(), now -> now.restarted(next.id()));
    } catch (Refusal e) {
      Run unused =
          runs.update(
              run.id(), now -> now.because(now.why() + "; not started again: " + e.getMessage()));
    }
  }
}
