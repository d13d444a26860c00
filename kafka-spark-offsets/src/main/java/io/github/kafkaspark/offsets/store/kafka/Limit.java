package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.internal.ClientSettings;
import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.internal.Texts;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The limit of a call of a store in all. Kafka's clients before 2.x wait without an end for some
 * answers, so each call has a thread of its own, which the store can leave behind.
 */
final class Limit {

  static final Executor THREADS = Daemons.cached("group");

  private final Duration duration;
  private final Deadline end;

  private Limit(Duration duration, Deadline end) {
    this.duration = duration;
    this.end = end;
  }

  static Limit of(Duration duration) {
    return new Limit(duration, Deadline.in(duration));
  }

  /** A cluster's, which leaves the time to look why there is no answer. */
  static Limit withLook(Duration timeout) {
    return new Limit(timeout, Deadline.in(ClientSettings.limit(timeout)));
  }

  boolean isOver() {
    return end.isOver();
  }

  /** Waits, but not beyond the end. */
  void pause(Duration pause) {
    end.pause(pause);
  }

  /** Throws what a call does that is not answered in time. */
  void require(String what) {
    if (isOver()) {
      throw noAnswer(what, null);
    }
  }

  private TimeoutException noAnswer(String what, Throwable cause) {
    return new TimeoutException(
        "no answer to the request to " + what + " within " + Texts.rounded(duration), cause);
  }

  /**
   * The answer to a call.
   *
   * @param leave ends or leaves behind the call that was not answered in time
   * @throws KafkaException that the call threw, or because of the limit or an interrupt
   */
  <T> T call(String what, Runnable leave, Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    THREADS.execute(task);
    try {
      return task.get(end.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      leave.run();
      throw noAnswer(what, e);
    } catch (InterruptedException e) {
      leave.run();
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      // The clients have the same limit, and some are a little quicker to see it.
      throw e.getCause() instanceof TimeoutException ? noAnswer(what, e.getCause()) : cause(e);
    }
  }

  private static RuntimeException cause(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof Error) {
      throw (Error) cause;
    }
    return cause instanceof RuntimeException
        ? (RuntimeException) cause
        : new KafkaException(cause.getMessage(), cause);
  }
}
