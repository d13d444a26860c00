package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that a commit has failed, which is tried again. */
final class FailedCommit {

  private static final Logger LOG = LoggerFactory.getLogger(FailedCommit.class);

  private FailedCommit() {}

  static void say(StreamId stream, Throwable cause, Duration delay) {
    String next = Texts.of(delay);
    if (cause instanceof OffsetStoreException) { // Its text says why; a trace for each try is much.
      LOG.warn(
          "Could not commit offsets of '{}'; trying again in {}: {}",
          stream,
          next,
          cause.getMessage());
      LOG.debug("This is what has failed for '{}'", stream, cause);
    } else {
      LOG.warn("Could not commit offsets of '{}'; trying again in {}", stream, next, cause);
    }
  }
}
