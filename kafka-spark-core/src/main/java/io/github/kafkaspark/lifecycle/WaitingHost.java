package io.github.kafkaspark.lifecycle;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A thread of the host that waits for the end of a stop. What it does after that belongs to the
 * end: it has done so when the thread has ended, or is back in the pool that it came from.
 */
final class WaitingHost {

  private final Thread thread = Thread.currentThread();

  /** The host's outermost method: a pool's own are below it, and stay there for ever. */
  private final String work =
      frames().filter(WaitingHost::isOfSomeone).reduce((inner, outer) -> outer).orElse("");

  boolean isDone() {
    return !thread.isAlive() || frames().noneMatch(work::equals);
  }

  private Stream<String> frames() {
    return Arrays.stream(thread.getStackTrace())
        .map(frame -> frame.getClassName() + "." + frame.getMethodName());
  }

  /** Whether a method is neither of Java nor of Scala, which have the pools. */
  static boolean isOfSomeone(String method) {
    return Stream.of("java.", "javax.", "jdk.", "sun.", "scala.").noneMatch(method::startsWith);
  }
}
