package io.github.kafkaspark.lifecycle;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.lifecycle.StopOutcome.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link GracefulStop} that waits for its reason. It has done its work when all queries have
 * ended and the hooks have run. Safe for use by several threads.
 */
public final class ArmedStop {

  private static final Logger LOG = LoggerFactory.getLogger(ArmedStop.class);

  /** How often the queries are looked at while nobody has asked for the stop. */
  private static final long IDLE_MS = 100;

  /** How often, once somebody has. */
  private static final Duration BUSY = Duration.ofMillis(10);

  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final List<WatchedQuery> queries;
  private final Duration limit;
  private final HookRun hooks;
  private final AtomicReference<String> reason = new AtomicReference<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Queue<WaitingHost> hosts = new ConcurrentLinkedQueue<>();
  private volatile StopOutcome outcome = StopOutcome.COMPLETE;
  private volatile Deadline deadline;

  ArmedStop(List<WatchedQuery> queries, Duration limit, List<EndHook> hooks) {
    this.queries = queries;
    this.limit = limit;
    this.hooks = new HookRun(hooks);
  }

  /** Asks for the stop, and returns at once. A second call does nothing. */
  public void request() {
    request("a call");
  }

  void request(String why) {
    Deadline end = Deadline.in(limit);
    if (reason.compareAndSet(null, why)) {
      deadline = end;
      LOG.info("Stopping {} because of {}, within {}", queries, why, Texts.of(limit));
      asked.countDown();
    }
  }

  /**
   * Waits until all queries have ended and the hooks have run; use it in place of Spark's {@code
   * awaitTermination}. If a query fails, the others are stopped. The outcome has Spark's exception,
   * and so has the log.
   *
   * @throws InterruptedException if the thread is interrupted; the queries go on
   */
  public StopOutcome awaitTermination() throws InterruptedException {
    WaitingHost host = new WaitingHost();
    hosts.add(host);
    try {
      done.await();
    } catch (InterruptedException e) {
      boolean unused = hosts.remove(host);
      throw e;
    }
    return outcome;
  }

  boolean awaitTermination(Duration atMost) throws InterruptedException {
    return done.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The outcome so far. */
  StopOutcome outcome() {
    return outcome;
  }

  Duration limit() {
    return limit;
  }

  /** The time that is left; all of it before the stop is asked for. */
  Duration left() {
    Deadline end = deadline;
    return end == null ? limit : end.left();
  }

  /** Waits within the limit until all who awaited the end have done what they do after it. */
  void awaitHosts() {
    Deadline end = deadline;
    while (!hosts.stream().allMatch(WaitingHost::isDone) && !end.isOver()) {
      end.pause(BUSY);
    }
  }

  void start() {
    queries.forEach(WatchedQuery::watch);
    Daemons.start("stop", this::run);
  }

  private void run() {
    try {
      awaitReason();
      if (deadline == null) {
        deadline = Deadline.in(limit);
      }
      finishBatches(deadline.before(forTheEnd()));
      for (WatchedQuery query : queries) {
        outcome = outcome.and(query.outcome());
      }
      outcome = outcome.and(hooks.run(deadline));
      LOG.info("Stopped {}: {}", queries, outcome);
    } catch (Throwable e) {
      outcome = outcome.and(StopOutcome.of(Kind.BATCH_CUT, "could not stop " + queries, e));
      LOG.warn("Could not stop {}", queries, e);
    } finally {
      done.countDown();
      ArmedStops.remove(this);
    }
  }

  /** Until the stop is asked for, a query has failed, or all have ended by themselves. */
  private void awaitReason() throws InterruptedException {
    while (!haveEnded()) {
      if (asked.await(IDLE_MS, TimeUnit.MILLISECONDS)) {
        return;
      }
      queries.stream()
          .filter(WatchedQuery::hasFailed)
          .findFirst()
          .ifPresent(failed -> request("the failure of " + failed));
    }
  }

  private boolean haveEnded() {
    return queries.stream().allMatch(WatchedQuery::hasEnded);
  }

  /** The part of the limit that is kept for the time after the batches. */
  private Duration forTheEnd() {
    Duration tenth = limit.dividedBy(10);
    return tenth.compareTo(LONGEST_END) < 0 ? tenth : LONGEST_END;
  }

  private void finishBatches(Deadline batches) {
    queries.forEach(WatchedQuery::finishBatch);
    awaitEnds(batches);
    queries.forEach(query -> query.cut(limit));
    // The other half is the hooks'.
    awaitEnds(deadline.before(deadline.left().dividedBy(2)));
  }

  private void awaitEnds(Deadline end) {
    while (!haveEnded() && !end.isOver()) {
      end.pause(BUSY);
    }
  }

  /** The queries, why they are being stopped, if they are, and how they have ended. */
  @Override
  public String toString() {
    String why = reason.get();
    String state = why == null ? "" : ", stopping because of " + why;
    return "ArmedStop(" + queries + (done.getCount() == 0 ? ", ended: " + outcome : state) + ")";
  }
}
