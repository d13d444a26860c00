package io.github.kafkaspark;

import java.util.function.Function;

/** A start with a text. */
final class NamedStart extends StartingOffsets {

  private final Object text;
  private final Function<BrokerOffsets, TopicOffsets> start;

  /**
   * Such a start.
   *
   * @param text is asked for its {@code toString} only when somebody reads it
   */
  NamedStart(Object text, Function<BrokerOffsets, TopicOffsets> start) {
    this.text = text;
    this.start = start;
  }

  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    return start.apply(brokers);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
