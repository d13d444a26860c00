package io.github.kafkaspark;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.Trigger;

/**
 * The Spark lines that differ in what the library may use, oldest first. Which one is running is
 * found by a public method that it was the first to have: vendors change the text of the version.
 */
enum SparkVersion {
  V2_3(Dataset.class, "select"),
  V2_4(DataStreamWriter.class, "foreachBatch"),
  V3_0(Dataset.class, "tail"),
  V3_1(DataStreamWriter.class, "toTable"),
  V3_2(SourceProgress.class, "latestOffset"),
  V3_3(Trigger.class, "AvailableNow"),
  V3_4(Dataset.class, "offset"),
  V3_5(StreamingQueryListener.class, "onQueryIdle"),
  V4_0(DataStreamWriter.class, "clusterBy"),
  V4_1(Trigger.class, "RealTime"),
  V4_2(DataStreamReader.class, "name");

  private static final SparkVersion RUNNING =
      Stream.of(values()).filter(SparkVersion::isThere).reduce((older, newer) -> newer).get();

  private final Class<?> type;
  private final String method;

  SparkVersion(Class<?> type, String method) {
    this.type = type;
    this.method = method;
  }

  /** The line of the Spark on the class path. */
  static SparkVersion running() {
    return RUNNING;
  }

  /** Whether the running Spark is of this line or a newer one. */
  boolean isRunning() {
    return compareTo(RUNNING) <= 0;
  }

  private boolean isThere() {
    return Arrays.stream(type.getMethods()).map(Method::getName).anyMatch(method::equals);
  }

  /** Such as {@code 3.5}. */
  @Override
  public String toString() {
    return name().substring(1).replace('_', '.').toLowerCase(Locale.ROOT);
  }
}
