package io.github.kafkaspark.jobs.stream;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.jobs.api.PlanView;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.StreamPoint;
import io.github.kafkaspark.jobs.api.StreamView;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the streams of all jobs, again and again, on threads of its own. */
public final class StreamWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StreamWatch.class);

  /** Stores and brokers that are away hold a thread for seconds. */
  private static final int THREADS = 4;

  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** A stream that no run reads moves only at its end. */
  private static final Duration PAUSE_WITHOUT_RUN = Duration.ofSeconds(10);

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration PLAN = Duration.ofSeconds(30);

  private final Clock clock;
  private final Predicate<String> hasRun;
  private final Duration pause;
  private final Consumer<StreamView> listener;
  private final Map<String, StreamState> streams = new ConcurrentHashMap<>();
  private final ScheduledExecutorService looks =
      Executors.newScheduledThreadPool(THREADS, daemons("stream-watch"));
  private final ExecutorService questions =
      Executors.newFixedThreadPool(THREADS, daemons("stream-questions"));
  private volatile List<RunningApplication> running = List.of();

  /** A pause of an hour shows what is looked at without waiting. */
  StreamWatch(
      Clock clock, Predicate<String> hasRun, Duration pause, Consumer<StreamView> listener) {
    this.clock = requireNonNull(clock, "clock");
    this.hasRun = requireNonNull(hasRun, "hasRun");
    this.pause = pause;
    this.listener = requireNonNull(listener, "listener");
  }

  private static ThreadFactory daemons(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Begins with nothing to look at.
   *
   * @param hasRun whether an application of a job is over, which should have stored something
   * @param listener is called after each look
   */
  public static StreamWatch start(
      Clock clock, Predicate<String> hasRun, Consumer<StreamView> listener) {
    return new StreamWatch(clock, hasRun, PAUSE, listener);
  }

  /** From now on these are the streams; what is known of those that stay is kept. */
  public synchronized void watch(Collection<WatchedStream> wanted) {
    Map<String, WatchedStream> byJob = new HashMap<>();
    wanted.forEach(each -> byJob.put(each.job(), each));
    streams
        .values()
        .removeIf(
            state -> {
              boolean goes = !state.stream().equals(byJob.get(state.stream().job()));
              if (goes) {
                state.close();
              }
              return goes;
            });
    for (WatchedStream each : byJob.values()) {
      if (!streams.containsKey(each.job())) {
        StreamState state = new StreamState(each, () -> hasRun.test(each.job()), clock);
        streams.put(each.job(), state);
        schedule(() -> lookAndGoOn(state), Duration.ZERO);
      }
    }
  }

  /**
   * From now on these are the runs that go on. A stream that has got or lost one is looked at now,
   * so that nobody reads of a run that is over, and that it commits.
   */
  public void running(Collection<RunningApplication> runs) {
    Set<RunningApplication> changed = new HashSet<>(running);
    changed.removeAll(runs);
    runs.stream().filter(each -> !running.contains(each)).forEach(changed::add);
    running = List.copyOf(runs);
    changed.stream()
        .map(each -> streams.get(each.job()))
        .filter(Objects::nonNull)
        .distinct()
        .forEach(state -> schedule(() -> look(state), Duration.ZERO));
  }

  private void schedule(Runnable look, Duration delay) {
    if (!looks.isShutdown()) {
      Future<?> unused = looks.schedule(look, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void lookAndGoOn(StreamState state) {
    if (streams.get(state.stream().job()) != state) {
      state.close(); // A look that was under way may have opened the store again.
      return;
    }
    if (!runsOf(state).isEmpty() || state.hadRuns() || state.isOlderThan(PAUSE_WITHOUT_RUN)) {
      look(state);
    }
    schedule(() -> lookAndGoOn(state), pause);
  }

  private void look(StreamState state) {
    try {
      listener.accept(state.look(() -> runsOf(state)));
    } catch (RuntimeException | LinkageError e) { // The next look may do better.
      LOG.warn("Cannot look at the stream of '{}'", state.stream().job(), e);
    }
  }

  private List<RunningApplication> runsOf(StreamState state) {
    String job = state.stream().job();
    return running.stream().filter(run -> run.job().equals(job)).toList();
  }

  /** The newest look at a job's stream; null if no stream of that job is watched. */
  public StreamView view(String job) {
    StreamState state = streams.get(job);
    return state == null ? null : state.newest();
  }

  /** What the looks have shown, oldest first; empty if no stream of that job is watched. */
  public List<StreamPoint> chart(String job, Duration last) {
    StreamState state = streams.get(job);
    return state == null ? List.of() : state.chart(last);
  }

  /**
   * Asks store and brokers now where a start would begin.
   *
   * @throws Refusal if the job names no stream, or store or brokers do not answer
   */
  public PlanView plan(String job) {
    StreamState state = streams.get(job);
    if (state == null) {
      throw Refusal.cannot(
          "Cannot plan a start of '"
              + job
              + "': it names no stream; give it stream, store and brokers in the jobs file");
    }
    try {
      return ask(state::plan, PLAN);
    } catch (TimeoutException e) {
      throw Refusal.away(
          "Cannot plan a start of '"
              + job
              + "': its store and brokers have not answered within "
              + PLAN.toSeconds()
              + " s; ask again");
    }
  }

  /** Asks the store now, within seconds; null if it does not answer or no stream is watched. */
  public OffsetsView offsets(String job) {
    StreamState state = streams.get(job);
    try {
      return state == null ? null : ask(() -> state.offsets(runsOf(state)), ANSWER);
    } catch (TimeoutException | RuntimeException e) {
      LOG.warn("Cannot tell where the stream of '{}' stands: {}", job, e.toString());
      return null;
    }
  }

  private <T> T ask(Callable<T> question, Duration limit) throws TimeoutException {
    Future<T> answer = questions.submit(question);
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a store was asked", e);
    } finally {
      boolean unused = answer.cancel(true);
    }
  }

  @Override
  public void close() {
    List<Runnable> unused = looks.shutdownNow();
    unused = questions.shutdownNow();
    streams.values().forEach(StreamState::close);
    streams.clear();
  }
}
