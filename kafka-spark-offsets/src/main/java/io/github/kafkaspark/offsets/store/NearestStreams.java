package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.NearMiss;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says that a store has no such stream, and which ones somebody may have meant: for programs that
 * take a stream's name from a person.
 */
public final class NearestStreams {

  private static final int MOST = 5;

  private NearestStreams() {}

  /**
   * What to throw where nothing is stored for a stream. The message has the nearest names of those
   * that the store has, and why they cannot be listed if they cannot.
   *
   * @param what cannot be done without it, such as {@code "show 'orders'"}
   * @throws NullPointerException if an argument is null
   */
  public static IllegalStateException unknown(String what, StreamId stream, OffsetStore store) {
    requireNonNull(what, "what");
    requireNonNull(stream, "stream");
    requireNonNull(store, "store");
    String there;
    OffsetStoreException unlisted = null;
    try {
      there = there(stream.name(), store.streams());
    } catch (OffsetStoreException e) {
      unlisted = e;
      there = "which others it has cannot be told (" + e.getMessage() + ")";
    }
    IllegalStateException unknown =
        new IllegalStateException(
            String.format(
                "Cannot %s: nothing is stored for it in the %s; check the stream's name and the "
                    + "store: %s",
                what, store, there));
    if (unlisted != null) {
      unknown.addSuppressed(unlisted);
    }
    return unknown;
  }

  private static String there(String name, Set<StreamId> streams) {
    if (streams.isEmpty()) {
      return "it has no stream at all";
    }
    List<String> nearest =
        NearMiss.nearest(
                name, streams.stream().map(StreamId::name).collect(Collectors.toList()), MOST)
            .stream()
            .map(other -> "'" + other + "'")
            .collect(Collectors.toList());
    return nearest.size() == streams.size()
        ? "it has " + String.join(", ", nearest)
        : "the nearest of its " + streams.size() + " streams are " + String.join(", ", nearest);
  }
}
