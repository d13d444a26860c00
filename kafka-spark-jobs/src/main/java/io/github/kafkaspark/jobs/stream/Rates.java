package io.github.kafkaspark.jobs.stream;

import io.github.kafkaspark.TopicOffsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets a second, over the last ten seconds or so: a batch commits all of its offsets at once, so
 * two looks alone would show a rate that jumps.
 */
final class Rates {

  private static final Duration WINDOW = Duration.ofSeconds(10);

  private record Seen(Instant at, TopicOffsets offsets) {}

  private final Deque<Seen> seen = new ArrayDeque<>();

  /** Looks that lie too far apart say nothing of now. */
  private static final Duration STALE = WINDOW.multipliedBy(3);

  void add(Instant at, TopicOffsets offsets) {
    if (!seen.isEmpty() && isBehind(offsets, seen.getLast().offsets())) {
      seen.clear(); // Somebody has moved the stream back.
    }
    seen.addLast(new Seen(at, offsets));
    while (seen.size() > 2 && !second().at().isAfter(at.minus(WINDOW))) {
      seen.removeFirst();
    }
    if (seen.size() > 1 && seen.getFirst().at().isBefore(at.minus(STALE))) {
      seen.removeFirst();
    }
  }

  void forget() {
    seen.clear();
  }

  private Seen second() {
    var all = seen.iterator();
    all.next();
    return all.next();
  }

  private static boolean isBehind(TopicOffsets now, TopicOffsets before) {
    return before.asMap().entrySet().stream()
        .anyMatch(each -> now.get(each.getKey()).orElse(each.getValue()) < each.getValue());
  }

  /** Of all partitions together; null if nobody knows yet. */
  Double total() {
    if (seconds() <= 0) {
      return null;
    }
    TopicOffsets first = seen.getFirst().offsets();
    return rounded(
        seen.getLast().offsets().asMap().entrySet().stream()
            .mapToLong(each -> each.getValue() - first.get(each.getKey()).orElse(each.getValue()))
            .sum());
  }

  /** Of one partition; null if nobody knows yet. */
  Double of(TopicPartition partition) {
    if (seconds() <= 0) {
      return null;
    }
    OptionalLong from = seen.getFirst().offsets().get(partition);
    OptionalLong to = seen.getLast().offsets().get(partition);
    return from.isPresent() && to.isPresent() ? rounded(to.getAsLong() - from.getAsLong()) : null;
  }

  private Double rounded(long offsets) {
    return Math.round(10 * offsets / seconds()) / 10.0;
  }

  private double seconds() {
    return seen.size() < 2
        ? 0
        : Duration.between(seen.getFirst().at(), seen.getLast().at()).toMillis() / 1000.0;
  }
}
