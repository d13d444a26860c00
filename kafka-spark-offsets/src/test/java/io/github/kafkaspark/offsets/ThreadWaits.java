package io.github.kafkaspark.offsets;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * How often the calling thread waits. Whoever asks a store or a broker waits for the answer, on a
 * busy machine as on an idle one; what merely takes long, because others run, is no wait.
 */
final class ThreadWaits {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ThreadWaits() {}

  /** The waits within the call: for an answer, a time or a lock. */
  static long of(Runnable call) {
    long before = count();
    call.run();
    return count() - before;
  }

  private static long count() {
    ThreadInfo info = THREADS.getThreadInfo(Thread.currentThread().getId());
    return info.getWaitedCount() + info.getBlockedCount();
  }
}
