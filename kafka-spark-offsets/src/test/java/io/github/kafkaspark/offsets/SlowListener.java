package io.github.kafkaspark.offsets;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** The host's own listener, which holds up the events for those that were added after it. */
final class SlowListener extends StreamingQueryListener {

  private final long millis;

  private SlowListener(long millis) {
    this.millis = millis;
  }

  /** Takes up to 200 ms for a progress, about as long as a batch does. */
  static SlowListener add(SparkSession spark, Random random) {
    SlowListener listener = new SlowListener(random.nextInt(200));
    spark.streams().addListener(listener);
    return listener;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}
}
