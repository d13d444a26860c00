package io.github.kafkaspark.offsets;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The tracker's own threads. None of them keeps the JVM up. */
final class Daemons {

  private Daemons() {}

  /** One thread that is running already; what comes after its end is dropped. */
  static ScheduledThreadPoolExecutor scheduled(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, work -> thread(name, work));
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    // Otherwise one of Spark's threads would start it, and get the error if the host has too many.
    int unused = executor.prestartAllCoreThreads();
    return executor;
  }

  /** One thread, started with its first work; keeps the newest of what waits for it. */
  static ThreadPoolExecutor newest(String name, int most) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(most),
        work -> thread(name, work),
        new ThreadPoolExecutor.DiscardOldestPolicy());
  }

  static void start(String name, Runnable work) {
    thread(name, work).start();
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, "kafka-spark-" + name);
    thread.setDaemon(true);
    return thread;
  }
}
