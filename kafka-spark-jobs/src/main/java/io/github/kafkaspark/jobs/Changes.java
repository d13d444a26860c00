package io.github.kafkaspark.jobs;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.jobs.api.Change;
import io.github.kafkaspark.jobs.api.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners of changes, in their order, on a thread of its own. */
final class Changes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledThreadPoolExecutor thread = Daemons.scheduled("jobs-changes");

  Subscription listen(Consumer<Change> listener) {
    // A listener that is the same as another one is a subscription of its own.
    Consumer<Change> own = change -> listener.accept(change);
    boolean unused = listeners.add(own);
    return () -> listeners.remove(own);
  }

  void tell(Change change) {
    thread.execute(() -> listeners.forEach(listener -> tell(listener, change)));
  }

  private static void tell(Consumer<Change> listener, Change change) {
    try {
      listener.accept(change);
    } catch (RuntimeException e) {
      LOG.warn("A listener has failed", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow().clear();
  }
}
