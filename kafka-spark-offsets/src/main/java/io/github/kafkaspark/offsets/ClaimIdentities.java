package io.github.kafkaspark.offsets;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Whose the topics are that a run reads. What a load has seen counts for every batch; an answer
 * that comes during the run counts for batches that were planned after it, since an offset that was
 * seen before may be one of another topic. The lock of the stream's state guards it.
 */
final class ClaimIdentities {

  /** What is asked of the brokers during a run. */
  interface Question {

    /**
     * Whose those of these topics are that the cluster has.
     *
     * @throws IllegalStateException if the brokers do not answer
     */
    Map<String, TopicIdentity> ask(KafkaCluster cluster, Set<String> topics);
  }

  private static final class Known {
    final TopicIdentity identity;
    final Instant since;

    Known(TopicIdentity identity, Instant since) {
      this.identity = identity;
      this.since = since;
    }

    boolean countsFor(ProgressOffsets report) {
      return since.equals(Instant.MIN) || (report != null && report.isPlannedAfter(since));
    }
  }

  private final Map<String, Known> known = new HashMap<>();
  private Set<String> unknown = new TreeSet<>();

  /**
   * What a load has seen, before the query plans a batch.
   *
   * @param topics all topics of the load; those without an identity are not known
   */
  void loaded(Set<String> topics, Map<String, TopicIdentity> identities) {
    known.keySet().removeAll(topics);
    identities.forEach((topic, identity) -> known.put(topic, new Known(identity, Instant.MIN)));
  }

  /** What the brokers have said at this moment, or before. */
  void answered(Map<String, TopicIdentity> identities, Instant now) {
    identities.forEach((topic, identity) -> known.put(topic, new Known(identity, now)));
  }

  /** The query is elsewhere than expected, as it is in topics that were created anew. */
  void forget(TopicOffsets elsewhere) {
    for (TopicPartition partition : elsewhere.partitions()) {
      known.remove(partition.topic());
    }
  }

  /**
   * Whose the offsets of a commit are.
   *
   * @param ends what is new in it
   * @param report says so; null for what was planned at the load
   * @param before what was there before
   * @param whose the identities of that
   */
  Map<String, TopicIdentity> of(
      TopicOffsets ends,
      ProgressOffsets report,
      TopicOffsets before,
      Map<String, TopicIdentity> whose) {
    boolean hasRead = report == null || report.batch() >= 0;
    AgreedIdentities identities = new AgreedIdentities();
    Set<String> topics = new HashSet<>();
    unknown = new TreeSet<>();
    for (TopicPartition partition : ends.partitions()) {
      String topic = partition.topic();
      if (topics.add(topic)) {
        identities.add(topic, hasRead ? identity(topic, report) : whose.get(topic));
      }
    }
    for (TopicPartition partition : before.partitions()) {
      if (!ends.get(partition).isPresent()) {
        identities.add(partition.topic(), whose.get(partition.topic()));
      }
    }
    return identities.found();
  }

  private TopicIdentity identity(String topic, ProgressOffsets report) {
    Known found = known.get(topic);
    if (found == null) {
      boolean unused = unknown.add(topic);
    }
    return found != null && found.countsFor(report) ? found.identity : null;
  }

  /** The topics of the newest commit of which nothing is known. */
  Set<String> unknown() {
    return unknown;
  }
}
