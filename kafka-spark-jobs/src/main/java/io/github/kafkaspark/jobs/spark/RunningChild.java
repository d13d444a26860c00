package io.github.kafkaspark.jobs.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** A spark-submit that this service, or an earlier one, has started and that runs. */
public final class RunningChild {

  /** The system counts a start in hundredths of a second, from a moment that it may correct. */
  private static final Duration INACCURACY = Duration.ofSeconds(2);

  private final ProcessHandle process;
  private final boolean keeper;

  private RunningChild(ProcessHandle process, boolean keeper) {
    this.process = process;
    this.keeper = keeper;
  }

  static RunningChild keptBy(ProcessHandle keeper) {
    return new RunningChild(keeper, true);
  }

  /** The one of a number, unless another process has got that number meanwhile. */
  public static Optional<RunningChild> find(long pid, Instant startedAt, boolean kept) {
    return ProcessHandle.of(pid)
        .filter(RunningChild::runs)
        .filter(process -> isNear(startedAt(process), startedAt))
        .map(process -> new RunningChild(process, kept));
  }

  private static boolean isNear(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(INACCURACY) <= 0;
  }

  /** The one whose command line names the run's settings, which no other run's does. */
  public static Optional<RunningChild> find(RunFolder folder) {
    String settings = folder.settings().toString();
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> hasArgument(process, settings))
          .filter(RunningChild::runs)
          .map(process -> new RunningChild(process, hasArgument(process, folder.exit().toString())))
          .min((one, other) -> Boolean.compare(other.keeper, one.keeper));
    }
  }

  private static boolean hasArgument(ProcessHandle process, String argument) {
    return process
        .info()
        .arguments()
        .map(Arrays::asList)
        .filter(all -> all.contains(argument))
        .isPresent();
  }

  /** A process that is over and that nobody has waited for has no command any more. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  private static Instant startedAt(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  /** The process's number. */
  public long pid() {
    return process.pid();
  }

  /** When the process was started. */
  public Instant startedAt() {
    return startedAt(process);
  }

  /** Whether somebody will write its exit status down. */
  public boolean isKept() {
    return keeper;
  }

  /** Sends SIGTERM to spark-submit, which in client mode is the driver; false if it is gone. */
  public boolean signal() {
    if (!keeper) {
      return process.destroy();
    }
    try (Stream<ProcessHandle> children = process.children()) {
      return children.map(ProcessHandle::destroy).reduce(false, Boolean::logicalOr);
    }
  }

  /** Sends SIGKILL to spark-submit, and all that it has started; false if it is gone. */
  public boolean kill() {
    try (Stream<ProcessHandle> below = process.descendants()) {
      boolean killed = below.map(ProcessHandle::destroyForcibly).reduce(false, Boolean::logicalOr);
      return keeper ? killed : process.destroyForcibly() || killed;
    }
  }
}
