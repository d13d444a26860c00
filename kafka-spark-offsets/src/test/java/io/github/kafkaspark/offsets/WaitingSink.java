package io.github.kafkaspark.offsets;

import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/** Waits with its first record until it is interrupted, or the test is over. */
final class WaitingSink extends ForeachWriter<Row> {

  private static final long serialVersionUID = 1L;

  /** Spark 2.3 forgets to kill a task that it is just about to launch. */
  private static volatile CountDownLatch over = new CountDownLatch(1);

  static void letTasksWait() {
    over = new CountDownLatch(1);
  }

  static void endTasks() {
    over.countDown();
  }

  @Override
  public boolean open(long partitionId, long version) {
    return true;
  }

  @Override
  public void process(Row row) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close(Throwable failure) {}
}
