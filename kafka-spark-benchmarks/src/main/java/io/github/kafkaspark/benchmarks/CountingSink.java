package io.github.kafkaspark.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/** The cheapest sink that every Spark has: it counts the bytes of the only column, in this JVM. */
final class CountingSink extends ForeachWriter<Row> {

  private static final long serialVersionUID = 1L;
  private static final AtomicLong BYTES = new AtomicLong();

  private long bytes;

  static void reset() {
    BYTES.set(0);
  }

  static long bytes() {
    return BYTES.get();
  }

  @Override
  public boolean open(long partitionId, long version) {
    bytes = 0;
    return true;
  }

  @Override
  public void process(Row row) {
    bytes += ((byte[]) row.get(0)).length;
  }

  @Override
  public void close(Throwable failure) {
    BYTES.addAndGet(bytes);
  }
}
