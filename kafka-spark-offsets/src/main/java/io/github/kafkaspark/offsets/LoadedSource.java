package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.offsets.ResumeLine.Outcome;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** One source as it was loaded: where it begins, and whose its topics were then. */
final class LoadedSource {

  /** Where each partition begins that it selects. */
  final Map<TopicPartition, Place> begins;

  final Set<String> topics;

  /** The id of its cluster. */
  final String clusterId;

  /** The brokers to ask later; empty if they are not known. */
  final Optional<KafkaCluster> cluster;

  final SourceSelection selection;

  /** Whose its topics are; without those of a checkpoint, which may have read others. */
  final Map<String, TopicIdentity> identities;

  /** Whose the places are; a topic is missing if nobody knows whose a stored offset of it is. */
  final Map<String, TopicIdentity> identitiesOfPlaces;

  /** What is stored and to be dropped: it would be selected if it existed. */
  final Set<TopicPartition> vanished;

  /** Of that, what was of topics in whose places others are now. */
  final Set<TopicPartition> replaced;

  /** The query of the checkpoint by which it begins. */
  final Optional<String> checkpointQuery;

  /** Whether a query is stopped that does not begin as planned. */
  final boolean failsIfOverruled;

  LoadedSource(ResumePlan plan, BrokerOffsets brokers) {
    this.begins = plan.places();
    this.topics = begins.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
    this.clusterId = clusterId(brokers);
    this.cluster = brokers.cluster();
    this.selection =
        brokers.selection().map(SourceSelection::described).orElse(SourceSelection.NONE);
    this.identities = new HashMap<>(brokers.identities());
    this.identities.keySet().removeAll(plan.unsureTopics());
    this.checkpointQuery = plan.checkpoint().flatMap(CheckpointOffsets::queryId);
    this.failsIfOverruled = plan.failsIfOverruled();
    this.identitiesOfPlaces = plan.identities();
    this.vanished = dropped(plan, line -> true);
    this.replaced = dropped(plan, line -> line.reason() != Reason.VANISHED);
  }

  private static Set<TopicPartition> dropped(ResumePlan plan, Predicate<ResumeLine> which) {
    return plan.lines().stream()
        .filter(line -> line.outcome() == Outcome.DROPPED)
        .filter(which)
        .map(ResumeLine::partition)
        .collect(Collectors.toSet());
  }

  /** The id of the cluster of these brokers, or a word for all that have none. */
  static String clusterId(BrokerOffsets brokers) {
    return brokers.clusterId().orElse("unknown");
  }
}
