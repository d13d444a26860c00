package io.github.kafkaspark.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The library's own threads. None of them keeps the JVM up; each is named {@code kafka-spark-…}.
 */
public final class Daemons {

  private Daemons() {}

  /** A thread that has not started yet. */
  public static Thread of(String name, Runnable work) {
    Thread thread = new Thread(work, "kafka-spark-" + name);
    thread.setDaemon(true);
    return thread;
  }

  /** Starts a thread that ends with its work. */
  public static void start(String name, Runnable work) {
    of(name, work).start();
  }

  /** As many threads as there is work; one that has had none for a minute ends. */
  public static Executor cached(String name) {
    return Executors.newCachedThreadPool(work -> of(name, work));
  }

  /** One thread that runs already. The executor drops what comes after its shutdown. */
  public static ScheduledThreadPoolExecutor scheduled(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, work -> of(name, work));
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    // Otherwise one of Spark's threads would start it, and get the error if the host has too many.
    int unused = executor.prestartAllCoreThreads();
    return executor;
  }

  /** One thread, started with its first work. Of what waits for it, it keeps the newest. */
  public static ThreadPoolExecutor newest(String name, int most) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(most),
        work -> of(name, work),
        new ThreadPoolExecutor.DiscardOldestPolicy());
  }
}
