package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the host when a stream's health is not what it was, on a thread that may be blocked. */
final class HealthReports {

  private static final Logger LOG = LoggerFactory.getLogger(HealthReports.class);

  /** The number of changes that may wait for a slow callback. */
  private static final int MOST = 1_000;

  private final Consumer<StreamStatus> callback;
  private final Executor thread;
  private final Runnable end;
  private final Map<StreamId, Health> reported = new HashMap<>();

  HealthReports(Consumer<StreamStatus> callback) {
    ThreadPoolExecutor daemon = Daemons.newest("health", MOST);
    this.callback = callback;
    this.thread = daemon;
    this.end = daemon::shutdown;
  }

  /**
   * @param thread calls the host
   */
  HealthReports(Consumer<StreamStatus> callback, Executor thread) {
    this.callback = callback;
    this.thread = thread;
    this.end = () -> {};
  }

  /** Tells of a stream's status if its health has changed; does not wait for the host. */
  synchronized void report(StreamStatus now) {
    Health before = reported.put(now.stream(), now.health());
    if (now.health() != (before == null ? Health.HEALTHY : before)) {
      if (now.health() == Health.HEALTHY) {
        LOG.info("{}", now);
      } else {
        LOG.warn("{}", now);
      }
      thread.execute(() -> tell(now));
    }
  }

  private void tell(StreamStatus now) {
    try {
      callback.accept(now);
    } catch (Throwable e) {
      LOG.warn("The host's callback has failed for {}", now, e);
    }
  }

  /** The callback still hears of what has been reported. */
  void close() {
    end.run();
  }
}
