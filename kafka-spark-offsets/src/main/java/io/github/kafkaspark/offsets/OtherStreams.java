package io.github.kafkaspark.offsets;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of a new stream whose topics another stream of the store has read: its name may have been
 * changed, and then it begins anew by mistake.
 */
final class OtherStreams {

  private static final Logger LOG = LoggerFactory.getLogger(OtherStreams.class);

  /** A store may have very many streams, and each is a question. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** As many as a person reads. */
  private static final int NAMED = 3;

  private OtherStreams() {}

  /** Looks, for a stream of which nothing at all was stored. It may take long. */
  static void warnOf(OffsetStore store, ResumePlan plan) {
    List<OffsetCommit> found = new ArrayList<>();
    Deadline deadline = Deadline.in(LIMIT);
    for (StreamId other : streams(store)) {
      if (!other.equals(plan.stream()) && !deadline.isOver()) {
        latest(store, other).filter(commit -> hasTopicOf(commit, plan)).ifPresent(found::add);
      }
    }
    if (!found.isEmpty()) {
      found.sort(comparing((OffsetCommit commit) -> commit.provenance().time()).reversed());
      StreamId newest = found.get(0).stream();
      LOG.warn(
          "Stream '{}' begins for the first time, and the store has other streams of its topics: {}. "
              + "If one of them, such as the newest, '{}', is its former name, stop the query, and give "
              + "it that name again, or go on at the offsets of that stream, once, by {}",
          plan.stream(),
          text(found),
          newest,
          ClaimText.atThatOf(plan.stream(), "store", newest));
    }
  }

  private static Set<StreamId> streams(OffsetStore store) {
    try {
      return store.streams();
    } catch (RuntimeException e) {
      LOG.debug("The {} does not tell which streams it has", store, e);
      return Collections.emptySet();
    }
  }

  private static Optional<OffsetCommit> latest(OffsetStore store, StreamId stream) {
    try {
      return store.latest(stream);
    } catch (RuntimeException e) {
      LOG.debug("The {} does not tell where '{}' is", store, stream, e);
      return Optional.empty();
    }
  }

  private static boolean hasTopicOf(OffsetCommit commit, ResumePlan plan) {
    return plan.places().keySet().stream().anyMatch(partition -> hasTopic(commit, partition, plan));
  }

  private static boolean hasTopic(OffsetCommit commit, TopicPartition partition, ResumePlan plan) {
    TopicIdentity here = plan.identities().get(partition.topic());
    Optional<TopicIdentity> there = Optional.ofNullable(commit.identities().get(partition.topic()));
    return commit.offsets().get(partition).isPresent()
        && !there.filter(known -> here != null && isAnother(known, here)).isPresent();
  }

  private static boolean isAnother(TopicIdentity there, TopicIdentity here) {
    return there.isOfOtherCluster(here) || there.isOtherLife(here);
  }

  private static String text(List<OffsetCommit> newestFirst) {
    String named =
        newestFirst.stream()
            .limit(NAMED)
            .map(
                commit ->
                    "'" + commit.stream() + "' (committed at " + commit.provenance().time() + ")")
            .collect(joining(", "));
    int more = newestFirst.size() - NAMED;
    return more > 0 ? named + " and " + more + " more" : named;
  }
}
