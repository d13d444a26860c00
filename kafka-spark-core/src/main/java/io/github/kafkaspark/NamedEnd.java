package io.github.kafkaspark;

/** An end with a text. */
final class NamedEnd implements EndingOffsets {

  private final String text;
  private final EndingOffsets end;

  NamedEnd(String text, EndingOffsets end) {
    this.text = text;
    this.end = end;
  }

  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    return end.resolve(brokers);
  }

  @Override
  public String toString() {
    return text;
  }
}
