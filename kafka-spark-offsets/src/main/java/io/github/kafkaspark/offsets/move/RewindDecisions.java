package io.github.kafkaspark.offsets.move;

import static io.github.kafkaspark.offsets.move.PartitionNames.listed;
import static io.github.kafkaspark.offsets.move.PartitionNames.quoted;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Partitions;
import io.github.kafkaspark.offsets.move.RewindTarget.Look;
import io.github.kafkaspark.offsets.move.RewindTarget.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Where a rewind takes each partition, and why it cannot take some. */
final class RewindDecisions {

  private final StandingStream standing;
  private final RewindTarget target;
  private final TopicChoice choice;

  /** What the stream has. */
  private final TopicOffsets stored;

  /** Whose that is. */
  private final Map<String, TopicIdentity> then;

  private final Look look;
  private final Map<String, TopicIdentity> now;
  private final Map<String, TopicIdentity> whose;
  private final List<RewindLine> lines = new ArrayList<>();
  private final Map<TopicPartition, Long> moved = new HashMap<>();
  private final Set<TopicPartition> dropped = new TreeSet<>(Partitions.ORDER);
  private final Map<TopicPartition, TopicIdentity> lives = new HashMap<>();

  /** Of which the target says nothing, though they were named. */
  private final Set<TopicPartition> lacking = new TreeSet<>(Partitions.ORDER);

  /** Whose stored offsets are no place in the topic that the brokers have. */
  private final Set<String> elsewhere = new TreeSet<>();

  /** That are stored for another cluster. */
  private final Set<String> ofOtherCluster = new TreeSet<>();

  /** None yet. */
  RewindDecisions(
      StandingStream standing,
      RewindTarget target,
      TopicChoice choice,
      Look look,
      Map<String, TopicIdentity> now) {
    this.standing = standing;
    this.target = target;
    this.choice = choice;
    this.stored = standing.offsets();
    this.then = standing.identities();
    this.look = look;
    this.now = now;
    this.whose = target.identities(look);
  }

  /** Decides on one more. */
  void add(TopicPartition partition) {
    if (!look.brokers.partitions().contains(partition)) {
      lines.add(vanished(partition));
      return;
    }
    Optional<Place> place = target.of(partition, look);
    if (place.isPresent()) {
      decide(partition, place.get());
    } else if (!choice.isAll()) {
      boolean unused = lacking.add(partition);
    } else if (stored.get(partition).isPresent()) {
      lines.add(stays(partition, target.lack() + ": stays"));
    }
  }

  private RewindLine vanished(TopicPartition partition) {
    String topic = partition.topic();
    if (TopicLives.isOtherLife(then.get(topic), now.get(topic))) {
      boolean unused = dropped.add(partition);
      return line(
          partition,
          OptionalLong.empty(),
          OptionalLong.empty(),
          MoveCost.UNKNOWN,
          "of the topic before this one: dropped");
    }
    return stays(partition, "does not exist at these brokers: stays");
  }

  private RewindLine stays(TopicPartition partition, String note) {
    OptionalLong from = stored.get(partition);
    return line(partition, OptionalLong.empty(), from, MoveCost.NONE, note);
  }

  private void decide(TopicPartition partition, Place place) {
    String topic = partition.topic();
    if (!place.isOfBrokers && TopicLives.differ(whose.get(topic), now.get(topic))) {
      boolean unused = elsewhere.add(topic);
    } else if (choice.isAll() && TopicLives.isOfOtherCluster(then.get(topic), now.get(topic))) {
      boolean unused = ofOtherCluster.add(topic);
    }
    long first = look.first(partition);
    long to = Math.max(first, Math.min(place.offset, look.end(partition)));
    boolean isClipped = to != place.offset;
    moved.put(partition, to);
    lives.put(partition, (place.isOfBrokers || isClipped ? now : whose).get(topic));
    lines.add(
        line(
            partition,
            OptionalLong.of(place.offset),
            OptionalLong.of(to),
            cost(partition, place, to),
            isClipped ? clipped(place, to == first) : place.note));
  }

  private String clipped(Place place, boolean toFirst) {
    return "asked for " + place.offset + ": the " + (toFirst ? "first" : "end");
  }

  private MoveCost cost(TopicPartition partition, Place place, long to) {
    OptionalLong from = stored.get(partition);
    TopicIdentity before = then.get(partition.topic());
    TopicIdentity current = now.get(partition.topic());
    if (!from.isPresent() && standing.isOfUnknownOwner()) {
      return MoveCost.UNKNOWN;
    }
    if (!from.isPresent()) {
      return MoveCost.ofUnread(to, look.first(partition));
    }
    if (TopicLives.isOtherLife(before, current)) {
      return MoveCost.ofOtherLife(to, look.first(partition));
    }
    if (TopicLives.isOfOtherCluster(before, current) || from.getAsLong() > look.end(partition)) {
      return MoveCost.UNKNOWN;
    }
    MoveCost cost =
        MoveCost.of(from.getAsLong(), Math.max(0, place.offset), to, look.first(partition));
    return place.mayLack ? cost.withUnknownGone() : cost;
  }

  private RewindLine line(
      TopicPartition partition, OptionalLong wanted, OptionalLong to, MoveCost cost, String note) {
    return new RewindLine(
        partition,
        stored.get(partition),
        wanted,
        to,
        look.brokers.beginning().get(partition),
        look.brokers.end().get(partition),
        cost,
        note);
  }

  /** The plan of them all; refused if one cannot be moved, or stay, with the others. */
  RewindPlan plan() {
    requireWhole();
    return new RewindPlan(standing, target.toString(), lines, offsets(), identities());
  }

  private void requireWhole() {
    if (!lacking.isEmpty()) {
      throw standing.refusal(
          String.format("%s cannot go %s: %s", listed(lacking), target, target.lack()));
    }
    if (!ofOtherCluster.isEmpty()) {
      throw standing.refusal(
          String.format(
              "%s is stored for cluster %s, and these brokers are cluster %s; give the brokers of that "
                  + "cluster, or name the topic, if the stream is to go on here",
              quoted(ofOtherCluster),
              then.get(ofOtherCluster.iterator().next()).clusterId(),
              look.brokers.clusterId().orElse("?")));
    }
    if (!elsewhere.isEmpty()) {
      throw standing.refusal(
          String.format(
              "the offsets of %s are of another topic than these brokers have, which was created anew or "
                  + "is on another cluster, so they are no place in it; rewind to the earliest or latest "
                  + "record, to a time, or to an offset",
              quoted(elsewhere)));
    }
    Set<TopicPartition> left = new TreeSet<>(Partitions.ORDER);
    left.addAll(stored.partitions());
    left.removeAll(moved.keySet());
    left.removeAll(dropped);
    left.removeIf(
        partition ->
            moved.keySet().stream().noneMatch(each -> each.topic().equals(partition.topic()))
                || !TopicLives.differ(then.get(partition.topic()), now.get(partition.topic())));
    if (!left.isEmpty()) {
      throw standing.refusal(
          String.format(
              "the topic was created anew or is on another cluster since the stream was stored, so %s "
                  + "cannot stay; rewind all partitions of the topic",
              listed(left)));
    }
    if (moved.isEmpty()) {
      throw standing.refusal(String.format("nothing of it can go %s: %s", target, target.lack()));
    }
  }

  private TopicOffsets offsets() {
    return stored.filter(partition -> !dropped.contains(partition)).merge(TopicOffsets.of(moved));
  }

  private Map<String, TopicIdentity> identities() {
    TopicLives known = new TopicLives();
    TopicOffsets all = offsets();
    for (TopicPartition partition : all.partitions()) {
      known.add(
          partition.topic(),
          moved.containsKey(partition) ? lives.get(partition) : then.get(partition.topic()));
    }
    return known.of(all);
  }
}
