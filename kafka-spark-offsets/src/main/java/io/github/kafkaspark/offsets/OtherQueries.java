package io.github.kafkaspark.offsets;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Queries that are not recorded and yet seem to be meant: they have the wrong name or none, or read
 * what the stream's own query reads. Safe for use by several threads.
 */
final class OtherQueries {

  private static final class Said {

    private final long number;
    private final String line;

    Said(long number, String line) {
      this.number = number;
      this.line = line;
    }
  }

  private final Map<UUID, Said> lines = new ConcurrentHashMap<>();
  private final AtomicLong said = new AtomicLong();

  /** What is said of the query, for as long as it is there. */
  void add(UUID query, String line) {
    Said unused = lines.putIfAbsent(query, new Said(said.incrementAndGet(), line));
  }

  /** Forgets those that have ended. */
  void keep(Predicate<UUID> isActive) {
    boolean unused = lines.keySet().removeIf(isActive.negate());
  }

  /** Of the first one that is still there, so that the next mistake does not hide it. */
  Optional<String> reason() {
    return lines.values().stream()
        .min(Comparator.comparingLong(each -> each.number))
        .map(each -> each.line);
  }
}
