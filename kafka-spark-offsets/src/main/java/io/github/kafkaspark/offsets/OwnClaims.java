package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Map;
import java.util.OptionalLong;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest claim that trackers and batches of this JVM have made of each stream: it tells a
 * writer of the host, which they leave alone, from one of their own. Safe for use by several
 * threads.
 */
final class OwnClaims {

  private static final Map<OffsetStore, Map<StreamId, Long>> GENERATIONS = new WeakHashMap<>();

  private OwnClaims() {}

  static void note(OffsetStore store, OffsetCommit start) {
    of(store).merge(start.stream(), start.generation(), Math::max);
  }

  /** Whether the host commits the stream's offsets by itself, in transactions of its own. */
  static boolean isTheHosts(OffsetStore store, StreamId stream) {
    OptionalLong open = store.hostsClaim(stream);
    return open.isPresent() && !Long.valueOf(open.getAsLong()).equals(of(store).get(stream));
  }

  /** Refuses a stream that the host commits by itself. */
  static void requireNotTheHosts(OffsetStore store, StreamId stream) {
    if (isTheHosts(store, stream)) {
      throw new IllegalStateException(
          String.format(
              "Cannot record '%s': a JdbcOffsetWriter of this store owns it, and each of the two would "
                  + "replace the other; commit its offsets with the rows by that writer and load its "
                  + "source with Resume.from(store, stream), or close the writer and leave the "
                  + "stream to the tracker",
              stream));
    }
  }

  private static Map<StreamId, Long> of(OffsetStore store) {
    synchronized (GENERATIONS) {
      return GENERATIONS.computeIfAbsent(store, key -> new ConcurrentHashMap<>());
    }
  }
}
