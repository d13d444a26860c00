package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.function.Executable;

/** Calls that have to return within a limit, and how long each kind of them took at most. */
final class LimitedCalls {

  /** For a busy machine, and what is not waiting: a guard against what waits for ever. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Map<String, Long> longest = new TreeMap<>();

  void call(String what, Duration limit, Executable call) {
    long begun = System.nanoTime();
    assertTimeoutPreemptively(
        limit.plus(GRACE), call, () -> what + " has not returned; deadlocked: " + deadlocks());
    longest.merge(what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun), Math::max);
    assertThat(deadlocks()).isEqualTo("none");
  }

  private static String deadlocks() {
    long[] ids = THREADS.findDeadlockedThreads();
    return ids == null
        ? "none"
        : Arrays.stream(THREADS.getThreadInfo(ids, true, true))
            .map(String::valueOf)
            .collect(Collectors.joining());
  }

  @Override
  public String toString() {
    return longest.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue() + " ms")
        .collect(Collectors.joining(", ", "at most: ", ""));
  }
}
