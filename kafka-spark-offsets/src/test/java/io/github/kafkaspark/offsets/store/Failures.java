package io.github.kafkaspark.offsets.store;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** What code may throw that somebody else has written. */
public final class Failures {

  public static final List<Supplier<Throwable>> ALL =
      Arrays.asList(
          () -> new OffsetStoreException("on purpose"),
          () -> new IllegalStateException("on purpose"),
          () -> new NoSuchMethodError("on purpose"),
          () -> new NoClassDefFoundError("on purpose"),
          () -> new OutOfMemoryError("on purpose"),
          () -> new InterruptedException("on purpose"),
          Failures::interrupted,
          () -> new StackOverflowError("on purpose"));

  private Failures() {}

  private static Throwable interrupted() {
    Thread.currentThread().interrupt();
    return new OffsetStoreException("on purpose, and the flag is set");
  }

  /** Throws one, checked or not, unless there is none. */
  @SuppressWarnings("unchecked")
  public static <E extends Throwable> void mayThrow(Supplier<Throwable> failure) throws E {
    if (failure != null) {
      throw (E) failure.get();
    }
  }
}
