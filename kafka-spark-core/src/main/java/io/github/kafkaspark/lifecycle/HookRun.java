package io.github.kafkaspark.lifecycle;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.lifecycle.StopOutcome.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs hooks one after the other, each on a thread that can be left behind. */
final class HookRun {

  private static final Logger LOG = LoggerFactory.getLogger(HookRun.class);

  private final List<EndHook> hooks;

  HookRun(List<EndHook> hooks) {
    this.hooks = hooks;
  }

  StopOutcome run(Deadline end) throws InterruptedException {
    StopOutcome outcome = StopOutcome.COMPLETE;
    int left = hooks.size();
    for (EndHook hook : hooks) {
      // A hook that hangs takes its part of the time and not that of the others.
      outcome = outcome.and(run(hook, end.left().dividedBy(left)));
      left--;
    }
    return outcome;
  }

  private static StopOutcome run(EndHook hook, Duration limit) throws InterruptedException {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              hook.run();
              return null;
            });
    Daemons.start("stop-hook", task);
    try {
      task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return StopOutcome.COMPLETE;
    } catch (ExecutionException e) {
      LOG.warn("Hook {} has failed; what it was to finish may not be finished", hook, e.getCause());
      return StopOutcome.of(Kind.HOOK_FAILED, "hook " + hook + " has failed", e.getCause());
    } catch (TimeoutException e) {
      String shown = Texts.rounded(limit);
      LOG.warn("Hook {} has not finished within {} and is left behind", hook, shown);
      return StopOutcome.of(Kind.HOOK_FAILED, "hook " + hook + " has not finished within " + shown);
    }
  }
}
