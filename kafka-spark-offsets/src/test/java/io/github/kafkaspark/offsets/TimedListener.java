package io.github.kafkaspark.offsets;

import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/**
 * Counts a session's batches, and measures what a tracker does on Spark's thread. Each event is
 * taken a hundred times, so that the one call in which the system runs something else is one.
 */
final class TimedListener extends StreamingQueryListener {

  private static final int REPEATS = 100;

  private final ProgressListener measured;
  private final Map<UUID, Integer> batches = new ConcurrentHashMap<>();
  private final LongStream.Builder nanos = LongStream.builder();

  TimedListener(OffsetTracker tracker) {
    this.measured = new ProgressListener(tracker.recorder());
  }

  /** How many it has reported. */
  int of(StreamingQuery query) {
    return batches.getOrDefault(query.id(), 0);
  }

  /** In microseconds; ends the measurement. */
  long p99() {
    synchronized (nanos) {
      long[] all = nanos.build().toArray();
      Arrays.sort(all);
      return all[(int) Math.ceil(all.length * 0.99) - 1] / 1_000;
    }
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    int unused = batches.merge(event.progress().id(), 1, Integer::sum);
    synchronized (nanos) {
      for (int i = 0; i < REPEATS; i++) {
        long begun = System.nanoTime();
        measured.onQueryProgress(event);
        nanos.add(System.nanoTime() - begun);
      }
    }
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}
}
