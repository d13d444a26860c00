package io.github.kafkaspark.jobs.api;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a run is in its life.
 *
 * <pre>
 * SUBMITTING ──> RUNNING ──> STOPPING ──> ENDED
 *      │            └────────────────────> │
 *      ├──────────────> STOPPING           │
 *      └─────────────────────────────────> │
 * </pre>
 */
public enum RunState {
  /** spark-submit is being started, or has not named an application yet. */
  SUBMITTING,
  /** An application runs. */
  RUNNING,
  /** Somebody has asked it to stop. */
  STOPPING,
  /** It is over; {@link RunEnd} says how. */
  ENDED;

  /** The states that may come next. */
  public Set<RunState> next() {
    return switch (this) {
      case SUBMITTING -> EnumSet.of(RUNNING, STOPPING, ENDED);
      case RUNNING -> EnumSet.of(STOPPING, ENDED);
      case STOPPING -> EnumSet.of(ENDED);
      case ENDED -> EnumSet.noneOf(RunState.class);
    };
  }
}
