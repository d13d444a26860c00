package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * The sources that were loaded for one query, and where each partition of theirs begins. An
 * immutable value: what it says is promised only once it is stored.
 */
final class StreamLoad {

  /** Of a query whose sources did not resume. */
  static final StreamLoad NONE =
      new StreamLoad(Optional.empty(), Collections.emptyMap(), Collections.emptyMap());

  private final Optional<OffsetCommit> before;
  private final Map<TopicPartition, Place> begins;
  private final Map<String, Set<String>> clusters;

  private StreamLoad(
      Optional<OffsetCommit> before,
      Map<TopicPartition, Place> begins,
      Map<String, Set<String>> clusters) {
    this.before = before;
    this.begins = begins;
    this.clusters = clusters;
  }

  /** The load of the first source. */
  static StreamLoad of(ResumePlan plan, BrokerOffsets brokers) {
    StreamLoad none = new StreamLoad(plan.commit(), NONE.begins, NONE.clusters);
    return none.with(plan, brokers);
  }

  /** With one more source. If two read a partition, the query begins at the lower place. */
  StreamLoad with(ResumePlan plan, BrokerOffsets brokers) {
    Map<TopicPartition, Place> all = new HashMap<>(begins);
    plan.places().forEach((partition, place) -> all.merge(partition, place, Place::lower));
    Map<String, Set<String>> known = new TreeMap<>();
    clusters.forEach((topic, ids) -> known.put(topic, new TreeSet<>(ids)));
    for (TopicPartition partition : brokers.partitions()) {
      known.computeIfAbsent(partition.topic(), key -> new TreeSet<>()).add(id(brokers));
    }
    return new StreamLoad(before, all, known);
  }

  private static String id(BrokerOffsets brokers) {
    return brokers.clusterId().orElse("unknown");
  }

  /** The newest commit before the first source claimed. */
  Optional<OffsetCommit> before() {
    return before;
  }

  /** Whether it has promised where a source of these brokers begins. */
  boolean promises(BrokerOffsets brokers) {
    return brokers.partitions().stream()
        .anyMatch(
            partition ->
                begins.containsKey(partition)
                    && clusters.get(partition.topic()).contains(id(brokers)));
  }

  /**
   * What the START has after a source was added to what it had before. A source does not drop what
   * another one reads, though its pattern may match the name.
   */
  TopicOffsets start(TopicOffsets stored, BrokerOffsets added) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    begins.forEach(
        (partition, place) -> place.offset().ifPresent(offset -> offsets.put(partition, offset)));
    return stored
        .filter(partition -> !begins.containsKey(partition) && !added.selects(partition))
        .merge(TopicOffsets.of(offsets));
  }

  /** The topics that sources read from two clusters or more, each with their ids. */
  Map<String, Set<String>> topicsOfTwoClusters() {
    return clusters.entrySet().stream()
        .filter(topic -> topic.getValue().size() > 1)
        .collect(
            Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
  }

  /**
   * Whether a query that keeps state goes on from what was done before, but not with the checkpoint
   * of the query that has done it.
   */
  boolean hasLostState(ProgressOffsets first) {
    return first.keepsState()
        && goesOn()
        && (first.beginsWithoutCheckpoint() || isOfAnotherQuery(first.query()));
  }

  /** A checkpoint gives its query an id. */
  private boolean isOfAnotherQuery(UUID query) {
    Optional<String> known = before.map(OffsetCommit::provenance).flatMap(Provenance::queryId);
    return known.isPresent() && !known.get().equals(query.toString());
  }

  /** Without a batch each claim has one commit, its START. */
  private boolean goesOn() {
    return before
        .filter(
            commit ->
                commit.kind() == NewCommit.Kind.BATCH || commit.sequence() > commit.generation())
        .map(OffsetCommit::offsets)
        .map(TopicOffsets::partitions)
        .filter(stored -> !Collections.disjoint(stored, new HashSet<>(begins.keySet())))
        .isPresent();
  }
}
