package io.github.kafkaspark.offsets;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Queries that are not recorded and yet seem to be meant: they have the wrong name or none, or read
 * what the stream's own query reads. Safe for use by several threads.
 */
final class OtherQueries {

  private final Map<UUID, String> lines = new ConcurrentHashMap<>();

  /** What is said of the query, for as long as it is there. */
  void add(UUID query, String line) {
    String unused = lines.put(query, line);
  }

  /** Forgets those that have ended. */
  void keep(Predicate<UUID> isActive) {
    boolean unused = lines.keySet().removeIf(isActive.negate());
  }

  Optional<String> reason() {
    return lines.values().stream().findFirst();
  }
}
