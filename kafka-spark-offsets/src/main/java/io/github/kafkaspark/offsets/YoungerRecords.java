package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of records below a stored place that are younger than its commit, where no topic id tells
 * whether the topic is still the same. Their times are the producers', so this is no proof.
 */
final class YoungerRecords {

  private static final Logger LOG = LoggerFactory.getLogger(YoungerRecords.class);

  private YoungerRecords() {}

  /**
   * Looks, and warns.
   *
   * @param now whose the topics are
   */
  static void warnOf(ResumePlan plan, Map<String, TopicIdentity> now, BrokerOffsets brokers) {
    Optional<OffsetCommit> commit = plan.commit();
    Predicate<ResumeLine> uncertain =
        line ->
            line.reason() == Reason.STORED
                && !(hasId(commit.get().identities(), line) && hasId(now, line));
    if (!commit.isPresent() || plan.lines().stream().noneMatch(uncertain)) {
      return;
    }
    TopicOffsets younger;
    try {
      younger = brokers.byTime(commit.get().provenance().time());
    } catch (UnsupportedOperationException | IllegalStateException e) {
      LOG.debug("The brokers do not tell which records of '{}' are younger", plan.stream(), e);
      return;
    }
    Set<String> found =
        plan.lines().stream()
            .filter(uncertain)
            .filter(line -> younger.get(line.partition()).orElse(Long.MAX_VALUE) < stored(line))
            .map(line -> line.partition() + " at " + line.stored().orElse(0))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!found.isEmpty()) {
      LOG.warn(
          "Stream '{}' goes on where it was stored at {}, but records before these places are "
              + "younger than that: {}. If a topic was created anew since, its records before the "
              + "place are not read; to read them, start once with "
              + "startingOffsets(StartingOffsets.earliest()) in place of resume() and a new checkpoint",
          plan.stream(),
          commit.get().provenance().time(),
          found);
    }
  }

  private static boolean hasId(Map<String, TopicIdentity> identities, ResumeLine line) {
    TopicIdentity identity = identities.get(line.partition().topic());
    return identity != null && identity.topicId().isPresent();
  }

  private static long stored(ResumeLine line) {
    return line.stored().orElse(0);
  }
}
