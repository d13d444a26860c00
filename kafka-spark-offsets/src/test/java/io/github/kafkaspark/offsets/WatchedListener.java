package io.github.kafkaspark.offsets;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/**
 * Counts a session's batches, and how often a tracker lets Spark's thread wait. Each event is taken
 * a hundred times.
 */
final class WatchedListener extends StreamingQueryListener {

  private static final int REPEATS = 100;

  private final ProgressListener measured;
  private final Map<UUID, Integer> batches = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger waits = new AtomicInteger();

  WatchedListener(OffsetTracker tracker) {
    this.measured = new ProgressListener(tracker.recorder());
  }

  /** How many it has reported. */
  int of(StreamingQuery query) {
    return batches.getOrDefault(query.id(), 0);
  }

  /** How many calls of the tracker there were. */
  int calls() {
    return calls.get();
  }

  /** In how many of them the thread waited. */
  int waits() {
    return waits.get();
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    int unused = batches.merge(event.progress().id(), 1, Integer::sum);
    for (int i = 0; i < REPEATS; i++) {
      long waited = ThreadWaits.of(() -> measured.onQueryProgress(event));
      int unusedCalls = calls.incrementAndGet();
      int unusedWaits = waits.addAndGet(waited > 0 ? 1 : 0);
    }
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}
}
