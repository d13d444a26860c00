package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointWarning;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A checkpoint that decides where a source begins, beside what is stored. An immutable value. */
final class CheckpointPlan {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointPlan.class);

  final CheckpointOffsets checkpoint;

  /** Where it lets the source begin elsewhere than it is stored. */
  final OtherPlaces places;

  /** The commit by which a person has moved the stream to where it is, if it overrules that. */
  final Optional<OffsetCommit> rewind;

  /** What Spark will fail on under it, or, if it is refused, what a new one would not have. */
  final List<CheckpointWarning> warnings;

  private final boolean refuses;

  private CheckpointPlan(
      CheckpointOffsets checkpoint,
      OtherPlaces places,
      Optional<OffsetCommit> rewind,
      boolean refuses,
      List<CheckpointWarning> warnings) {
    this.checkpoint = checkpoint;
    this.places = places;
    this.rewind = rewind;
    this.refuses = refuses;
    this.warnings = warnings;
  }

  /** What is stored, beside which a checkpoint is looked at. */
  static final class Stored {
    private final TopicOffsets offsets;
    private final Supplier<Optional<OffsetCommit>> rewind;
    private final boolean fails;

    /**
     * @param offsets of what the source selects; empty for a first time, which nothing overrules
     * @param rewind asks for the commit by which a person has moved the stream to where it is
     * @param fails whether nothing may overrule it
     */
    Stored(TopicOffsets offsets, Supplier<Optional<OffsetCommit>> rewind, boolean fails) {
      this.offsets = offsets;
      this.rewind = rewind;
      this.fails = fails;
    }

    private OtherPlaces overruledBy(CheckpointOffsets checkpoint, BrokerOffsets brokers) {
      return offsets.isEmpty()
          ? OtherPlaces.NONE
          : OtherPlaces.of(orEarliest(checkpoint.offsets(), brokers), orEarliest(offsets, brokers));
    }
  }

  /**
   * Compares a checkpoint that has a place with what is stored.
   *
   * @param release the text of Spark's version; empty if it is not known
   * @throws IllegalStateException if it is of another query
   */
  static CheckpointPlan of(
      StreamId stream,
      CheckpointOffsets checkpoint,
      Stored stored,
      BrokerOffsets brokers,
      String release) {
    requireOfSource(stream, checkpoint, brokers);
    OtherPlaces places = stored.overruledBy(checkpoint, brokers);
    Optional<OffsetCommit> rewind =
        (places.isEmpty() ? Optional.<OffsetCommit>empty() : stored.rewind.get())
            .filter(commit -> !SkipMark.lets(commit, checkpoint.queryId()));
    boolean refuses = !places.isEmpty() && (stored.fails || rewind.isPresent());
    return new CheckpointPlan(
        checkpoint,
        places,
        rewind,
        refuses,
        refuses ? checkpoint.warningsIfLeft() : checkpoint.warningsIfKept(brokers, release));
  }

  /** Whether it overrules what it must not. */
  boolean refuses() {
    return refuses;
  }

  private static void requireOfSource(
      StreamId stream, CheckpointOffsets checkpoint, BrokerOffsets brokers) {
    Set<String> others = OtherCheckpoint.topics(checkpoint.offsets(), brokers);
    if (checkpoint.offsets().isEmpty() || !others.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              "Cannot resume '%s' with checkpoint %s: %s",
              stream,
              checkpoint.location(),
              others.isEmpty()
                  ? "it has no partition of a Kafka source; start the query with a new checkpoint, or "
                      + "with its own"
                  : "the query " + OtherCheckpoint.text(others)));
    }
  }

  private static TopicOffsets orEarliest(TopicOffsets offsets, BrokerOffsets brokers) {
    Map<TopicPartition, Long> all = new HashMap<>();
    for (TopicPartition partition : brokers.partitions()) {
      all.put(
          partition, offsets.get(partition).orElse(brokers.beginning().get(partition).orElse(0)));
    }
    return TopicOffsets.of(all);
  }

  /**
   * Why a source does not begin by it, and the way out.
   *
   * @param named as which it was named
   */
  String refusal(StreamId stream, NamedCheckpoint named) {
    return Overruled.refusal(stream, checkpoint, places, rewind, named);
  }

  /**
   * Says to a person what is not as it seems.
   *
   * @param stored the newest commit; empty if nothing is stored
   */
  void warn(StreamId stream, Optional<OffsetCommit> stored) {
    if (!places.isEmpty()) {
      LOG.warn(
          "{}",
          Overruled.warning(
              stream,
              checkpoint,
              places,
              stored.map(OffsetCommit::provenance).flatMap(Provenance::queryId)));
    }
    for (CheckpointWarning warning : warnings) {
      LOG.warn("Stream '{}', checkpoint {}: {}", stream, checkpoint.location(), warning);
    }
  }

  /** What it says of the whole plan, a line each, for people. */
  String describe() {
    StringBuilder text = new StringBuilder();
    text.append('\n').append(checkpoint);
    if (!places.isEmpty()) {
      text.append("\noverrules what is stored: ").append(places);
    }
    warnings.forEach(warning -> text.append("\nwarning: ").append(warning));
    return text.toString();
  }
}
