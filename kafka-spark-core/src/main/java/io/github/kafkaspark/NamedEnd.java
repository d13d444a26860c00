package io.github.kafkaspark;

import java.util.function.Function;

/** An end with a text. */
final class NamedEnd extends EndingOffsets {

  private final String text;
  private final Function<BrokerOffsets, TopicOffsets> end;

  NamedEnd(String text, Function<BrokerOffsets, TopicOffsets> end) {
    this.text = text;
    this.end = end;
  }

  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    return end.apply(brokers);
  }

  /** The library's own, of which nobody need be told. */
  @Override
  TopicOffsets decide(BrokerOffsets brokers) {
    return resolve(brokers);
  }

  @Override
  public String toString() {
    return text;
  }
}
