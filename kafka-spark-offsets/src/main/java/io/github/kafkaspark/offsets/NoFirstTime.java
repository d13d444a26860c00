package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.StreamId;

/** Begins nowhere: for a stream that must have been recorded before. */
final class NoFirstTime extends StartingOffsets {

  private final StreamId stream;

  NoFirstTime(StreamId stream) {
    this.stream = stream;
  }

  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    throw new IllegalStateException(
        "Cannot resume '"
            + stream
            + "': nothing is stored for what the source selects; check the stream's name and the "
            + "store, or for a first start use resume().firstTime(…)");
  }

  @Override
  public String toString() {
    return "fail";
  }
}
