package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.function.Function;

/** Offsets of some partitions, and another start for the others. */
final class StartOrElse extends StartingOffsets {

  private final String text;
  private final Function<BrokerOffsets, TopicOffsets> known;
  private final StartingOffsets fallback;

  StartOrElse(String text, Function<BrokerOffsets, TopicOffsets> known, StartingOffsets fallback) {
    this.text = text;
    this.known = known;
    this.fallback = requireNonNull(fallback, "fallback");
  }

  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    TopicOffsets offsets = known.apply(brokers);
    Set<?> named = offsets.partitions();
    return named.containsAll(brokers.partitions())
        ? offsets
        : requireNonNull(fallback.resolve(brokers), "starting offsets")
            .filter(partition -> !named.contains(partition))
            .merge(offsets);
  }

  @Override
  protected boolean leavesOutOnPurpose() {
    return fallback.leavesOutOnPurpose();
  }

  @Override
  public String toString() {
    return text + ", or else " + fallback;
  }
}
