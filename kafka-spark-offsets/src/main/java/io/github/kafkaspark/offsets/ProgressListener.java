package io.github.kafkaspark.offsets;

import java.util.function.Consumer;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/**
 * Hands over what Spark reports, and returns: no parsing, no I/O, no logging on Spark's threads.
 *
 * <p>Nothing may leave a call either: an {@link Error} would stop the SparkContext, and an
 * interrupt flag would make Spark remove the listener for good.
 */
final class ProgressListener extends StreamingQueryListener {

  private final OffsetTracker tracker;

  ProgressListener(OffsetTracker tracker) {
    this.tracker = tracker;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    quietly(event, tracker::started);
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    quietly(event.progress(), tracker::progressed);
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    quietly(event, tracker::terminated);
  }

  private <T> void quietly(T event, Consumer<T> receiver) {
    try {
      receiver.accept(event);
    } catch (Throwable survived) {
      tracker.survived(survived);
    }
  }
}
