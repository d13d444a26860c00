package io.github.kafkaspark.offsets.move;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;

/**
 * Where a person moves a stream to, back or forth, in the words of {@code
 * kafka-consumer-groups.sh}. {@link #plan} looks, and {@link RewindPlan#execute} moves.
 *
 * <pre>{@code
 * RewindPlan plan = Rewind.toDatetime(Instant.parse("2026-11-30T00:00:00Z"))
 *     .topic("orders", 0, 1)
 *     .plan(store, StreamId.of("orders-to-lake"), cluster);
 * System.out.println(plan.describe());
 * plan.execute(Fence.NOBODY);
 * }</pre>
 *
 * <p>Without a choice of topics it moves all that the stream has. An offset that the brokers do not
 * have becomes the nearest one that they have; the plan says so. {@link #toEarliest}, {@link
 * #toLatest}, {@link #toOffset}, {@link #toDatetime}, {@link #byDuration} and {@link #toSequence}
 * cover partitions that the topics have and the stream lacks, too.
 *
 * <p>An immutable value; steps return new values. It needs no Spark.
 */
public final class Rewind {

  /** Which streams it takes. */
  private enum Mode {
    STORED,
    /** Those that are not stored yet, too. */
    NEW,
    /** Those that another program has moved. */
    ADOPT
  }

  private final RewindTarget target;
  private final TopicChoice choice;
  private final Mode mode;

  private Rewind(RewindTarget target, TopicChoice choice, Mode mode) {
    this.target = target;
    this.choice = choice;
    this.mode = mode;
  }

  private static Rewind to(RewindTarget target) {
    return new Rewind(target, TopicChoice.ALL, Mode.STORED);
  }

  /** Each partition to the first record that the brokers have. */
  public static Rewind toEarliest() {
    return to(RewindTargets.earliest());
  }

  /** Each partition to its end, as it is when the plan is made: what is there is skipped. */
  public static Rewind toLatest() {
    return to(RewindTargets.latest());
  }

  /**
   * Each partition to where it stands, or to the nearest offset that the brokers have: for a stream
   * that a start refuses since records are gone.
   */
  public static Rewind toCurrent() {
    return to(RewindTargets.current());
  }

  /**
   * Each partition to its first record that is of this time or later, by the records' timestamps. A
   * partition that has no record so young goes to its end.
   *
   * @throws NullPointerException if {@code time} is null
   */
  public static Rewind toDatetime(Instant time) {
    requireNonNull(time, "time");
    return to(RewindTargets.time("to " + time, time));
  }

  /**
   * As {@link #toDatetime}, to so long ago, counted from now.
   *
   * @throws NullPointerException if {@code back} is null
   * @throws IllegalArgumentException if it is negative, or reaches back beyond 1970
   */
  public static Rewind byDuration(Duration back) {
    Instant now = Instant.now();
    if (requireNonNull(back, "back").isNegative()
        || back.compareTo(Duration.between(Instant.EPOCH, now)) > 0) {
      throw new IllegalArgumentException(
          "Invalid duration: '"
              + Texts.of(back)
              + "' (expected how far to go back: 0 or more, and not beyond 1970)");
    }
    Instant time = now.minus(back);
    return to(RewindTargets.time("back by " + Texts.of(back) + ", to " + time, time));
  }

  /**
   * Each partition to this offset.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static Rewind toOffset(long offset) {
    if (offset < 0) {
      throw new IllegalArgumentException(
          "Invalid offset: '" + offset + "' (expected the next offset to read, 0 or more)");
    }
    return to(RewindTargets.offset(offset));
  }

  /**
   * Each partition by so many offsets, back if it is negative. Partitions that the stream lacks
   * stay so.
   */
  public static Rewind shiftBy(long offsets) {
    return to(RewindTargets.shift(offsets));
  }

  /**
   * To where the stream stood at the commit with this {@code OffsetCommit.sequence()}, of those
   * that the store still has. A partition that the stream had not read by then goes to its first
   * record.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public static Rewind toSequence(long sequence) {
    if (sequence < 1) {
      throw new IllegalArgumentException(
          "Invalid sequence: '" + sequence + "' (expected that of a commit, 1 or more)");
    }
    return to(RewindTargets.sequence(sequence));
  }

  /**
   * To these offsets; partitions that they do not name stay. They may name no topic that the stream
   * lacks, unless {@link #topic} chooses it.
   *
   * @throws NullPointerException if {@code offsets} is null
   * @throws IllegalArgumentException if there is none
   */
  public static Rewind toOffsets(TopicOffsets offsets) {
    if (requireNonNull(offsets, "offsets").isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid offsets: '{}' (expected the offset of one partition or more)");
    }
    return to(RewindTargets.offsets("to given offsets", offsets, Collections.emptyMap()));
  }

  /**
   * To where an exported stream stood, as by {@link #toOffsets}. If the export says whose the
   * offsets are, those of another cluster and of a topic that was created anew since are refused.
   *
   * @throws NullPointerException if {@code exported} is null
   * @throws IllegalArgumentException if it has no offset
   */
  public static Rewind toExported(ExportedStream exported) {
    if (requireNonNull(exported, "exported").offsets().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid export: '" + exported + "' (expected the offset of one partition or more)");
    }
    String of = exported.name().map(name -> " of '" + name + "'").orElse("");
    return to(
        RewindTargets.offsets(
            "to the exported offsets" + of, exported.offsets(), exported.identities()));
  }

  /**
   * To where a query's checkpoint stands, as by {@link #toOffsets}.
   *
   * @throws NullPointerException if {@code checkpoint} is null
   * @throws IllegalArgumentException if it has no place, since no query has begun with it or none
   *     of its sources is Kafka
   */
  public static Rewind toCheckpoint(CheckpointOffsets checkpoint) {
    if (requireNonNull(checkpoint, "checkpoint").offsets().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid checkpoint: '"
              + checkpoint.location()
              + "' (expected one with Kafka's offsets)");
    }
    return to(
        RewindTargets.offsets(
            "to where checkpoint " + checkpoint.location() + " stands",
            checkpoint.offsets(),
            Collections.emptyMap()));
  }

  /**
   * To where a consumer group has committed; partitions for which it has not stay. The group is
   * only read.
   *
   * @throws NullPointerException if {@code group} is null
   * @throws IllegalArgumentException if it is blank
   */
  public static Rewind toGroup(String group) {
    if (requireNonNull(group, "group").trim().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid group: '" + group + "' (expected the name of a consumer group)");
    }
    return to(RewindTargets.group(group));
  }

  /**
   * Adopts what another program has made of the stream's place, so that the store refuses to read
   * it: a consumer group that {@code kafka-consumer-groups.sh} has moved. See {@link
   * OffsetStore#moved}. Partitions that the program did not touch stay.
   */
  public static Rewind toAdopted() {
    return new Rewind(RewindTargets.moved(), TopicChoice.ALL, Mode.ADOPT);
  }

  /**
   * Moves this topic, and others that are named likewise, and no other. It may be one that the
   * stream does not have yet.
   *
   * @param partitions none for all of the topic
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name is blank, or a partition negative
   */
  public Rewind topic(String topic, int... partitions) {
    return new Rewind(target, choice.with(topic, partitions), mode);
  }

  /** Moves all topics that the stream has, as it does unless topics were named. */
  public Rewind allTopics() {
    return new Rewind(target, TopicChoice.ALL, mode);
  }

  /**
   * Makes the stream if it is not stored, rather than to refuse its name: to take over from a file,
   * a checkpoint or a group. It then has what the rewind names: offsets, or topics.
   *
   * @throws IllegalStateException if it is to {@link #toAdopted adopt} a stream, which is there
   */
  public Rewind newStream() {
    if (mode == Mode.ADOPT) {
      throw new IllegalStateException(
          "Cannot make a new stream of one that another program has moved: it is there; adopt it");
    }
    return new Rewind(target, choice, Mode.NEW);
  }

  /**
   * Looks what it would do now. Changes nothing, and claims nothing; the stream's query may run.
   *
   * @throws NullPointerException if an argument is null
   * @throws OffsetStoreException if the store cannot be read
   * @throws IllegalStateException if the stream is not stored, a topic or partition was named that
   *     is not there, the target has nothing of what was named, what is stored is of another topic
   *     than the brokers have, or the brokers do not answer within {@link KafkaCluster#timeout()};
   *     the message has the reason and the way out
   * @throws IllegalArgumentException if Kafka does not allow the name of a topic
   */
  public RewindPlan plan(OffsetStore store, StreamId stream, KafkaCluster cluster) {
    requireNonNull(cluster, "cluster");
    RewindPlanner planner = planner(store, stream);
    Set<String> topics = planner.topics();
    return Brokers.ask(cluster, topics, planner::plan);
  }

  /**
   * Looks what it would do by what brokers have that are asked already.
   *
   * @param brokers of all topics of the rewind, such as a source's {@code ask} gives them
   * @throws NullPointerException if an argument is null
   * @throws OffsetStoreException if the store cannot be read
   * @throws IllegalStateException as by the other form
   */
  public RewindPlan plan(OffsetStore store, StreamId stream, BrokerOffsets brokers) {
    requireNonNull(brokers, "brokers");
    return planner(store, stream).plan(brokers);
  }

  private RewindPlanner planner(OffsetStore store, StreamId stream) {
    requireNonNull(store, "store");
    requireNonNull(stream, "stream");
    return new RewindPlanner(standing(store, stream), target, choice);
  }

  private StandingStream standing(OffsetStore store, StreamId stream) {
    if (mode == Mode.ADOPT) {
      return StandingStream.lookMoved(store, stream);
    }
    StandingStream standing = StandingStream.look("rewind", store, stream);
    return mode == Mode.NEW ? standing : standing.requireStored();
  }

  /** Where to, and what. */
  @Override
  public String toString() {
    return target + " (" + choice + ")";
  }
}
