package io.github.kafkaspark.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/**
 * A sink, in this JVM, for the records of a {@link SteadyLoad}: how long after its send has it got
 * each of those with the mark that it waits for.
 */
final class Arrivals extends ForeachWriter<Row> {

  private static final long serialVersionUID = 1L;

  /** Of all queries, since one of them runs at a time. */
  private static final List<Double> MILLIS = new ArrayList<>();

  private static int awaited;

  /** Forgets what has come, and waits for another mark. */
  static synchronized void await(int mark) {
    awaited = mark;
    MILLIS.clear();
  }

  static synchronized int count() {
    return MILLIS.size();
  }

  static synchronized double[] millis() {
    return MILLIS.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static synchronized void add(int mark, double millis) {
    if (mark == awaited) {
      MILLIS.add(millis);
    }
  }

  @Override
  public boolean open(long partitionId, long version) {
    return true;
  }

  @Override
  public void process(Row row) {
    byte[] value = (byte[]) row.get(0);
    add(SteadyLoad.markOf(value), (System.nanoTime() - SteadyLoad.sentAt(value)) / 1e6);
  }

  @Override
  public void close(Throwable failure) {}
}
