package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumePlan.Decision;
import io.github.kafkaspark.offsets.ResumePlan.Line;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Begins where a stream's stored offsets say. It names exactly the partitions that the source
 * selects now: new ones begin at their earliest record, vanished ones are dropped, and stored
 * topics that the source does not select are left alone.
 *
 * <p>Made by {@link TrackedStream#resume()}, which also claims the stream when the source loads, or
 * by {@link #from}, which only reads.
 */
public final class Resume extends StartingOffsets {

  /** Says what a source does if nothing is stored for what it selects. */
  public static final class Fallback {

    private final StreamId stream;
    private final Stored stored;

    Fallback(StreamId stream, Stored stored) {
      this.stream = stream;
      this.stored = stored;
    }

    /**
     * Begins there the first time: as long as nothing at all is stored for what the source selects.
     * A partition that is new since is no first time; it begins at its earliest record.
     *
     * @throws NullPointerException if {@code fallback} is null
     */
    public Resume firstTime(StartingOffsets fallback) {
      return new Resume(stream, stored, requireNonNull(fallback, "fallback"));
    }

    /**
     * Fails the load the first time, with an {@link IllegalStateException}: for a stream that must
     * have been recorded before.
     */
    public Resume firstTimeFails() {
      return firstTime(
          StartingOffsets.of(
              brokers -> {
                throw new IllegalStateException(
                    "Cannot resume '"
                        + stream
                        + "': nothing is stored for what the source selects; check the stream's "
                        + "name and the store, or for a first start use resume().firstTime(…)");
              }));
    }
  }

  /** The source of the stored offsets, which also hears what is made of them. */
  interface Stored {
    Optional<OffsetCommit> latest(BrokerOffsets brokers);

    /** Called before the source begins, with a plan in which nothing is refused. */
    default void begin(ResumePlan plan, BrokerOffsets brokers) {}

    /** How to go on without records that are gone. */
    default String acceptLoss() {
      return "by starting once with startingOffsets(StartingOffsets.at(…)) in place of resume() and "
          + "with a new checkpoint, since an old one would overrule it: at the first offset that the "
          + "brokers have of these partitions, and where they are stored for the others, which "
          + "earliest() would read again; the stream is then recorded from there";
    }
  }

  private final StreamId stream;
  private final Stored stored;
  private final StartingOffsets fallback;

  private Resume(StreamId stream, Stored stored, StartingOffsets fallback) {
    this.stream = stream;
    this.stored = stored;
    this.fallback = fallback;
  }

  /**
   * Begins at the newest commit of the stream, without claiming it: for a look, a test or a second
   * reader.
   *
   * @throws NullPointerException if an argument is null
   */
  public static Fallback from(OffsetStore store, StreamId stream) {
    requireNonNull(store, "store");
    return new Fallback(requireNonNull(stream, "stream"), brokers -> store.latest(stream));
  }

  /**
   * Decides for each partition, and changes nothing.
   *
   * @throws OffsetStoreException if the store cannot be read
   * @throws IllegalStateException if nothing is stored and there is no fallback, or the source
   *     selects no partition
   */
  public ResumePlan plan(BrokerOffsets brokers) {
    Optional<OffsetCommit> commit = stored.latest(brokers);
    TopicOffsets offsets =
        commit.map(OffsetCommit::offsets).orElse(TopicOffsets.empty()).filter(brokers::selects);
    if (brokers.partitions().isEmpty()) {
      throw new IllegalStateException(
          "Cannot resume '"
              + stream
              + "': the source selects no partition now, so where it begins could not be recorded; "
              + "create a topic that it selects first");
    }
    TopicOffsets otherwise = offsets.isEmpty() ? fallback.resolve(brokers) : TopicOffsets.empty();
    brokers.requireReadable(otherwise);
    List<Line> lines = new ArrayList<>();
    for (TopicPartition partition : brokers.partitions()) {
      lines.add(line(partition, offsets, otherwise, brokers));
    }
    offsets
        .filter(partition -> !brokers.partitions().contains(partition))
        .asMap()
        .forEach((partition, offset) -> lines.add(vanished(partition, offset)));
    return new ResumePlan(stream, commit, lines);
  }

  private static Line line(
      TopicPartition partition, TopicOffsets stored, TopicOffsets fallback, BrokerOffsets brokers) {
    OptionalLong offset = stored.get(partition);
    OptionalLong beginning = brokers.beginning().get(partition);
    OptionalLong end = brokers.end().get(partition);
    if (!offset.isPresent()) {
      Decision decision = stored.isEmpty() ? Decision.FALLBACK : Decision.NEW;
      return new Line(partition, decision, offset, beginning, end, fallback.get(partition));
    }
    if (offset.getAsLong() < beginning.orElse(0)) {
      return new Line(partition, Decision.AGED_OUT, offset, beginning, end, OptionalLong.empty());
    }
    if (offset.getAsLong() > end.orElse(Long.MAX_VALUE)) {
      return new Line(partition, Decision.BEYOND_END, offset, beginning, end, OptionalLong.empty());
    }
    return new Line(partition, Decision.STORED, offset, beginning, end, offset);
  }

  private static Line vanished(TopicPartition partition, long offset) {
    OptionalLong none = OptionalLong.empty();
    return new Line(partition, Decision.VANISHED, OptionalLong.of(offset), none, none, none);
  }

  /**
   * Decides where the source begins and, for a tracked stream, claims it and commits that as START.
   * A {@link BrokerOffsets#isCheck check} claims nothing.
   *
   * @throws IllegalStateException if the brokers no longer have what is stored, nothing is stored
   *     and there is no fallback, or the stream's query is running
   * @throws OffsetStoreException if the store cannot be read or written
   */
  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    ResumePlan plan = plan(brokers);
    if (!plan.refused().isEmpty()) {
      throw new IllegalStateException(refusal(plan));
    }
    if (!brokers.isCheck()) {
      stored.begin(plan, brokers);
    }
    return plan.start();
  }

  private String refusal(ResumePlan plan) {
    String partitions =
        plan.refused().stream().map(Resume::refusal).collect(Collectors.joining("; "));
    return "Cannot resume '"
        + stream
        + "': the brokers do not have what is stored: "
        + partitions
        + "; bring the records back, or accept the loss "
        + stored.acceptLoss();
  }

  private static String refusal(Line line) {
    long stored = line.stored().orElse(0);
    long first = line.beginning().orElse(0);
    String why =
        line.decision() == Decision.AGED_OUT
            ? (first - stored) + " records were deleted unread, by retention or by hand"
            : "the topic was created anew, or its log was cut";
    return String.format(
        "%s is stored at %d, the brokers have %d to %d (%s)",
        line.partition(), stored, first, line.end().orElse(0), why);
  }

  @Override
  public String toString() {
    return "where '" + stream + "' is stored";
  }
}
