package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.tool.output.ShellWords;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Questions that have so long in all: whoever has not answered by then has no answer. A client that
 * hangs holds up nothing but its own thread, which does not keep the process up.
 */
final class Questions implements AutoCloseable {

  /** Enough for stores that take a moment each, and few connections for a database. */
  private static final int AT_ONCE = 8;

  /** A client's own word about its time-out says more than this class, and so comes first. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final Duration limit;
  private final long end;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE,
          work -> {
            Thread thread = new Thread(work, "kafka-spark-question");
            thread.setDaemon(true);
            return thread;
          });

  /** The time begins now. */
  Questions(Duration limit) {
    this.limit = limit;
    this.end = System.nanoTime() + limit.plus(GRACE).toNanos();
  }

  /** The rest of the time; never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** What one answers. */
  <T> Answer<T> ask(Supplier<T> question) {
    return askEach(Collections.singleton(""), unused -> question.get()).get("");
  }

  /** What each of them answers, in their order. */
  <K, T> Map<K, Answer<T>> askEach(Collection<K> each, Function<K, T> question) {
    Map<K, Future<T>> asked = new LinkedHashMap<>();
    each.forEach(one -> asked.put(one, threads.submit(() -> question.apply(one))));
    Map<K, Answer<T>> answers = new LinkedHashMap<>();
    asked.forEach((one, future) -> answers.put(one, answer(future)));
    return answers;
  }

  private <T> Answer<T> answer(Future<T> future) {
    try {
      return Answer.of(future.get(left().toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      return Answer.none(reason(e.getCause()));
    } catch (TimeoutException e) {
      future.cancel(true);
      return Answer.none(
          "no answer within "
              + Texts.of(limit)
              + "; see that it is up, or give a longer --timeout");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      future.cancel(true);
      return Answer.none("interrupted");
    }
  }

  /** The library's own exceptions tell it all; of others the type tells something too. */
  static String reason(Throwable failure) {
    boolean tells =
        failure.getMessage() != null
            && (failure instanceof IllegalStateException
                || failure instanceof IllegalArgumentException
                || failure.getClass().getName().startsWith("io.github.kafkaspark."));
    return ShellWords.of(tells ? failure.getMessage() : failure.toString());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
