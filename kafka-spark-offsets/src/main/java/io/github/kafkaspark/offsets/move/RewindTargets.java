package io.github.kafkaspark.offsets.move;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.move.RewindTarget.Look;
import io.github.kafkaspark.offsets.move.RewindTarget.Place;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.common.TopicPartition;

/** The targets that there are. */
final class RewindTargets {

  private RewindTargets() {}

  static RewindTarget earliest() {
    return everywhere(
        "to the first record", (partition, look) -> Place.ofBrokers(look.first(partition)));
  }

  static RewindTarget latest() {
    return everywhere("to the end", (partition, look) -> Place.ofBrokers(look.end(partition)));
  }

  static RewindTarget offset(long offset) {
    return everywhere("to offset " + offset, (partition, look) -> Place.ofBrokers(offset));
  }

  /** The first record of this time or later. */
  static RewindTarget time(String text, Instant time) {
    return everywhere(text, (partition, look) -> ofTime(time, partition, look));
  }

  private static Place ofTime(Instant time, TopicPartition partition, Look look) {
    OptionalLong found = look.brokers.byTime(time).get(partition);
    if (!found.isPresent()) {
      return Place.ofBrokers(look.end(partition)).because("no record is so young: its end");
    }
    Place place = Place.ofBrokers(found.getAsLong());
    boolean isFirst = found.getAsLong() == look.first(partition);
    return isFirst && found.getAsLong() > 0 ? place.butMayLack() : place;
  }

  private static RewindTarget everywhere(
      String text, BiFunction<TopicPartition, Look, Place> place) {
    return new RewindTarget(text) {
      @Override
      Optional<Place> of(TopicPartition partition, Look look) {
        return Optional.of(place.apply(partition, look));
      }
    };
  }

  static RewindTarget current() {
    return relative("to where it stands", from -> from);
  }

  static RewindTarget shift(long records) {
    return relative(
        "by " + (records < 0 ? "" : "+") + records + " offsets", from -> plus(from, records));
  }

  private static long plus(long from, long records) {
    if (records > 0 && from > Long.MAX_VALUE - records) {
      return Long.MAX_VALUE;
    }
    return from + records; // Below 0, it is clipped as any other that the brokers lack.
  }

  private static RewindTarget relative(String text, LongUnaryOperator move) {
    return new RewindTarget(text) {
      @Override
      Optional<Place> of(TopicPartition partition, Look look) {
        OptionalLong from = look.from(partition);
        return from.isPresent()
            ? Optional.of(Place.stored(move.applyAsLong(from.getAsLong())))
            : Optional.empty();
      }
    };
  }

  /** Where the stream stood at one of its commits. */
  static RewindTarget sequence(long sequence) {
    return new RewindTarget("to sequence " + sequence) {
      @Override
      Optional<Place> of(TopicPartition partition, Look look) {
        OptionalLong then = look.standing.commit(sequence).offsets().get(partition);
        return Optional.of(
            then.isPresent()
                ? Place.stored(then.getAsLong())
                : Place.ofBrokers(look.first(partition))
                    .because("not read yet at sequence " + sequence + ": its first record"));
      }

      @Override
      Map<String, TopicIdentity> identities(Look look) {
        return look.standing.commit(sequence).identities();
      }
    };
  }

  /**
   * Offsets that were given.
   *
   * @param whose by topic, if that is known; a topic that is not among them is what the brokers
   *     have now
   */
  static RewindTarget offsets(String text, TopicOffsets offsets, Map<String, TopicIdentity> whose) {
    return new RewindTarget(text) {
      @Override
      Optional<Place> of(TopicPartition partition, Look look) {
        OptionalLong given = offsets.get(partition);
        if (!given.isPresent()) {
          return Optional.empty();
        }
        return Optional.of(
            whose.containsKey(partition.topic())
                ? Place.stored(given.getAsLong())
                : Place.ofBrokers(given.getAsLong()));
      }

      @Override
      Set<TopicPartition> named() {
        return offsets.partitions();
      }

      @Override
      Map<String, TopicIdentity> identities(Look look) {
        return whose;
      }

      @Override
      String lack() {
        return "the offsets that were given do not name it";
      }
    };
  }

  /** Where a consumer group has committed. */
  static RewindTarget group(String group) {
    return new RewindTarget("to where group '" + group + "' has committed") {
      @Override
      Optional<Place> of(TopicPartition partition, Look look) {
        OptionalLong committed = look.brokers.committed(group).get(partition);
        return committed.isPresent()
            ? Optional.of(Place.ofBrokers(committed.getAsLong()))
            : Optional.empty();
      }

      @Override
      String lack() {
        return "the group has committed nothing for it";
      }
    };
  }

  /** Where another program has moved the stream. */
  static RewindTarget moved() {
    return new RewindTarget("to where another program has moved it") {
      @Override
      Optional<Place> of(TopicPartition partition, Look look) {
        OptionalLong moved = look.standing.moved().get(partition);
        return moved.isPresent()
            ? Optional.of(Place.ofBrokers(moved.getAsLong()))
            : Optional.empty();
      }

      @Override
      String lack() {
        return "the other program has no offset of it";
      }
    };
  }
}
