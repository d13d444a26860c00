package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
final class StreamLoad implements SourceOffsets.Excuse {

  /** Of a query whose sources did not resume. */
  static final StreamLoad NONE = new StreamLoad(Optional.empty(), Collections.emptyList());

  private final Optional<OffsetCommit> before;
  private final List<LoadedSource> sources;

  /** If two sources read a partition, the query begins at the lower place. */
  private final Map<TopicPartition, Place> begins = new HashMap<>();

  /** For each topic the ids of the clusters from which sources read it. */
  private final Map<String, Set<String>> clusters = new TreeMap<>();

  private StreamLoad(Optional<OffsetCommit> before, List<LoadedSource> sources) {
    this.before = before;
    this.sources = sources;
    for (LoadedSource source : sources) {
      source.begins.forEach(
          (partition, place) -> {
            begins.merge(partition, place, Place::lower);
            clusters
                .computeIfAbsent(partition.topic(), topic -> new TreeSet<>())
                .add(source.clusterId);
          });
    }
  }

  /** The load of the first source. */
  static StreamLoad of(ResumePlan plan, BrokerOffsets brokers) {
    return new StreamLoad(plan.commit(), NONE.sources).with(plan, brokers);
  }

  /** With one more source. */
  StreamLoad with(ResumePlan plan, BrokerOffsets brokers) {
    List<LoadedSource> all = new ArrayList<>(sources);
    all.add(new LoadedSource(plan, brokers));
    return new StreamLoad(before, all);
  }

  /** The newest commit before the first source claimed. */
  Optional<OffsetCommit> before() {
    return before;
  }

  /** Whether it has promised where a source of these brokers begins. */
  boolean promises(BrokerOffsets brokers) {
    String cluster = LoadedSource.clusterId(brokers);
    return brokers.partitions().stream()
        .anyMatch(
            partition ->
                begins.containsKey(partition) && clusters.get(partition.topic()).contains(cluster));
  }

  /**
   * The START after a commit. It drops nothing that no source reads, since a source that is yet to
   * be loaded may, but what was of a topic that is another one now: the ids of a commit are of one
   * topic.
   *
   * @param stored the commit; empty if there was none
   */
  NewCommit start(Optional<OffsetCommit> stored, Provenance by) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    AgreedIdentities identities = new AgreedIdentities();
    stored.ifPresent(commit -> keepOthers(commit, offsets, identities));
    begins.forEach(
        (partition, place) -> place.offset().ifPresent(offset -> offsets.put(partition, offset)));
    for (LoadedSource source : sources) {
      source.topics.forEach(topic -> identities.add(topic, source.identitiesOfPlaces.get(topic)));
    }
    return NewCommit.start(TopicOffsets.of(offsets), by)
        .withIdentities(identities.found())
        .withoutOtherIdentities();
  }

  private void keepOthers(
      OffsetCommit stored, Map<TopicPartition, Long> offsets, AgreedIdentities identities) {
    stored
        .offsets()
        .asMap()
        .forEach(
            (partition, offset) -> {
              if (!begins.containsKey(partition) && !isReplaced(partition)) {
                offsets.put(partition, offset);
                String topic = partition.topic();
                identities.add(topic, stored.identities().get(topic));
              }
            });
  }

  private boolean isReplaced(TopicPartition partition) {
    return sources.stream().anyMatch(source -> source.replaced.contains(partition));
  }

  /** Whose the topics are that the sources read. */
  Map<String, TopicIdentity> identities() {
    AgreedIdentities identities = new AgreedIdentities();
    for (LoadedSource source : sources) {
      source.topics.forEach(topic -> identities.add(topic, source.identities.get(topic)));
    }
    return identities.found();
  }

  /** The topics that the sources read. */
  Set<String> topics() {
    return clusters.keySet();
  }

  /**
   * The brokers to ask for what these selections find; empty if a source was loaded without the
   * stream, or they are of two clusters.
   */
  Optional<KafkaCluster> brokersOf(Set<SourceSelection> selections) {
    Map<String, Optional<KafkaCluster>> found = new HashMap<>();
    for (SourceSelection selection : selections) {
      List<LoadedSource> loaded =
          sources.stream()
              .filter(source -> source.selection.equals(selection))
              .collect(Collectors.toList());
      if (loaded.isEmpty()) {
        return Optional.empty();
      }
      loaded.forEach(source -> found.put(source.clusterId, source.cluster));
    }
    return found.size() == 1 ? found.values().iterator().next() : Optional.empty();
  }

  /**
   * What a commit drops of what is stored: partitions that were gone when their sources were
   * loaded, unless a source has them again, or they may be another cluster's.
   *
   * @param whose the identities of what is stored
   * @param ends what the query reads by now
   */
  Set<TopicPartition> dropped(Map<String, TopicIdentity> whose, TopicOffsets ends) {
    Set<TopicPartition> dropped = new HashSet<>();
    for (LoadedSource source : sources) {
      for (TopicPartition partition : source.vanished) {
        String topic = partition.topic();
        boolean isHere =
            Optional.ofNullable(whose.get(topic))
                .map(identity -> identity.clusterId().equals(source.clusterId))
                .orElseGet(() -> source.topics.contains(topic));
        if (isHere) {
          boolean unused = dropped.add(partition);
        }
      }
    }
    dropped.removeAll(begins.keySet());
    dropped.removeAll(ends.partitions());
    return dropped;
  }

  /** A pattern has names of another cluster's topics too. */
  @Override
  public boolean isElsewhere(SourceSelection selection, SourceSelection finder) {
    Set<String> of = clusters(selection);
    Set<String> ofFinder = clusters(finder);
    return !of.isEmpty() && !ofFinder.isEmpty() && Collections.disjoint(of, ofFinder);
  }

  /** Whether two of these selections have no cluster in common. */
  boolean areOfTwoClusters(Set<SourceSelection> selections) {
    return selections.stream()
        .anyMatch(one -> selections.stream().anyMatch(other -> isElsewhere(one, other)));
  }

  private Set<String> clusters(SourceSelection selection) {
    return sources.stream()
        .filter(source -> source.selection.equals(selection))
        .map(source -> source.clusterId)
        .collect(Collectors.toSet());
  }

  /** The topics that sources read from two clusters or more, each with their ids. */
  Map<String, Set<String>> topicsOfTwoClusters() {
    return clusters.entrySet().stream()
        .filter(topic -> topic.getValue().size() > 1)
        .collect(
            Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
  }

  /**
   * The topics for which the sources are told where to go on, by a checkpoint, and that they do not
   * select. A source of which a part is selected goes on with that, unless Spark fails.
   */
  Set<String> unselected(ProgressOffsets first) {
    Set<SourceSelection> selections =
        sources.stream()
            .map(source -> source.selection)
            .filter(selection -> !selection.equals(SourceSelection.NONE))
            .collect(Collectors.toSet());
    Set<String> unselected = first.startsOfSources().unselected(selections);
    for (TopicPartition partition : first.starts().partitions()) {
      String topic = partition.topic();
      if (first.hasFailedBy(partition)
          && !topics().contains(topic)
          && selections.stream().noneMatch(selection -> selection.has(topic))) {
        boolean unused = unselected.add(topic);
      }
    }
    return unselected;
  }

  /** Whether a query is stopped that does not begin where it is stored. */
  boolean failsIfOverruled() {
    return sources.stream().anyMatch(source -> source.failsIfOverruled);
  }

  /** What of the sources was stored before; their new partitions begin by that too. */
  TopicOffsets stored() {
    return readOf(before.map(OffsetCommit::offsets).orElse(TopicOffsets.empty()));
  }

  /** Those of the offsets whose partitions the sources read. */
  TopicOffsets readOf(TopicOffsets offsets) {
    return offsets.filter(begins::containsKey);
  }

  /**
   * Whether a query that keeps state goes on from what was done before, but not with the checkpoint
   * of the query that has done it.
   */
  boolean hasLostState(ProgressOffsets first) {
    return first.keepsState()
        && goesOn()
        && !isOfNamedCheckpoint(first.query())
        && (first.beginsWithoutCheckpoint() || isOfAnotherQuery(first.query()));
  }

  /** The checkpoint by which the sources begin has the state of its own place. */
  boolean isOfNamedCheckpoint(UUID query) {
    return sources.stream()
        .anyMatch(source -> source.checkpointQuery.filter(query.toString()::equals).isPresent());
  }

  /** The commit's place, or what was stored before if a named checkpoint has moved the claim. */
  TopicOffsets placeBefore(OffsetCommit commit) {
    boolean isMoved = sources.stream().anyMatch(source -> source.checkpointQuery.isPresent());
    return isMoved ? commit.offsets().merge(stored()) : commit.offsets();
  }

  /** The query whose checkpoint was named; empty if none was, or a query has begun with it. */
  Optional<String> namedInVain(UUID query) {
    Optional<String> named =
        sources.stream()
            .map(source -> source.checkpointQuery)
            .filter(Optional::isPresent)
            .map(Optional::get)
            .findFirst();
    return isOfNamedCheckpoint(query) ? Optional.empty() : named;
  }

  /** A checkpoint gives its query an id. */
  private boolean isOfAnotherQuery(UUID query) {
    Optional<String> known = before.map(OffsetCommit::provenance).flatMap(Provenance::queryId);
    return known.isPresent() && !known.get().equals(query.toString());
  }

  /**
   * Without a batch each claim has one commit, its START, which names a query only if it goes on
   * from what that one has done.
   */
  private boolean goesOn() {
    return !stored().isEmpty()
        && before
            .filter(
                commit ->
                    commit.kind() == NewCommit.Kind.BATCH
                        || commit.sequence() > commit.generation()
                        || commit.provenance().queryId().isPresent())
            .isPresent();
  }
}
