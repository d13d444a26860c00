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
 * The Spark lines from 2.3 to 4.2, oldest first: what an option or a test may need. The library
 * finds the running one by a public method that it was the first to have, since vendors change the
 * text of the version. A newer line than 4.2 counts as 4.2; a later version of the library knows
 * it, so a {@code switch} needs a default.
 */
public enum SparkVersion {
  /** Spark 2.3. */
  V2_3(Dataset.class, "select"),
  /** Spark 2.4. */
  V2_4(DataStreamWriter.class, "foreachBatch"),
  /** Spark 3.0. */
  V3_0(Dataset.class, "tail"),
  /** Spark 3.1. */
  V3_1(DataStreamWriter.class, "toTable"),
  /** Spark 3.2. */
  V3_2(SourceProgress.class, "latestOffset"),
  /** Spark 3.3. */
  V3_3(Trigger.class, "AvailableNow"),
  /** Spark 3.4. */
  V3_4(Dataset.class, "offset"),
  /** Spark 3.5. */
  V3_5(StreamingQueryListener.class, "onQueryIdle"),
  /** Spark 4.0. */
  V4_0(DataStreamWriter.class, "clusterBy"),
  /** Spark 4.1. */
  V4_1(Trigger.class, "RealTime"),
  /** Spark 4.2. */
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
  public static SparkVersion running() {
    return RUNNING;
  }

  /** Whether the running Spark is of this line or a newer one. */
  public boolean isRunning() {
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
