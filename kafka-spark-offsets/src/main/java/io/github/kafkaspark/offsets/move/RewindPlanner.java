package io.github.kafkaspark.offsets.move;

import static io.github.kafkaspark.offsets.move.PartitionNames.listed;
import static io.github.kafkaspark.offsets.move.PartitionNames.quoted;
import static io.github.kafkaspark.offsets.move.PartitionNames.topicsOf;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Partitions;
import io.github.kafkaspark.offsets.move.RewindTarget.Look;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Decides for each partition where a rewind takes it. Changes nothing. */
final class RewindPlanner {

  private final StandingStream standing;
  private final RewindTarget target;
  private final TopicChoice choice;

  /** What the stream has. */
  private final TopicOffsets stored;

  RewindPlanner(StandingStream standing, RewindTarget target, TopicChoice choice) {
    this.standing = standing;
    this.target = target;
    this.choice = choice;
    this.stored = standing.offsets();
  }

  /** The topics that the brokers are to be asked about. */
  Set<String> topics() {
    if (!choice.isAll()) {
      return choice.topics();
    }
    Set<String> topics = topicsOf(stored.partitions());
    topics.addAll(topicsOf(target.named()));
    topics.addAll(topicsOf(standing.moved().partitions()));
    if (topics.isEmpty()) {
      throw standing.refusal("it has no offset of any topic; name the topics to move");
    }
    return topics;
  }

  RewindPlan plan(BrokerOffsets brokers) {
    Map<String, TopicIdentity> now = brokers.identities(); // First: see there.
    requireKnownTopics();
    Look look = new Look(brokers, standing);
    requirePresent(brokers);
    RewindDecisions decisions = new RewindDecisions(standing, target, choice, look, now);
    chosen(brokers).forEach(decisions::add);
    return decisions.plan();
  }

  private Collection<TopicPartition> chosen(BrokerOffsets brokers) {
    Set<TopicPartition> all = new TreeSet<>(Partitions.ORDER);
    all.addAll(stored.partitions());
    all.addAll(target.named());
    all.addAll(brokers.partitions());
    all.removeIf(partition -> !choice.has(partition.topic(), partition.partition()));
    return all;
  }

  /** A file of another stream is not taken for this one's. */
  private void requireKnownTopics() {
    Set<String> foreign = topicsOf(target.named());
    foreign.removeAll(topicsOf(stored.partitions()));
    if (choice.isAll() && !stored.isEmpty() && !foreign.isEmpty()) {
      throw standing.refusal(
          String.format(
              "the stream does not read %s, and has %s; see that the offsets are those of this stream, or "
                  + "name the topics to move",
              quoted(foreign), quoted(topicsOf(stored.partitions()))));
    }
  }

  /** What was named is there. */
  private void requirePresent(BrokerOffsets brokers) {
    Set<TopicPartition> missing = new TreeSet<>(Partitions.ORDER);
    for (String topic : choice.topics()) {
      for (int partition : choice.partitions(topic)) {
        boolean unused = missing.add(new TopicPartition(topic, partition));
      }
    }
    target.named().stream()
        .filter(partition -> choice.has(partition.topic(), partition.partition()))
        .forEach(missing::add);
    missing.removeAll(brokers.partitions());
    Set<String> topics = new TreeSet<>(choice.topics());
    topics.addAll(topicsOf(missing));
    topics.removeAll(topicsOf(brokers.partitions()));
    if (!topics.isEmpty()) {
      throw standing.refusal(
          String.format(
              "the brokers have no topic %s, or do not let this user describe it; the stream has %s",
              quoted(topics),
              stored.isEmpty() ? "none yet" : quoted(topicsOf(stored.partitions()))));
    }
    if (!missing.isEmpty()) {
      throw standing.refusal(
          String.format(
              "%s do not exist; the brokers have %s",
              listed(missing), listed(brokers.partitions())));
    }
  }
}
