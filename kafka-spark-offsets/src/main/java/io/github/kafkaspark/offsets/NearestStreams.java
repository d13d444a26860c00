package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
        streams.stream()
            .map(StreamId::name)
            .sorted(Comparator.comparingInt(other -> -alike(name, other)))
            .limit(MOST)
            .map(other -> "'" + other + "'")
            .collect(Collectors.toList());
    return nearest.size() == streams.size()
        ? "it has " + String.join(", ", nearest)
        : "the nearest of its " + streams.size() + " streams are " + String.join(", ", nearest);
  }

  /** How many characters are the same at both ends, which a slip in between leaves as they are. */
  private static int alike(String name, String other) {
    String a = name.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int least = Math.min(a.length(), b.length());
    int head = 0;
    while (head < least && a.charAt(head) == b.charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < least - head
        && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
      tail++;
    }
    return head + tail;
  }
}
