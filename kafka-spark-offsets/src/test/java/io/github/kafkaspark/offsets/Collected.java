package io.github.kafkaspark.offsets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/** A sink that keeps {@code topic-partition@offset} of each record, in this JVM. */
final class Collected extends ForeachWriter<Row> {

  private static final long serialVersionUID = 1L;
  private static final Map<String, Queue<String>> ALL = new ConcurrentHashMap<>();

  private final String key = UUID.randomUUID().toString();

  /** In the order of arrival, repeated ones included. */
  List<String> records() {
    return new ArrayList<>(queue());
  }

  @Override
  public boolean open(long partitionId, long version) {
    return true;
  }

  @Override
  public void process(Row row) {
    queue().add(row.getAs("topic") + "-" + row.getAs("partition") + "@" + row.getAs("offset"));
  }

  @Override
  public void close(Throwable failure) {}

  private Queue<String> queue() {
    return ALL.computeIfAbsent(key, unused -> new ConcurrentLinkedQueue<>());
  }
}
