package io.github.kafkaspark.lifecycle;

import java.time.Instant;

/**
 * Acts when a Spark application starts and ends. Register it with {@link ApplicationEvents}, which
 * calls each handler on a thread of its own, one call after the other.
 */
public interface ApplicationHandler {

  /**
   * The application runs. A handler that you register later hears of it at once.
   *
   * @param application which
   */
  default void started(SparkApplication application) {}

  /**
   * The application ends: Spark stops its SparkContext, and can run no job any more. Spark waits
   * for all handlers together for 10 seconds; what takes longer may be lost with the JVM.
   *
   * @param application which
   * @param time when Spark began to stop
   */
  default void ended(SparkApplication application, Instant time) {}
}
