package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.NearMiss;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Says that a store has no such stream, and which ones somebody may have meant. */
final class NearestStreams {

  private static final int MOST = 5;

  private NearestStreams() {}

  static IllegalStateException unknown(StreamId stream, OffsetStore store) {
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
                "Cannot tell how far '%s' is behind: nothing is stored for it in the %s; check the "
                    + "stream's name and the store: %s",
                stream, store, there));
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
