package io.github.kafkaspark.offsets;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM holds when its garbage has been collected. */
final class Held {

  private static final Pattern TEXT =
      Pattern.compile(
          "(\\d+) KB of heap, (\\d+) threads, (\\d+) files, (\\d+) MBeans, (\\d+) of .*");

  final long heap;
  final int threads;
  final int files;
  final int beans;

  /** MBeans and threads of the library, which has nothing to do in that moment. */
  final int own;

  private Held(long heap, int threads, int files, int beans, int own) {
    this.heap = heap;
    this.threads = threads;
    this.files = files;
    this.beans = beans;
    this.own = own;
  }

  /** Of this JVM. */
  static Held now() {
    System.gc();
    System.gc(); // What the first one has only found out of use.
    return new Held(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        openFiles(),
        beans(),
        own());
  }

  static Held parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    return new Held(
        Long.parseLong(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        Integer.parseInt(matcher.group(4)),
        Integer.parseInt(matcher.group(5)));
  }

  /**
   * All but those of Spark's consumers: Spark 2 makes one for each stream that is loaded, to learn
   * its columns, and leaves that open.
   */
  private static int beans() {
    long beans =
        ManagementFactory.getPlatformMBeanServer().queryNames(null, null).stream()
            .filter(
                name ->
                    !name.getDomain().equals("kafka.consumer")
                        || !name.toString().contains("id=consumer-"))
            .count();
    return Math.toIntExact(beans);
  }

  private static int own() {
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("kafka-spark-"))
            .count();
    long beans =
        ManagementFactory.getPlatformMBeanServer().queryNames(null, null).stream()
            .filter(name -> name.getDomain().startsWith("io.github.kafkaspark"))
            .count();
    return Math.toIntExact(threads + beans);
  }

  /** As Linux counts them. */
  private static int openFiles() {
    String[] files = new File("/proc/self/fd").list();
    return files == null ? 0 : files.length;
  }

  @Override
  public String toString() {
    return String.format(
        "%d KB of heap, %d threads, %d files, %d MBeans, %d of the library",
        heap, threads, files, beans, own);
  }
}
