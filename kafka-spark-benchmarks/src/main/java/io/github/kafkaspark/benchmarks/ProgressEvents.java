package io.github.kafkaspark.benchmarks;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryProgressEvent;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * What Spark would report of a query that reads so many partitions: copies of what it did report of
 * a smaller one. The constructors are no part of Spark's public API and differ by version, so the
 * copying is by reflection; their parameters are the fields, in order, from 2.3 to 4.2.
 */
final class ProgressEvents {

  private final StreamingQueryProgress real;
  private final PartitionedLoad load;
  private final Map<String, Object> query = new HashMap<>();
  private long batch;

  /** Events of a query of this name, of which each batch reads on in each partition. */
  ProgressEvents(StreamingQueryProgress real, String name, int partitions) {
    this.real = real;
    this.load = new PartitionedLoad(partitions);
    query.put("name", name);
    query.put("id", UUID.randomUUID());
    query.put("runId", UUID.randomUUID());
  }

  QueryProgressEvent next() {
    Map<String, Object> ends = new HashMap<>();
    ends.put("endOffset", load.next().toJson());
    Object sources = Array.newInstance(SourceProgress.class, 1);
    Array.set(sources, 0, copy(real.sources()[0], ends));
    query.put("sources", sources);
    query.put("batchId", batch++);
    return new QueryProgressEvent((StreamingQueryProgress) copy(real, query));
  }

  private static Object copy(Object original, Map<String, Object> changes) {
    try {
      List<Object> values = new ArrayList<>();
      for (Field field : original.getClass().getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          Object value = original.getClass().getMethod(field.getName()).invoke(original);
          values.add(changes.getOrDefault(field.getName(), value));
        }
      }
      Constructor<?> constructor = original.getClass().getConstructors()[0];
      return constructor.newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make a progress of this Spark: " + e, e);
    }
  }
}
