package io.github.kafkaspark.lifecycle;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.lifecycle.StopOutcome.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that are armed in this JVM, and what a signal or the JVM's shutdown does to them. */
final class ArmedStops {

  private static final Logger LOG = LoggerFactory.getLogger(ArmedStops.class);

  /** The time that the shutdown hooks of the host and of Spark get when the limit has passed. */
  private static final Duration LAST_GRACE = Duration.ofSeconds(10);

  private static final Map<ArmedStop, Runnable> ARMED = new LinkedHashMap<>();
  private static final AtomicBoolean SIGNALLED = new AtomicBoolean();
  private static Signals signals;

  private ArmedStops() {}

  static synchronized void add(ArmedStop stop) {
    Runnable hook = () -> atShutdown(stop);
    HadoopHooks.add(hook, stop.limit().plus(LAST_GRACE));
    if (ARMED.isEmpty()) {
      signals = Signals.take(ArmedStops::onSignal);
    }
    ARMED.put(stop, hook);
  }

  static synchronized void remove(ArmedStop stop) {
    HadoopHooks.remove(ARMED.remove(stop));
    // After a signal the next one still has to end the JVM at once.
    if (ARMED.isEmpty() && !SIGNALLED.get()) {
      signals.giveBack();
    }
  }

  private static synchronized Collection<ArmedStop> all() {
    return new ArrayList<>(ARMED.keySet());
  }

  /** Runs on a thread that the JVM makes for each signal. */
  private static void onSignal(String name, int number) {
    int status = 128 + number;
    if (!SIGNALLED.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(status);
    }
    Collection<ArmedStop> stops = all();
    stops.forEach(stop -> stop.request("SIG" + name));
    StopOutcome worst = StopOutcome.COMPLETE;
    Duration left = Duration.ZERO;
    for (ArmedStop stop : stops) {
      worst = worst.and(await(stop));
      left = stop.left();
      if (worst.kind() == Kind.COMPLETE) {
        awaitHost(stop);
      }
    }
    exit(stops.isEmpty() ? status : worst.exitStatus(), left.plus(LAST_GRACE));
  }

  private static StopOutcome await(ArmedStop stop) {
    try {
      return stop.awaitTermination(stop.left().plus(LAST_GRACE))
          ? stop.outcome()
          : StopOutcome.of(Kind.BATCH_CUT, stop + " has not ended within its limit");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StopOutcome.of(Kind.BATCH_CUT, "nobody waited for " + stop, e);
    }
  }

  /** Its queries have ended, so the host's thread closes what it has to close. */
  private static void awaitHost(ArmedStop stop) {
    try {
      stop.host().join(Math.max(1, stop.left().toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void exit(int status, Duration limit) {
    Daemons.start(
        "exit",
        () -> {
          Deadline end = Deadline.in(limit);
          while (!end.isOver()) {
            end.pause(limit);
          }
          LOG.warn("The JVM has not ended within {} of its exit, and is halted", limit);
          Runtime.getRuntime().halt(status);
        });
    System.exit(status);
  }

  /** Somebody ends the JVM: Spark's own hook, which cancels all that runs, waits for this one. */
  private static void atShutdown(ArmedStop stop) {
    all().forEach(each -> each.request("the JVM's shutdown"));
    StopOutcome unused = await(stop);
  }
}
