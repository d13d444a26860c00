package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.StreamLife.Event.FAILURE;
import static io.github.kafkaspark.offsets.StreamLife.Event.LOAD;
import static io.github.kafkaspark.offsets.StreamLife.Event.PROGRESS;
import static io.github.kafkaspark.offsets.StreamLife.Event.REPLACED;
import static io.github.kafkaspark.offsets.StreamLife.Event.START;
import static io.github.kafkaspark.offsets.StreamLife.Event.STOP;
import static io.github.kafkaspark.offsets.StreamLife.State.ENDED;
import static io.github.kafkaspark.offsets.StreamLife.State.FENCED;
import static io.github.kafkaspark.offsets.StreamLife.State.LOADED;
import static io.github.kafkaspark.offsets.StreamLife.State.NAMED;
import static io.github.kafkaspark.offsets.StreamLife.State.RUNNING;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * The life of a stream in this driver: its state and its newest run. Each thread tells it of events
 * and does what the table says; docs/architecture.md shows the table. No call waits.
 */
final class StreamLife {

  /** What the stream is, as far as this driver knows. */
  enum State {
    /** The host has named it. */
    NAMED,
    /** A source has claimed it and waits for its query. */
    LOADED,
    /** Its query has started. */
    RUNNING,
    /** Its query has ended. */
    ENDED,
    /** Another driver has claimed it. */
    FENCED
  }

  /** What can happen to it. All but a load and a start are about the newest run. */
  enum Event {
    /** A source of it begins to load. */
    LOAD,
    /** A query of its name starts. */
    START,
    /** The query has done a batch. */
    PROGRESS,
    /** The query has failed. */
    FAILURE,
    /** The query has ended without a failure. */
    STOP,
    /** A commit has shown that another driver has claimed it. */
    REPLACED
  }

  /** What the driver does at an event. */
  enum Step {
    NOTHING("-"),
    CLAIM("claims"),
    JOIN("joins the claim, or claims anew if another driver has"),
    REFUSE_OR_CLAIM("refuses while the query is active, else commits what is left and claims"),
    REFUSE_KEPT_OR_CLAIM("refuses while the query is active though fenced, else claims"),
    COMMIT_AND_CLAIM("commits what is left and claims"),
    BEGIN("takes the run as that of the load"),
    BEGIN_UNLOADED("takes the run, whose first progress claims"),
    BEGIN_FENCED("takes the run, whose first progress stops it"),
    COMMIT("commits"),
    CORRECT("corrects the START if the run has reported nothing"),
    GIVE_UP("gives up"),
    STOP_QUERY("stops the query");

    private final String words;

    Step(String words) {
      this.words = words;
    }

    /**
     * Whether it is refused while the query is active.
     *
     * @param stopsFenced whether a query is stopped that was fenced, so that it ends by itself
     */
    boolean refuses(boolean stopsFenced) {
      return this == REFUSE_OR_CLAIM || (this == REFUSE_KEPT_OR_CLAIM && !stopsFenced);
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** A step, and the state after it. */
  static final class Change {

    final Step step;
    final State after;

    private Change(Step step, State after) {
      this.step = step;
      this.after = after;
    }
  }

  private static final Map<State, Map<Event, Change>> TABLE = new EnumMap<>(State.class);

  static {
    at(NAMED, LOAD, Step.CLAIM, LOADED);
    at(NAMED, START, Step.BEGIN_UNLOADED, RUNNING);

    at(LOADED, LOAD, Step.JOIN, LOADED);
    at(LOADED, START, Step.BEGIN, RUNNING);
    at(LOADED, REPLACED, Step.GIVE_UP, FENCED);

    at(RUNNING, LOAD, Step.REFUSE_OR_CLAIM, LOADED);
    at(RUNNING, START, Step.BEGIN_UNLOADED, RUNNING);
    at(RUNNING, PROGRESS, Step.COMMIT, RUNNING);
    at(RUNNING, FAILURE, Step.CORRECT, ENDED);
    at(RUNNING, STOP, Step.NOTHING, ENDED);
    at(RUNNING, REPLACED, Step.GIVE_UP, FENCED);

    at(ENDED, LOAD, Step.COMMIT_AND_CLAIM, LOADED);
    at(ENDED, START, Step.BEGIN_UNLOADED, RUNNING);
    at(ENDED, PROGRESS, Step.COMMIT, ENDED);
    at(ENDED, REPLACED, Step.GIVE_UP, FENCED);

    at(FENCED, LOAD, Step.REFUSE_KEPT_OR_CLAIM, LOADED);
    at(FENCED, START, Step.BEGIN_FENCED, FENCED);
    at(FENCED, PROGRESS, Step.STOP_QUERY, FENCED);
  }

  private static void at(State state, Event event, Step step, State after) {
    TABLE
        .computeIfAbsent(state, key -> new EnumMap<>(Event.class))
        .put(event, new Change(step, after));
  }

  /** What an event means in a state; what the table leaves out changes nothing. */
  static Change of(State state, Event event) {
    return TABLE.get(state).getOrDefault(event, new Change(Step.NOTHING, state));
  }

  /** The state and the run of one moment. */
  private static final class Now {

    final State state;
    final StreamRun run;

    /** By which the run was taken; null without a run. */
    final Step begun;

    Now(State state, StreamRun run, Step begun) {
      this.state = state;
      this.run = run;
      this.begun = begun;
    }

    Now begin(StreamRun next) {
      Change change = of(state, START);
      return new Now(change.after, next, change.step);
    }
  }

  private final AtomicReference<Now> now = new AtomicReference<>(new Now(NAMED, null, null));

  State state() {
    return now.get().state;
  }

  /** The newest run; null if the query that is awaited has not started, or none ever has. */
  StreamRun run() {
    return now.get().run;
  }

  /** What a load has to do; it is loaded only by {@link #loaded}. */
  Step toLoad() {
    return of(state(), LOAD).step;
  }

  /** A source has claimed the stream, or joined the claim; older runs are over. */
  void loaded() {
    now.updateAndGet(before -> new Now(of(before.state, LOAD).after, null, null));
  }

  /** A run has started. */
  void started(StreamRun run) {
    now.updateAndGet(before -> before.begin(run));
  }

  /** A run was found that may have ended meanwhile: one that has started since counts more. */
  void found(StreamRun run) {
    now.updateAndGet(
        before -> before.run == null && before.state != LOADED ? before.begin(run) : before);
  }

  /** Something has happened to a run; of an earlier one it changes nothing. */
  Step on(Event event, UUID run) {
    return on(event, current -> current != null && Objects.equals(current.id(), run));
  }

  /** Something has happened while this was the newest run, or none was, as null says. */
  Step on(Event event, StreamRun run) {
    return on(event, current -> current == run);
  }

  private Step on(Event event, Predicate<StreamRun> isNewest) {
    Now before;
    Change change;
    do {
      before = now.get();
      if (!isNewest.test(before.run)) {
        return Step.NOTHING;
      }
      change = of(before.state, event);
    } while (!now.compareAndSet(before, new Now(change.after, before.run, before.begun)));
    return change.step;
  }

  /** Whether the newest run is that of the newest load; a later one has not been loaded for. */
  boolean isOfLoad() {
    return now.get().begun == Step.BEGIN;
  }

  /** Whether events of this run count: it is the newest. */
  boolean accepts(UUID run) {
    StreamRun current = run();
    return current != null && current.id().equals(run);
  }
}
