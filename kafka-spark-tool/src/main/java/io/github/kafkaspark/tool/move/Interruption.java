package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.tool.output.Console;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Control-C while something is to be changed: what has not begun never begins, what has begun is
 * waited for, and a line says which. The process then ends with the status of its signal, 130.
 */
final class Interruption {

  private enum State {
    /** Nothing is changed yet. */
    LOOKING,
    /** Nothing is changed, and nothing will be. */
    STOPPED,
    /** It has begun. */
    CHANGING
  }

  private final Console console;
  private final Duration patience;
  private final AtomicReference<State> state = new AtomicReference<>(State.LOOKING);
  private final CountDownLatch ended = new CountDownLatch(1);

  /** What became of the change; null until that is known. */
  private volatile String outcome;

  /**
   * @param patience how long a change that has begun is waited for
   */
  Interruption(Console console, Duration patience) {
    this.console = console;
    this.patience = patience;
  }

  /** Runs a command that looks first, and then makes its {@link #change}. */
  <T> T during(Supplier<T> command) {
    Thread hook = new Thread(this::interrupted, "interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return command.get();
    } finally {
      ended.countDown();
      remove(hook);
    }
  }

  /**
   * Makes the change, unless somebody has interrupted before.
   *
   * @param text what to say of its result, behind "done"
   */
  <T> T change(Supplier<T> change, Function<T, String> text) {
    if (!state.compareAndSet(State.LOOKING, State.CHANGING)) {
      sleepForGood();
    }
    try {
      T result = change.get();
      outcome = "is done" + text.apply(result);
      return result;
    } catch (RuntimeException e) {
      outcome = "failed: " + Texts.line(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private static void remove(Thread hook) {
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      sleepForGood(); // The process ends, and the hook says why.
    }
  }

  /** The process ends meanwhile. */
  private static void sleepForGood() {
    while (true) {
      LockSupport.park();
    }
  }

  private void interrupted() {
    if (state.compareAndSet(State.LOOKING, State.STOPPED)) {
      console.fail("Interrupted: nothing is changed");
      return;
    }
    if (outcome == null) {
      console.fail(
          "Interrupted: the change is on its way; its end is waited for, "
              + Texts.of(patience)
              + " at most");
    }
    try {
      boolean unused = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    console.fail(
        "Interrupted: the change was on its way, and "
            + (outcome != null
                ? outcome
                : "nobody knows yet whether it is made, all or nothing; kafka-spark show tells"));
  }
}
