package io.github.kafkaspark.lifecycle;

/** Threads that keep no JVM alive. */
final class Daemons {

  private Daemons() {}

  static Thread of(String what, Runnable work) {
    Thread thread = new Thread(work, "kafka-spark-" + what);
    thread.setDaemon(true);
    return thread;
  }

  static void start(String what, Runnable work) {
    of(what, work).start();
  }
}
