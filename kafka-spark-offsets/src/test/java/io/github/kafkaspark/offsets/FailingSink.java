package io.github.kafkaspark.offsets;

import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/** A sink that takes nothing. */
final class FailingSink extends ForeachWriter<Row> {

  private static final long serialVersionUID = 1L;

  @Override
  public boolean open(long partitionId, long version) {
    return true;
  }

  @Override
  public void process(Row row) {
    throw new IllegalStateException("on purpose");
  }

  @Override
  public void close(Throwable failure) {}
}
