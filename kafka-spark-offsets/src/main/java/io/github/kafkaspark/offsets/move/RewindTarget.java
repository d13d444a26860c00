package io.github.kafkaspark.offsets.move;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicIdentity;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Where a rewind goes to. */
abstract class RewindTarget {

  /** What is known when it is asked for the place of a partition. */
  static final class Look {

    final BrokerOffsets brokers;
    final StandingStream standing;

    Look(BrokerOffsets brokers, StandingStream standing) {
      this.brokers = brokers;
      this.standing = standing;
    }

    OptionalLong from(TopicPartition partition) {
      return standing.offsets().get(partition);
    }

    long first(TopicPartition partition) {
      return brokers.beginning().get(partition).orElse(0);
    }

    long end(TopicPartition partition) {
      return brokers.end().get(partition).orElse(0);
    }
  }

  /** The offset that a partition is to go to. */
  static final class Place {

    final long offset;

    /** Whether it is an offset of the log that the brokers have now, whatever is stored. */
    final boolean isOfBrokers;

    /** Whether records may be gone that it was to go back to. */
    final boolean mayLack;

    final String note;

    private Place(long offset, boolean isOfBrokers, boolean mayLack, String note) {
      this.offset = offset;
      this.isOfBrokers = isOfBrokers;
      this.mayLack = mayLack;
      this.note = note;
    }

    /** That the brokers have told, or a person in the sight of what they have. */
    static Place ofBrokers(long offset) {
      return new Place(offset, true, false, "");
    }

    /** That somebody has stored. */
    static Place stored(long offset) {
      return new Place(offset, false, false, "");
    }

    Place butMayLack() {
      return new Place(offset, isOfBrokers, true, note);
    }

    Place because(String note) {
      return new Place(offset, isOfBrokers, mayLack, note);
    }
  }

  private final String text;

  /**
   * @param text what comes behind "rewind", such as {@code "to the end"}
   */
  RewindTarget(String text) {
    this.text = text;
  }

  /** The place of a partition that the brokers have; empty if the target says nothing of it. */
  abstract Optional<Place> of(TopicPartition partition, Look look);

  /** The partitions that it names by itself, whether or not the stream has them. */
  Set<TopicPartition> named() {
    return Collections.emptySet();
  }

  /** Whose the stored places are, by topic. */
  Map<String, TopicIdentity> identities(Look look) {
    return look.standing.identities();
  }

  /** Why it says nothing of a partition, as the end of "it says nothing of orders-1, since". */
  String lack() {
    return "the stream has no offset of it";
  }

  @Override
  public final String toString() {
    return text;
  }
}
