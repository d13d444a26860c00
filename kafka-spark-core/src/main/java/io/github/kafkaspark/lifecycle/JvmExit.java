package io.github.kafkaspark.lifecycle;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.internal.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the JVM after a signal. What has to be said when the log may be closed or was never
 * there goes to the standard error.
 */
final class JvmExit {

  private static final Logger LOG = LoggerFactory.getLogger(JvmExit.class);

  private JvmExit() {}

  /** Ends the JVM; does not return. Its shutdown hooks, Spark's among them, have this limit. */
  static void exit(int status, Duration limit) {
    LOG.info(
        "The JVM exits with status {}; it is halted if its shutdown hooks have not ended at {}",
        status,
        Instant.now().plus(limit));
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Daemons.start(
        "halt",
        () -> {
          Deadline end = Deadline.in(limit);
          while (!end.isOver()) {
            end.pause(limit);
          }
          halt(
              status,
              "the JVM's shutdown hooks have not ended within "
                  + Texts.rounded(limit)
                  + ", and it is halted while these threads run that began since: "
                  + began(before, Thread.getAllStackTraces()));
        });
    System.exit(status);
  }

  /** Ends the JVM at once, without its shutdown hooks. */
  static void halt(int status, String why) {
    say(why);
    Runtime.getRuntime().halt(status);
  }

  /** Says what was not well, if there is no log that has it. */
  static void sayUnlessLogged(StopOutcome outcome) {
    if (outcome.kind() != StopOutcome.Kind.COMPLETE && !LOG.isWarnEnabled()) {
      say(outcome.toString());
    }
  }

  /** Each with the method of somebody's that it is in. Among them are the shutdown hooks. */
  static String began(Set<Thread> before, Map<Thread, StackTraceElement[]> now) {
    return now.keySet().stream()
        .filter(thread -> !before.contains(thread) && thread != Thread.currentThread())
        .filter(thread -> now.get(thread).length > 0)
        .map(thread -> "'" + thread.getName() + "' in " + method(now.get(thread)))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String method(StackTraceElement[] trace) {
    StackTraceElement method =
        Arrays.stream(trace)
            .filter(frame -> WaitingHost.isOfSomeone(frame.getClassName()))
            .findFirst()
            .orElse(trace[0]);
    return method.getClassName() + "." + method.getMethodName() + ":" + method.getLineNumber();
  }

  private static void say(String what) {
    System.err.println(Instant.now() + " kafka-spark: " + what);
  }
}
