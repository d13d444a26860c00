package io.github.kafkaspark.jobs;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.runs.RunBook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at all runs that go on, four times a second; one that takes long holds up no other. */
final class Rounds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private static final int THREADS = 4;
  private static final long PERIOD_MS = 250;
  private static final long END_SECONDS = 10;
  private static final Duration BETWEEN_FORGETTING = Duration.ofHours(1);

  private final RunBook runs;
  private final RunChildren children;
  private final Predicate<String> isStarting;
  private final Function<String, RunWatch> watches;
  private final Duration kept;
  private final Clock clock;
  private final Map<String, RunWatch> watched = new ConcurrentHashMap<>();
  private final Set<String> lookedAt = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timer = Daemons.scheduled("jobs-rounds");
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, work -> Daemons.of("jobs-run", work));
  private Instant forgetting = Instant.MIN;
  private String trouble = "";

  Rounds(
      RunBook runs,
      RunChildren children,
      Predicate<String> isStarting,
      Function<String, RunWatch> watches,
      Duration kept,
      Clock clock) {
    this.runs = runs;
    this.children = children;
    this.isStarting = isStarting;
    this.watches = watches;
    this.kept = kept;
    this.clock = clock;
  }

  void start(Runnable first) {
    var unused =
        timer.scheduleWithFixedDelay(() -> round(first), 0, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  private void round(Runnable first) {
    try {
      first.run();
      var open = runs.open();
      watched.keySet().retainAll(open.stream().map(Run::id).toList());
      for (Run run : open) {
        if (!isStarting.test(run.id()) && lookedAt.add(run.id())) {
          threads.execute(() -> look(run.id()));
        }
      }
      forget();
    } catch (RuntimeException e) {
      warn(e);
    }
  }

  private void look(String id) {
    try {
      watched.computeIfAbsent(id, watches).look();
    } catch (RuntimeException e) {
      warn(e);
    } finally {
      boolean unused = lookedAt.remove(id);
    }
  }

  private void forget() {
    Instant now = clock.instant();
    if (now.isBefore(forgetting)) {
      return;
    }
    forgetting = now.plus(BETWEEN_FORGETTING);
    for (Run run : runs.forget(now.minus(kept))) {
      children.folder(run.id()).delete();
    }
  }

  /** A full disk or the like: the next round tries again, and says nothing new. */
  private synchronized void warn(RuntimeException e) {
    if (!trouble.equals(e.toString())) {
      trouble = e.toString();
      LOG.warn("A look at the runs has failed, and is repeated", e);
    }
  }

  @Override
  public void close() {
    timer.shutdown();
    try {
      boolean unused = timer.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
      threads.shutdown();
      unused = threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
