package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.api.PlanView;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.runs.RunBook;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The second half of a restart, also where another service has seen the first. */
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

  /** Starts the job in the place of a run that awaits it, or says why it does not. */
  void restart(Run run) {
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
      LOG.info("{} was started in place of {}", starter.startInPlaceOf(run), run);
    } catch (Refusal e) {
      Run unused =
          runs.update(
              run.id(), now -> now.awaitsRestart() ? now.notRestarted(e.getMessage()) : now);
    }
  }
}
