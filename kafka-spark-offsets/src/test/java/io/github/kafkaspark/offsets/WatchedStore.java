package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A store that runs a test's code before every call to it and to its writers. */
final class WatchedStore {

  private WatchedStore() {}

  static OffsetStore of(OffsetStore store, Runnable before) {
    return watch(OffsetStore.class, store, call -> before.run());
  }

  /** One whose claims and appends take so long. */
  static OffsetStore slow(OffsetStore store, Duration latency) {
    return watch(
        OffsetStore.class,
        store,
        call -> {
          if (call.equals("claim") || call.equals("append")) {
            long end = System.nanoTime() + latency.toNanos();
            while (System.nanoTime() < end) {
              LockSupport.parkNanos(end - System.nanoTime());
            }
          }
        });
  }

  /** One whose code is run before each call but the close. */
  static OffsetStore failing(OffsetStore store, Runnable before) {
    return watch(
        OffsetStore.class,
        store,
        call -> {
          if (!call.equals("close")) {
            before.run();
          }
        });
  }

  /** One that throws at every call, also at close. */
  static OffsetStore broken() {
    return of(
        OffsetStores.inMemory(),
        () -> {
          throw new OffsetStoreException("it is down");
        });
  }

  /** One that returns from no call until the latch is open. */
  static OffsetStore stuck(CountDownLatch latch) {
    return of(OffsetStores.inMemory(), () -> await(latch));
  }

  /** Waits as a stuck disk does: no interrupt ends it. */
  static void await(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static <T> T watch(Class<T> type, Object target, Consumer<String> before) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() != Object.class) {
                before.accept(method.getName());
              }
              try {
                Object result = method.invoke(target, arguments);
                return result instanceof OffsetWriter
                    ? watch(OffsetWriter.class, result, before)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
