package io.github.kafkaspark;

/** The two starts that every source knows. */
enum FixedStart implements StartingOffsets {
  EARLIEST {
    @Override
    public TopicOffsets resolve(BrokerOffsets brokers) {
      // No number: the earliest one could age out before the first batch reads it.
      return TopicOffsets.empty();
    }
  },
  LATEST {
    @Override
    public TopicOffsets resolve(BrokerOffsets brokers) {
      return brokers.end();
    }
  };

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
