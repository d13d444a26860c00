package io.github.kafkaspark.offsets;

import java.util.function.Consumer;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/**
 * Hands over what Spark reports, and returns: no parsing, no I/O, no logging on Spark's threads.
 * The walk back to the store begins here.
 *
 * <p>Nothing may leave a call either: an {@link Error} would stop the SparkContext, and an
 * interrupt flag would make Spark remove the listener for good.
 */
final class ProgressListener extends StreamingQueryListener {

  private final Recorder recorder;

  ProgressListener(Recorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    quietly(event, recorder::started);
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    quietly(event.progress(), recorder::progressed);
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    quietly(event, recorder::terminated);
  }

  private <T> void quietly(T event, Consumer<T> receiver) {
    try {
      receiver.accept(event);
    } catch (Throwable survived) {
      recorder.survived(survived);
    } finally {
      boolean unused = Thread.interrupted();
    }
  }
}
