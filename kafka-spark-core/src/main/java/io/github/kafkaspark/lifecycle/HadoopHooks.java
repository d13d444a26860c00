package io.github.kafkaspark.lifecycle;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shutdown hooks that run before Spark's. The JVM runs its hooks all at once, and Spark's cancels
 * whatever runs; but Spark's is one of Hadoop's, which have an order.
 */
final class HadoopHooks {

  /** Spark's is at 40; higher ones run first. */
  private static final int BEFORE_SPARK = 70;

  private static final Logger LOG = LoggerFactory.getLogger(HadoopHooks.class);

  private HadoopHooks() {}

  /**
   * Adds a hook that may take this long: Hadoop 3 would give it 30 seconds, and Hadoop 2, which has
   * no limit, has no such call.
   */
  static void add(Runnable hook, Duration limit) {
    ShutdownHookManager manager = ShutdownHookManager.get();
    if (manager.isShutdownInProgress()) {
      throw new IllegalStateException(
          "Cannot arm the stop: the JVM is shutting down; arm it before that");
    }
    try {
      Object unused =
          ShutdownHookManager.class
              .getMethod("addShutdownHook", Runnable.class, int.class, long.class, TimeUnit.class)
              .invoke(manager, hook, BEFORE_SPARK, limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (NoSuchMethodException e) {
      manager.addShutdownHook(hook, BEFORE_SPARK);
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new IllegalStateException("Cannot arm the stop: " + e.getCause(), e);
    }
  }

  static void remove(Runnable hook) {
    try {
      boolean unused = ShutdownHookManager.get().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("The JVM is shutting down already", e);
    }
  }
}
