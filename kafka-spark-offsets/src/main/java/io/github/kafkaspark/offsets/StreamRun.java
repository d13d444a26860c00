package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.Texts;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a stream's query, as the stream has seen it. Its calls wait for nobody. */
final class StreamRun {

  private static final Logger LOG = LoggerFactory.getLogger(StreamRun.class);

  private final UUID id;
  private final RunningQuery query;
  private final LongSupplier clock;
  private final Executor stopper;
  private final long since;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile boolean reported;
  private volatile boolean stopped;

  /**
   * @param clock the time in nanoseconds
   * @param stopper stops the query, which takes long
   */
  StreamRun(UUID id, RunningQuery query, LongSupplier clock, Executor stopper) {
    this.id = id;
    this.query = query;
    this.clock = clock;
    this.stopper = stopper;
    this.since = clock.getAsLong();
  }

  UUID id() {
    return id;
  }

  RunningQuery query() {
    return query;
  }

  /** The listener has been told something of it. */
  void reported() {
    reported = true;
  }

  /** The listener was told that a run has ended. */
  void ended(UUID which, boolean failed) {
    stopped |= !failed && which.equals(id);
  }

  boolean hasEndedInOrder() {
    return stopped || query.hasEndedInOrder();
  }

  /** Its first report: the one that is known as such, or an older one that Spark still has. */
  ProgressOffsets first(ProgressOffsets known) {
    ProgressOffsets oldest = query.firstProgress();
    return oldest != null && oldest.isBefore(known) ? oldest : known;
  }

  /** Where it began, if it has failed and never reported anything. */
  Optional<ProgressOffsets> failedAt() {
    return reported || query.lastProgress() != null ? Optional.empty() : query.failedAt();
  }

  /** Whether neither a report nor a failure has said where it began. */
  boolean hasSaidNothing() {
    return !reported && query.lastProgress() == null && !query.failedAt().isPresent();
  }

  /**
   * Whether Spark keeps no progress for those who ask, so that what the listener bus drops is lost:
   * it has told the listener something, and answers with nothing.
   */
  boolean isForgotten() {
    return reported && query.isActive() && query.lastProgress() == null;
  }

  /** Says in words if it has reported nothing for longer than this, and never will. */
  Optional<String> silent(Duration patience) {
    Duration running = Duration.ofNanos(clock.getAsLong() - since);
    return running.compareTo(patience) > 0 && query.isSilent()
        ? Optional.of(
            String.format(
                "the query has reported nothing for %s: it is in continuous processing, where Spark "
                    + "reports no progress, so nothing can be recorded; use another trigger",
                Texts.rounded(running)))
        : Optional.empty();
  }

  /**
   * Begins to stop the query, if it is active and not being stopped already; does not wait for the
   * batch.
   *
   * @return whether it has begun
   */
  boolean stop() {
    if (!query.isActive() || stopping.getAndSet(true)) {
      return false;
    }
    stopper.execute(this::stopNow);
    return true;
  }

  private void stopNow() {
    try {
      query.stop();
    } catch (Exception e) {
      stopping.set(false); // To be tried again.
      LOG.warn("Could not stop query {}", query.id(), e);
    }
  }
}
