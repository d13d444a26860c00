package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.SparkSession;

/**
 * One stream of an {@link OffsetTracker}; with this handle the host says the stream's name once.
 *
 * <pre>{@code
 * TrackedStream orders = tracker.stream("orders-to-lake");
 * Dataset<Row> events = KafkaStreamSource.topic("orders")
 *     .bootstrapServers("broker:9092")
 *     .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
 *     .load(spark);
 * events.writeStream().queryName(orders.name()).foreach(sink).start();
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class TrackedStream {

  private final SparkSession spark;
  private final Recording recording;
  private final Consumer<BrokerOffsets> onLoad;
  private final Runnable requireOpen;
  private final Runnable requireLive;

  /**
   * @param onLoad hears of a source that loads by no checkpoint, before the claim
   * @param requireOpen throws an exception if the tracker is closed
   * @param requireLive throws an exception if it can record no new run
   */
  TrackedStream(
      SparkSession spark,
      Recording recording,
      Consumer<BrokerOffsets> onLoad,
      Runnable requireOpen,
      Runnable requireLive) {
    this.spark = spark;
    this.recording = recording;
    this.onLoad = onLoad;
    this.requireOpen = requireOpen;
    this.requireLive = requireLive;
  }

  /** The name for {@code queryName}: a query of this name in the tracker's session is recorded. */
  public String name() {
    return id().name();
  }

  /** The id under which the store keeps the stream. */
  public StreamId id() {
    return recording.id();
  }

  /**
   * Begins where the store says. When the source loads, it claims the stream, and commits where
   * this run begins before Spark gets the source. A query with several sources resumes each of
   * them; they share one claim. The load refuses, with an {@link IllegalStateException}, a stream
   * that the host commits by itself through an open {@code JdbcOffsetWriter} of the tracker's
   * store, and any stream once the tracker is closed or its session is stopped.
   */
  public Resume.Fallback resume() {
    return new Resume.Fallback(
        id(),
        new StoredStream() {
          @Override
          public Optional<OffsetCommit> latest(BrokerOffsets brokers) {
            requireLive.run();
            return recording.stored(brokers);
          }

          @Override
          public Optional<OffsetCommit> look(BrokerOffsets brokers) {
            requireOpen.run();
            return recording.look(brokers);
          }

          @Override
          public Set<TopicPartition> notKept(Set<TopicPartition> gone) {
            return recording.notKept(gone);
          }

          @Override
          public void saysFirstTime(ResumePlan plan, StartingOffsets firstTime) {
            recording.saysFirstTime(plan, firstTime);
          }

          @Override
          public Optional<OffsetCommit> rewind(OffsetCommit newest) {
            return recording.rewind(newest);
          }

          @Override
          public Optional<SparkSession> session() {
            return Optional.of(spark);
          }

          @Override
          public void begin(ResumePlan plan, BrokerOffsets brokers) {
            if (!plan.checkpoint().isPresent()) {
              onLoad.accept(brokers);
            }
            recording.claim(plan, brokers);
          }
        });
  }

  /** The plan of the newest source that resumed: where it begins, and why; empty if none has. */
  public Optional<ResumePlan> plan() {
    return recording.plan();
  }

  /** The status of the recording now, with what a restart would read again. Does not block. */
  public StreamStatus status() {
    return recording.status();
  }

  /**
   * Asks the brokers how far the newest commit of this tracker is behind; of a closed tracker too.
   * Blocks for as long as they take to answer. A {@link ConsumerLag} can be had without a tracker,
   * too.
   *
   * @throws IllegalStateException if none of its sources was loaded with {@link #resume()}, or the
   *     brokers do not answer within the limit of their cluster
   */
  public ConsumerLag lag() {
    return recording.lag();
  }

  /**
   * Waits until the store has what the query's {@code lastProgress} says, which the listener may
   * not have seen: Spark drops events under load and at the end. It also asks the store whether it
   * still has that, and whether another driver has claimed the stream.
   *
   * @param limit how long to wait at most; zero is too short for an answer of the store
   * @throws NullPointerException if {@code limit} is null
   * @throws IllegalStateException if no query of this name has started, or the tracker is closed
   * @throws OffsetStoreException if it is not durable within the limit, the thread is interrupted,
   *     the stream was claimed by another writer, or the store cannot be asked; the message says
   *     what is not durable
   */
  public void flush(Duration limit) {
    requireNonNull(limit, "limit");
    requireOpen.run();
    recording.flush(limit);
  }

  /** The {@link #status() status} with a line for each partition. */
  public String describe() {
    return status().describe();
  }

  /** The {@link #status() status} in one line. */
  @Override
  public String toString() {
    return "TrackedStream " + status();
  }

  Recording recording() {
    return recording;
  }
}
