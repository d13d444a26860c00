package io.github.kafkaspark.jobs.runs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.kafkaspark.jobs.api.DriverView;
import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.api.RunState;
import io.github.kafkaspark.jobs.api.RunView;
import io.github.kafkaspark.jobs.api.StopHow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A run as the database has it: what was asked for, and what is known of it. Each step returns a
 * new value.
 *
 * @param request what somebody has asked for
 * @param child the process that was started; null until then
 * @param application what Spark calls it
 * @param stop who has asked for its end; null if nobody has
 * @param finish its end; null until then
 * @param why what the state is based on; null if there is nothing to say
 * @param from where its stream stood before it
 * @param to where its stream stood after it
 * @param restartedAs the run that was started in its place
 */
public record Run(
    String id,
    Request request,
    RunState state,
    Child child,
    Application application,
    Stop stop,
    Finish finish,
    String why,
    OffsetsView from,
    OffsetsView to,
    String restartedAs) {

  /**
   * What somebody has asked for.
   *
   * @param parameters all values, secret ones too
   * @param secrets the names of the secret ones
   * @param cluster whether a worker runs the driver
   */
  public record Request(
      String job,
      Map<String, String> parameters,
      Set<String> secrets,
      boolean cluster,
      String stream,
      String store,
      String who,
      Instant at) {}

  /**
   * A process; another one of the same number has started at another time.
   *
   * @param kept whether it is the one that writes down how spark-submit ends
   */
  public record Child(long pid, Instant startedAt, boolean kept) {}

  /** What Spark calls the run; all of it may be null. */
  public record Application(String id, String driverId, DriverView driver) {}

  /**
   * Who has asked for the end last.
   *
   * @param marker whether this service has written the marker file; before that, the wish stands
   * @param thenRestart whether the job is to start again
   * @param withdrawn who had asked for a restart, which this stop has withdrawn; null if nobody has
   */
  public record Stop(
      String who,
      StopHow how,
      Instant at,
      boolean marker,
      boolean thenRestart,
      @JsonInclude(JsonInclude.Include.NON_NULL) String withdrawn) {

    /** One that has withdrawn no restart. */
    public Stop(String who, StopHow how, Instant at, boolean marker, boolean thenRestart) {
      this(who, how, at, marker, thenRestart, null);
    }

    /** What to say of the restart that this stop has withdrawn; null if there is none. */
    public String withdrawal() {
      return withdrawn == null
          ? null
          : "the restart that "
              + withdrawn
              + " has asked for is withdrawn: "
              + who
              + " has asked for a stop by "
              + how.word()
              + " since";
    }
  }

  /** The end; the exit status is null if it is not known. */
  public record Finish(RunEnd end, Instant at, Integer exitStatus) {}

  /** A run that nothing was done for yet. */
  public static Run requested(String id, Request request, OffsetsView from) {
    Application unknown = new Application(null, null, null);
    return new Run(
        id, request, RunState.SUBMITTING, null, unknown, null, null, null, from, null, null);
  }

  /** Whether it is not over, as far as is known. */
  public boolean goesOn() {
    return state != RunState.ENDED;
  }

  /** Whether its marker is still to be written. */
  public boolean awaitsMarker() {
    return goesOn() && stop != null && stop.how() == StopHow.MARKER && !stop.marker();
  }

  /** Whether it is over, and the job is still to be started in its place. */
  public boolean awaitsRestart() {
    return !goesOn() && stop != null && stop.thenRestart() && restartedAs == null;
  }

  private Run become(RunState next) {
    if (next == state) {
      return this;
    }
    if (!state.next().contains(next)) {
      throw new IllegalStateException("Cannot make a run " + next + " which is " + state);
    }
    return new Run(id, request, next, child, application, stop, finish, why, from, to, restartedAs);
  }

  /** Its spark-submit has been started. */
  public Run submitted(Child started) {
    return new Run(
        id, request, state, started, application, stop, finish, why, from, to, restartedAs);
  }

  /** Somebody has found out what Spark calls it. */
  public Run known(Application found) {
    return new Run(id, request, state, child, found, stop, finish, why, from, to, restartedAs);
  }

  /** Its application runs; one that is being stopped stays so. */
  public Run running() {
    return state == RunState.SUBMITTING ? become(RunState.RUNNING) : this;
  }

  /** Somebody has asked for its end, perhaps not for the first time. */
  public Run stopping(Stop asked) {
    Run next = become(RunState.STOPPING);
    return new Run(
        id,
        request,
        next.state,
        child,
        application,
        asked,
        null,
        asked.withdrawal(),
        from,
        to,
        restartedAs);
  }

  /** It is over. */
  public Run ended(Finish how, String reason, OffsetsView after) {
    Run next = become(RunState.ENDED);
    return new Run(
        id,
        request,
        next.state,
        child,
        application,
        stop,
        requireNonNull(how, "how"),
        stop == null || stop.withdrawn() == null ? reason : reason + "; " + stop.withdrawal(),
        from,
        after,
        restartedAs);
  }

  /** What the state is based on has changed; null if there is nothing to say of it. */
  public Run because(String reason) {
    String said = reason == null && stop != null ? stop.withdrawal() : reason;
    return new Run(
        id, request, state, child, application, stop, finish, said, from, to, restartedAs);
  }

  /** The marker is there. */
  public Run marked() {
    Stop now =
        new Stop(stop.who(), stop.how(), stop.at(), true, stop.thenRestart(), stop.withdrawn());
    return new Run(
        id,
        request,
        state,
        child,
        application,
        now,
        finish,
        now.withdrawal(),
        from,
        to,
        restartedAs);
  }

  /** Nobody will start the job in its place. */
  public Run notRestarted(String reason) {
    Stop now = new Stop(stop.who(), stop.how(), stop.at(), stop.marker(), false, stop.withdrawn());
    String all = why + "; not started again: " + reason;
    return new Run(id, request, state, child, application, now, finish, all, from, to, null);
  }

  /** Another run was started in its place. */
  public Run restarted(String as) {
    return new Run(id, request, state, child, application, stop, finish, why, from, to, as);
  }

  /** What anybody may see. */
  public RunView view() {
    Map<String, String> shown = new LinkedHashMap<>(request.parameters());
    request.secrets().forEach(name -> shown.replace(name, "***"));
    return new RunView(
        id,
        request.job(),
        state,
        finish == null ? null : finish.end(),
        why,
        application.id(),
        application.driver(),
        shown,
        request.who(),
        request.at(),
        stop == null ? null : stop.who(),
        stop == null ? null : stop.how(),
        finish == null ? null : finish.at(),
        finish == null ? null : finish.exitStatus(),
        from,
        to,
        restartedAs);
  }

  @Override
  public String toString() {
    return "run " + id + " of '" + request.job() + "', " + state;
  }
}
