package io.github.kafkaspark;

/** Offsets that must fit the selection exactly, or have others beside them. */
final class StartAt extends StartingOffsets.Exact {

  private final TopicOffsets offsets;

  StartAt(TopicOffsets offsets) {
    this.offsets = offsets;
  }

  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    Ranges.requireAll("starting", offsets, brokers);
    return offsets;
  }

  @Override
  protected boolean leavesOutOnPurpose() {
    return true;
  }

  @Override
  public StartingOffsets orElse(StartingOffsets fallback) {
    return new StartOrElse(toString(), brokers -> offsets, fallback);
  }

  @Override
  public String toString() {
    return "at " + offsets;
  }
}
