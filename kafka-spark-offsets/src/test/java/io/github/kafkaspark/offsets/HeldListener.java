package io.github.kafkaspark.offsets;

import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** Somebody else's listener, which can keep the events from those that were added after it. */
final class HeldListener extends StreamingQueryListener {

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile CountDownLatch come = new CountDownLatch(1);

  private HeldListener() {}

  static HeldListener add(SparkSession spark) {
    HeldListener listener = new HeldListener();
    spark.streams().addListener(listener);
    return listener;
  }

  /** No later event comes through until it is released. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  void release() {
    gate.countDown();
  }

  /** The next event that comes waits here, and then comes through; the one after it waits. */
  void releaseOne() {
    WatchedStore.await(come);
    come = new CountDownLatch(1);
    CountDownLatch open = gate;
    hold();
    open.countDown();
  }

  /** Waits until it has been told that a query has ended. */
  void awaitEnd() {
    WatchedStore.await(ended);
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    CountDownLatch here = gate;
    come.countDown();
    WatchedStore.await(here);
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    WatchedStore.await(gate);
    ended.countDown();
  }
}
