package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/** Offsets of some partitions, and another start for the others. */
final class StartOrElse implements StartingOffsets {

  private final String text;
  private final StartingOffsets known;
  private final StartingOffsets fallback;

  StartOrElse(String text, StartingOffsets known, StartingOffsets fallback) {
    this.text = text;
    this.known = known;
    this.fallback = requireNonNull(fallback, "fallback");
  }

  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    TopicOffsets offsets = known.resolve(brokers);
    Set<?> named = offsets.partitions();
    return named.containsAll(brokers.partitions())
        ? offsets
        : requireNonNull(fallback.resolve(brokers), "starting offsets")
            .filter(partition -> !named.contains(partition))
            .merge(offsets);
  }

  @Override
  public String toString() {
    return text + ", or else " + fallback;
  }
}
