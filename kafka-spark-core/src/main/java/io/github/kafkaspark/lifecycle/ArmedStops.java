package io.github.kafkaspark.lifecycle;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.lifecycle.StopOutcome.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** All that are armed in this JVM, and what a signal or the JVM's shutdown does to them. */
final class ArmedStops {

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
      JvmExit.halt(status, "halted by a second signal, SIG" + name);
    }
    Collection<ArmedStop> stops = all();
    stops.forEach(stop -> stop.request("SIG" + name));
    // The JVM's thread is a daemon: a main that returns would end the JVM before it, and with 0.
    Thread end = new Thread(() -> end(stops, status), "kafka-spark-end");
    end.setDaemon(false);
    end.start();
  }

  private static void end(Collection<ArmedStop> stops, int statusWithout) {
    StopOutcome outcome = StopOutcome.COMPLETE;
    Duration left = Duration.ZERO;
    for (ArmedStop stop : stops) {
      outcome = outcome.and(await(stop));
      if (outcome.kind() == Kind.COMPLETE) {
        stop.awaitHosts();
      }
      left = left.compareTo(stop.left()) > 0 ? left : stop.left();
    }
    JvmExit.sayUnlessLogged(outcome);
    JvmExit.exit(stops.isEmpty() ? statusWithout : outcome.exitStatus(), left.plus(LAST_GRACE));
  }

  private static StopOutcome await(ArmedStop stop) {
    Duration limit = stop.left().plus(LAST_GRACE);
    try {
      return stop.awaitTermination(limit)
          ? stop.outcome()
          : StopOutcome.of(Kind.BATCH_CUT, stop + " has not ended within " + Texts.rounded(limit));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StopOutcome.of(Kind.BATCH_CUT, "nobody waited for " + stop, e);
    }
  }

  /** Somebody ends the JVM: Spark's own hook, which cancels all that runs, waits for this one. */
  private static void atShutdown(ArmedStop stop) {
    all().forEach(each -> each.request("the JVM's shutdown"));
    JvmExit.sayUnlessLogged(await(stop));
  }
}
