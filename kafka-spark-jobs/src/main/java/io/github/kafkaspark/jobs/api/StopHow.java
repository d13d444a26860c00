package io.github.kafkaspark.jobs.api;

import java.util.Locale;

/** How a run is asked to stop. */
public enum StopHow {
  /** By the job's marker file, which the job's {@code GracefulStop} waits for. */
  MARKER,
  /** By SIGTERM, where the driver is a child of this service. */
  SIGNAL,
  /** By the cluster, or SIGKILL to the child: a batch is cut, and hooks do not run. */
  KILL;

  /** As a request has it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
