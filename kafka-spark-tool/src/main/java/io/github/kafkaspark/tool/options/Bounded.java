package io.github.kafkaspark.tool.options;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.tool.output.Refusal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls that are given up after a time, for what only looks: a file system or a database that is
 * away may take many minutes to say so.
 */
final class Bounded {

  /** What has a limit of its own says more than this, and so comes first. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private Bounded() {}

  /** A store whose methods are given up, those of later versions of the contract too. */
  static OffsetStore store(OffsetStore store, Connections connections) {
    return (OffsetStore)
        Proxy.newProxyInstance(
            OffsetStore.class.getClassLoader(),
            new Class<?>[] {OffsetStore.class},
            (proxy, method, arguments) -> {
              Supplier<Object> call =
                  () -> {
                    try {
                      return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                      throw rethrown(e.getCause());
                    } catch (IllegalAccessException e) {
                      throw new IllegalStateException(e);
                    }
                  };
              return method.getDeclaringClass() == Object.class
                  ? call.get()
                  : connections.within("asking the " + store, call);
            });
  }

  static <T> T call(String what, Duration limit, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, what);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (TimeoutException e) {
      throw new Refusal(
          String.format(
              "No answer within %s while %s; see that it is up, or give a longer --timeout",
              Texts.of(limit), what),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("Interrupted while " + what, e);
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    if (cause instanceof Error) {
      throw (Error) cause;
    }
    return (RuntimeException) cause;
  }
}
