package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.api.StopHow;
import io.github.kafkaspark.jobs.runs.Run;
import java.util.Optional;

/** What an exit status or a state of Spark's says about how a run has ended. */
final class RunEnds {

  /** Of GracefulStop, which docs/stopping.md has a table of. */
  private static final int BATCH_CUT = 3;

  private static final int HOOK_FAILED = 4;
  private static final int NOT_EXECUTED = 127;
  private static final int KILLED = 128 + 9;
  private static final int TERMINATED = 128 + 15;

  private RunEnds() {}

  /** An end, and what it is based on. */
  record Ending(RunEnd end, String why) {}

  static Ending byStatus(Run run, int status) {
    StopHow asked = run.stop() == null ? null : run.stop().how();
    return switch (status) {
      case 0 ->
          asked == null
              ? new Ending(RunEnd.COMPLETE, "the job has ended by itself, with exit status 0")
              : new Ending(
                  RunEnd.COMPLETE,
                  "exit status 0, by which a GracefulStop says that no batch had to be cut");
      case BATCH_CUT ->
          new Ending(
              RunEnd.CUT, "a batch was cut at the stop's limit; the next run reads it again");
      case HOOK_FAILED ->
          new Ending(
              RunEnd.FAILED,
              "no batch was cut, and a hook of the stop has failed, which the output names; the"
                  + " next run reads again what is not in the store");
      case NOT_EXECUTED -> new Ending(RunEnd.FAILED, "spark-submit could not be executed");
      case KILLED ->
          asked == StopHow.KILL
              ? killed()
              : new Ending(
                  RunEnd.FAILED,
                  "SIGKILL has ended it, and not this service; the system does that when memory is"
                      + " short");
      case TERMINATED ->
          asked == StopHow.SIGNAL
              ? new Ending(
                  RunEnd.CUT,
                  "SIGTERM has ended it at once: no GracefulStop was armed yet, or it has none; the"
                      + " next run reads the batch again, if one ran")
              : asked == StopHow.KILL
                  ? killed()
                  : new Ending(RunEnd.FAILED, "SIGTERM has ended it, and not this service");
      default ->
          new Ending(RunEnd.FAILED, "exit status " + status + "; the output's end says more");
    };
  }

  /** Of a spark-submit that was to start a driver in the cluster. */
  static Ending withoutDriver(int status, Optional<String> away) {
    return new Ending(
        RunEnd.FAILED,
        "spark-submit has ended with "
            + status
            + " and named no driver; "
            + away.map(who -> who + "; start the job again when that is back")
                .orElse("the output says why"));
  }

  private static Ending killed() {
    return new Ending(
        RunEnd.KILLED, "killed on demand; the next run reads the batch again that ran");
  }

  /** By what the master calls the state of a driver that it no longer runs. */
  static Ending byDriverState(Run run, String state) {
    boolean kill = run.stop() != null && run.stop().how() == StopHow.KILL;
    return switch (state) {
      case "FINISHED" -> byStatus(run, 0);
      case "KILLED" ->
          kill
              ? killed()
              : new Ending(
                  RunEnd.KILLED,
                  "the master says KILLED, and this service has not asked for that; the next run"
                      + " reads the batch again that ran");
      case "FAILED" ->
          new Ending(
              RunEnd.FAILED,
              "the master says FAILED, which is any exit status but 0"
                  + (run.stop() == null ? "" : ", also that of a batch that was cut at the stop")
                  + "; the driver's output on its worker says more");
      case "ERROR" ->
          new Ending(
              RunEnd.LOST,
              "the master says ERROR: the worker could not start the driver, or the master has lost"
                  + " the worker, where the driver may still run");
      default -> throw new IllegalArgumentException("The driver is not over: " + state);
    };
  }
}
