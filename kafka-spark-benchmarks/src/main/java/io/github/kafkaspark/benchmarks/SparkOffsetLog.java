package io.github.kafkaspark.benchmarks;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;

/**
 * The log in which Spark itself keeps a query's offsets, to measure it. It is no part of Spark's
 * public API, so all is by reflection: the same calls from 2.3 to 4.2, in other packages since 4.1,
 * where one old name stands for something else.
 */
final class SparkOffsetLog {

  private static final String PACKAGE = "org.apache.spark.sql.execution.streaming.";

  private final Object log;
  private final Method add;
  private long batch;

  SparkOffsetLog(SparkSession spark, Path folder) throws ReflectiveOperationException {
    Constructor<?> constructor = type("OffsetSeqLog", "checkpointing.").getConstructors()[0];
    Object[] arguments = {spark, folder.toUri().toString(), /* readOnly, since 4.2 */ false};
    log = constructor.newInstance(Arrays.copyOf(arguments, constructor.getParameterCount()));
    add = log.getClass().getMethod("add", long.class, Object.class);
  }

  /** What a query with one source logs for a batch. */
  static Object entry(String offsetsJson) {
    try {
      Object offset =
          type("SerializedOffset", "runtime.")
              .getConstructor(String.class)
              .newInstance(offsetsJson);
      Object none = Class.forName("scala.collection.immutable.Nil$").getField("MODULE$").get(null);
      Object offsets = none.getClass().getMethod("$colon$colon", Object.class).invoke(none, offset);
      Method fill =
          Arrays.stream(type("OffsetSeq", "checkpointing.").getMethods())
              .filter(method -> method.getName().equals("fill") && method.getParameterCount() == 1)
              .findFirst()
              .get();
      return fill.invoke(null, offsets);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make an entry of this Spark's offset log: " + e, e);
    }
  }

  /** Logs the next batch. */
  void add(Object entry) throws ReflectiveOperationException {
    if (!(Boolean) add.invoke(log, batch, entry)) {
      throw new IllegalStateException("Cannot log batch " + batch + ": it is there already");
    }
    batch++;
  }

  private static Class<?> type(String name, String since41) throws ClassNotFoundException {
    try {
      return Class.forName(PACKAGE + since41 + name);
    } catch (ClassNotFoundException e) {
      return Class.forName(PACKAGE + name);
    }
  }
}
