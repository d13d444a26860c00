package io.github.kafkaspark.jobs.stream;

import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.jobs.api.PlanView;
import io.github.kafkaspark.jobs.api.StreamPoint;
import io.github.kafkaspark.jobs.api.StreamView;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Looks at the streams of all jobs, again and again, on threads of its own. */
public final class StreamWatch implements AutoCloseable {

  private StreamWatch() {}

  /**
   * Begins with nothing to look at.
   *
   * @param listener is called after each look
   */
  public static StreamWatch start(Clock clock, Consumer<StreamView> listener) {
    return new StreamWatch();
  }

  /** From now on these are the streams; what is known of those that stay is kept. */
  public void watch(Collection<WatchedStream> streams) {}

  /** From now on these are the runs that go on. */
  public void running(Collection<RunningApplication> runs) {}

  /** The newest look at a job's stream; null if no stream of that job is watched. */
  public StreamView view(String job) {
    return null;
  }

  /** What the looks have shown, oldest first; empty if no stream of that job is watched. */
  public List<StreamPoint> chart(String job, Duration last) {
    return List.of();
  }

  /** Asks store and brokers now where a start would begin. */
  public PlanView plan(String job) {
    return null;
  }

  /** Asks the store now, within seconds; null if it does not answer or no stream is watched. */
  public OffsetsView offsets(String job) {
    return null;
  }

  @Override
  public void close() {}
}
