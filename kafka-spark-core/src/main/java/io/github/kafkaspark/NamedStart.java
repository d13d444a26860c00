package io.github.kafkaspark;

import java.util.function.Function;

/** A start with a text. */
final class NamedStart extends StartingOffsets {

  private final String text;
  private final Function<BrokerOffsets, TopicOffsets> start;

  NamedStart(String text, Function<BrokerOffsets, TopicOffsets> start) {
    this.text = text;
    this.start = start;
  }

  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    return start.apply(brokers);
  }

  @Override
  protected boolean leavesOutOnPurpose() {
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
