package io.github.kafkaspark.offsets.checkpoint;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Partitions;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * What to know before a query goes on with a checkpoint, or without it. An immutable value; its
 * text says what is so, and the way out.
 */
public final class CheckpointWarning {

  /**
   * The kinds of warnings. Later versions may have more of them, so a {@code switch} needs a
   * default.
   */
  public enum Kind {
    /** A new checkpoint would not have the state that the query keeps. */
    STATE,
    /** A new checkpoint would count its batches from 0 again. */
    BATCH_NUMBERS,
    /** Spark fails, since a partition that was added begins later than at 0. */
    ADDED_PARTITION,
    /** Spark fails, since a partition is gone. */
    GONE_PARTITION,
    /** Spark fails, since records that it has yet to read are gone. */
    AGED_OUT,
    /** Spark fails, since a partition ends before the place where it is to go on. */
    BEYOND_END,
    /** Spark of this release fails, since a batch is not done. */
    UNFINISHED_BATCH,
    /** Spark fails, since the newest files are damaged. */
    DAMAGED
  }

  private final Kind kind;
  private final Set<TopicPartition> partitions;
  private final String text;

  CheckpointWarning(Kind kind, Collection<TopicPartition> partitions, String text) {
    Set<TopicPartition> ordered = new TreeSet<>(Partitions.ORDER);
    ordered.addAll(partitions);
    this.kind = requireNonNull(kind, "kind");
    this.partitions = Collections.unmodifiableSet(ordered);
    this.text = requireNonNull(text, "text");
  }

  /** The kind of it. */
  public Kind kind() {
    return kind;
  }

  /** The partitions that it is about, in order; empty if it is about the whole query. */
  public Set<TopicPartition> partitions() {
    return partitions;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof CheckpointWarning)) {
      return false;
    }
    CheckpointWarning that = (CheckpointWarning) other;
    return kind == that.kind && partitions.equals(that.partitions) && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, partitions, text);
  }

  /** What is so, and the way out, in one line. */
  @Override
  public String toString() {
    return text;
  }
}
