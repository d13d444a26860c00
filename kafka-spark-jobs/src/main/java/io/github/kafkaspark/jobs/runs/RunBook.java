package io.github.kafkaspark.jobs.runs;

import io.github.kafkaspark.jobs.api.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The runs, and who is told of what happens to them. Each change is written down first. */
public final class RunBook {

  private final RunDatabase database;
  private final Consumer<Run> listener;

  /** The listener must be quick. */
  public RunBook(RunDatabase database, Consumer<Run> listener) {
    this.database = database;
    this.listener = listener;
  }

  /** Writes a new run down. */
  public synchronized void add(Run run) {
    database.put(run);
    listener.accept(run);
  }

  /** Writes a new run down, and in the same moment that it is there in place of another one. */
  public synchronized void add(Run run, String inPlaceOf) {
    Run before = get(inPlaceOf);
    if (!before.awaitsRestart()) {
      throw Refusal.conflict("Cannot start " + before + " again: nobody waits for that any more");
    }
    Run replaced = before.restarted(run.id());
    database.put(run, replaced);
    listener.accept(run);
    listener.accept(replaced);
  }

  /** Whether the run was started in place of another one. */
  public boolean isRestart(Run run) {
    return database.newest(run.request().job(), Integer.MAX_VALUE).stream()
        .anyMatch(each -> run.id().equals(each.restartedAs()));
  }

  /** One run, or a {@link Refusal}. */
  public Run get(String id) {
    return database
        .get(id)
        .orElseThrow(
            () ->
                Refusal.unknown(
                    "There is no run '"
                        + (id.length() > 64 ? id.substring(0, 64) + "…" : id)
                        + "'; it may have been forgotten, or GET /api/runs has its id"));
  }

  /** Makes one step of a run. The step may be asked for nothing: it then returns what it got. */
  public synchronized Run update(String id, UnaryOperator<Run> step) {
    Run before = get(id);
    Run after = step.apply(before);
    if (!after.equals(before)) {
      database.put(after);
      listener.accept(after);
    }
    return after;
  }

  /** The newest first; those of all jobs if the job is null. */
  public List<Run> newest(String job, int limit) {
    return database.newest(job, limit);
  }

  /** Those that are not over, oldest first. */
  public List<Run> goingOn() {
    return open().stream().filter(Run::goesOn).toList();
  }

  /** Those that are not over or still await their restart, oldest first. */
  public List<Run> open() {
    return database.open();
  }

  /** Forgets what is over and has started before, and returns it. */
  public List<Run> forget(Instant before) {
    return database.forget(before);
  }
}
