package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a run's reports a claim can commit, and what not. The lock of the stream's state guards
 * it.
 */
final class RunReports {

  private static final Logger LOG = LoggerFactory.getLogger(RunReports.class);

  private final StreamId stream;

  /** The topics that the run reads from two clusters. */
  private final Set<String> ambiguous = new TreeSet<>();

  /** The topics of which the run's checkpoint is, and that its sources do not select. */
  private Set<String> ofOthers = Collections.emptySet();

  private boolean hasReported;

  /** The partitions that a source reads and another one has yet to find. */
  private Set<TopicPartition> late = Collections.emptySet();

  /** Where the run is, of partitions that end before that. */
  private TopicOffsets beyond = TopicOffsets.empty();

  RunReports(StreamId stream) {
    this.stream = stream;
  }

  /** Takes the first report, which tells where a checkpoint has let the run begin. */
  void begin(ProgressOffsets first, StreamLoad load) {
    ofOthers = load.unselected(first);
  }

  /** Takes the newest report of the run of a load. */
  void take(ProgressOffsets newest, StreamLoad load) {
    findAmbiguous(newest.endsOfSources(), load);
    late = newest.endsOfSources().late(load);
    beyond = beyond(newest);
  }

  /** Those of the offsets of a report that can be committed. */
  TopicOffsets committable(SourceOffsets reported, StreamLoad load) {
    return reported
        .found(load)
        .filter(
            partition ->
                !ambiguous.contains(partition.topic()) && !ofOthers.contains(partition.topic()));
  }

  /**
   * The reason why not all can be committed; empty if all can. Nothing tells apart the offsets of a
   * topic that the query reads from two clusters, so the claim commits none of them after the
   * START, which has the lower one.
   */
  Optional<String> problem() {
    return ambiguous.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "topics "
                + ambiguous
                + " are read from two clusters, so their offsets are not committed; give each "
                + "cluster a query of its own");
  }

  /** What is not committed yet, or only the first report will tell; empty if all is known. */
  Optional<String> doubt(StreamLoad load) {
    if (!ofOthers.isEmpty()) {
      return Optional.of("the query " + OtherCheckpoint.text(ofOthers));
    }
    if (!late.isEmpty()) {
      return Optional.of(
          "offsets of "
              + late
              + " are not committed yet, since another source of the query selects them too, and has "
              + "not found them; if it reads another cluster, give each cluster a query of its own, or "
              + "selections of different texts");
    }
    if (!beyond.isEmpty()) {
      return Optional.of(
          "the query is at "
              + beyond
              + ", beyond the end of these topics, as if they had been created anew: it skips what "
              + "comes up to there; stop it, and load its source again with a new checkpoint");
    }
    Set<String> topics = load.topicsOfTwoClusters().keySet();
    return hasReported || topics.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "sources of topics "
                + topics
                + " were loaded from two clusters; the query's first progress tells whether it "
                + "reads both");
  }

  /**
   * Two sources of one topic are of two clusters if they were loaded so, and both are read; or if
   * both have found it since, and no cluster has sources of both selections.
   */
  private void findAmbiguous(SourceOffsets reported, StreamLoad load) {
    Map<String, Set<String>> loaded = load.topicsOfTwoClusters();
    for (String topic : reported.topicsOfSeveral()) {
      boolean isAmbiguous =
          (!hasReported && loaded.containsKey(topic))
              || load.areOfTwoClusters(reported.finders(topic));
      if (isAmbiguous && ambiguous.add(topic)) {
        LOG.warn(
            "Stream '{}' reads topic '{}' from two clusters: its offsets cannot be told apart and are "
                + "not committed; give each cluster a query of its own, or a pattern that does not "
                + "have the topic's name",
            stream,
            topic);
      }
    }
    hasReported = true;
  }

  /** Spark tells the ends from 3.2 on; what it tells must keep no commit from being made. */
  private static TopicOffsets beyond(ProgressOffsets newest) {
    try {
      TopicOffsets ends = newest.ends();
      TopicOffsets latest = newest.latest();
      return ends.filter(
          partition ->
              ends.get(partition).orElse(0) > latest.get(partition).orElse(Long.MAX_VALUE));
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("The ends in a progress of query {} cannot be read", newest.query(), e);
      return TopicOffsets.empty();
    }
  }
}
