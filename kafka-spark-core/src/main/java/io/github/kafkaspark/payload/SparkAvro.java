package io.github.kafkaspark.payload;

import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.internal.OwnLoader;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.Map;
import org.apache.spark.sql.Column;

/** The one place that calls spark-avro, which not every Spark and not every application has. */
final class SparkAvro {

  private SparkAvro() {}

  /**
   * Spark's {@code from_avro}; from Spark 3.0 on it does not make the query fail.
   *
   * @throws IllegalStateException if spark-avro is not there
   */
  static Column fromAvro(Column bytes, String schema, String sparkVersion) {
    if (!SparkVersion.V2_4.isRunning()) {
      throw new IllegalStateException(
          "Cannot decode Avro: Spark has it since 2.4, and this is Spark "
              + sparkVersion
              + "; run on a newer Spark");
    }
    try {
      if (SparkVersion.V3_0.isRunning()) {
        return (Column)
            load("org.apache.spark.sql.avro.functions")
                .getMethod("from_avro", Column.class, String.class, Map.class)
                .invoke(null, bytes, schema, Collections.singletonMap("mode", "PERMISSIVE"));
      }
      return (Column)
          load("org.apache.spark.sql.avro.package")
              .getMethod("from_avro", Column.class, String.class)
              .invoke(null, bytes, schema);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Cannot decode Avro: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Cannot decode Avro: spark-avro is not on the class path; add "
              + "org.apache.spark:spark-avro, of the Scala version in use and in version "
              + sparkVersion
              + ", to the application",
          e);
    }
  }

  private static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, true, OwnLoader.get());
  }
}
