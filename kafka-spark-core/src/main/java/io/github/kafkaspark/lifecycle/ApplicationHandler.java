package io.github.kafkaspark.lifecycle;

import java.time.Instant;

/**
 * What to do when a Spark application starts and ends. Handlers are registered with {@link
 * ApplicationEvents}, which calls each of them on a thread of its own, one call after the other.
 */
public interface ApplicationHandler {

  /**
   * The application runs. A handler that is registered later is told when it is registered.
   *
   * @param application which
   */
  default void started(SparkApplication application) {}

  /**
   * The application ends: its SparkContext is being stopped, so no job can be run any more. Spark
   * waits for all handlers together for 10 seconds; what takes longer may be lost with the JVM.
   *
   * @param application which
   * @param time when Spark began to stop
   */
  default void ended(SparkApplication application, Instant time) {}
}
