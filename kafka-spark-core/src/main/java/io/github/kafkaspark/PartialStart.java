package io.github.kafkaspark;

import java.util.function.Function;

/** Offsets that the brokers may not have for each partition. */
final class PartialStart extends StartingOffsets.Partial {

  private final String text;
  private final Function<BrokerOffsets, TopicOffsets> known;
  private final String why;
  private final String remedy;

  /**
   * Such a start.
   *
   * @param why the reason why a partition has none; its name follows
   * @param remedy what {@code orElse} can do about it
   */
  PartialStart(
      String text, Function<BrokerOffsets, TopicOffsets> known, String why, String remedy) {
    this.text = text;
    this.known = known;
    this.why = why;
    this.remedy = remedy;
  }

  @Override
  public StartingOffsets orElse(StartingOffsets fallback) {
    return new StartOrElse(text, known, fallback);
  }

  @Override
  public StartingOffsets orFail() {
    return new StartOrElse(text, known, new NamedStart("fail", this::fail));
  }

  private TopicOffsets fail(BrokerOffsets brokers) {
    throw new IllegalStateException(
        String.format(
            "Cannot start %s: %s %s; %s with orElse(…) in place of orFail()",
            text, why, Ranges.missing(known.apply(brokers), brokers), remedy));
  }

  @Override
  public String toString() {
    return text;
  }
}
