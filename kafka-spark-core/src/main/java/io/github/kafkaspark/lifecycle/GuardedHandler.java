package io.github.kafkaspark.lifecycle;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.internal.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A foreign handler, on a thread of its own, where nothing that it does harms anybody. */
final class GuardedHandler {

  /** The time in all for the handlers of one end: they may hold a SparkContext up for so long. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(GuardedHandler.class);

  private final ApplicationHandler handler;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          work -> Daemons.of("application-handler", work));

  GuardedHandler(ApplicationHandler handler) {
    this.handler = handler;
    thread.allowCoreThreadTimeOut(true);
  }

  void started(SparkApplication application) {
    Future<?> unused = call("start", application, () -> handler.started(application));
  }

  /** Tells all of them at the same time, and waits for them. */
  static void end(List<GuardedHandler> handlers, SparkApplication application, Instant time) {
    Deadline deadline = Deadline.in(PATIENCE);
    List<Future<?>> calls = new ArrayList<>();
    for (GuardedHandler each : handlers) {
      calls.add(each.ended(application, time));
    }
    for (int i = 0; i < calls.size(); i++) {
      handlers.get(i).await(calls.get(i), application, deadline);
    }
  }

  private Future<?> ended(SparkApplication application, Instant time) {
    Runnable tell = () -> handler.ended(application, time);
    return call("end", application, ended.compareAndSet(false, true) ? tell : () -> {});
  }

  private void await(Future<?> call, SparkApplication application, Deadline deadline) {
    try {
      Object unused = call.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "Handler {} has not dealt with the end of {} within {} and is left behind",
          name(),
          application,
          Texts.of(PATIENCE));
    } catch (Exception e) {
      LOG.debug("Not waiting for handler {} any longer", name(), e);
    }
  }

  /**
   * Runs on Spark's thread too, so nothing may leave it: not even the error that there is no thread
   * left.
   */
  private Future<?> call(String event, SparkApplication application, Runnable call) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              try {
                call.run();
              } catch (Throwable e) {
                LOG.warn("Handler {} failed at the {} of {}", name(), event, application, e);
              }
              return null;
            });
    try {
      thread.execute(task);
    } catch (Throwable e) {
      LOG.warn("Handler {} is not told of the {} of {}", name(), event, application, e);
      boolean unused = task.cancel(false);
    }
    return task;
  }

  private String name() {
    return handler.getClass().getName();
  }
}
