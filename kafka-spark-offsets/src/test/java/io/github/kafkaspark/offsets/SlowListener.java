package io.github.kafkaspark.offsets;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** The host's own listener, which holds up the events for those that were added after it. */
final class SlowListener extends StreamingQueryListener {

  static SlowListener add(SparkSession spark) {
    SlowListener listener = new SlowListener();
    spark.streams().addListener(listener);
    return listener;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}
}
