package io.github.kafkaspark.jobs.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the service can do. Each method may be called from any thread, and throws a {@link Refusal}
 * where it cannot do what it was asked.
 */
public interface Jobs {

  /** All jobs of the jobs file, in its order. */
  List<JobView> jobs();

  /** One job, by its name. */
  JobView job(String name);

  /** Starts a run with the given parameters; those that are missing take their defaults. */
  RunView start(String job, Map<String, String> parameters, String who);

  /** The newest runs first, those of all jobs if {@code job} is null. */
  List<RunView> runs(String job, int limit);

  /** One run, by its id. */
  RunView run(String id);

  /** The last 64 KiB of what the run's spark-submit has printed, without secrets. */
  String output(String id);

  /**
   * Asks a run to stop, and returns at once. {@link StopHow#KILL} wants {@code confirmed}, and says
   * what is lost otherwise.
   */
  RunView stop(String run, StopHow how, boolean confirmed, String who);

  /**
   * Stops a run by its marker, waits for its end, and starts the job again with the same
   * parameters. Returns at once with the run that is being stopped; the new run is reported to the
   * listeners, and is that run's {@link RunView#restartedAs}.
   */
  RunView restart(String run, String who);

  /** Where a start would begin. */
  PlanView plan(String job);

  /** Where the job's stream stands. */
  StreamView stream(String job);

  /** How the stream has moved, oldest point first. */
  List<StreamPoint> chart(String job, Duration last);

  /** Calls the listener at each change, from one thread at a time, until the subscription ends. */
  Subscription listen(Consumer<Change> listener);
}
