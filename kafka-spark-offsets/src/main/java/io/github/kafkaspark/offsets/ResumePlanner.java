package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumePlan.Decision;
import io.github.kafkaspark.offsets.ResumePlan.Line;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** Decides for each partition of a source where it begins. Changes nothing. */
final class ResumePlanner {

  private final BrokerOffsets brokers;
  private final Map<String, TopicIdentity> now;
  private final Optional<OffsetCommit> commit;
  private final Map<String, TopicIdentity> then;
  private final boolean acceptsOtherCluster;

  /** What is stored of what the source selects. */
  private final TopicOffsets stored;

  /**
   * @param now whose the topics are, which was asked before all else
   * @param commit what is stored; empty if nothing is
   * @param acceptsOtherCluster whether the offsets hold on another cluster too
   */
  ResumePlanner(
      BrokerOffsets brokers,
      Map<String, TopicIdentity> now,
      Optional<OffsetCommit> commit,
      boolean acceptsOtherCluster) {
    this.brokers = brokers;
    this.now = now;
    this.commit = commit;
    this.then = commit.map(OffsetCommit::identities).orElse(Collections.emptyMap());
    this.acceptsOtherCluster = acceptsOtherCluster;
    this.stored =
        commit
            .map(OffsetCommit::offsets)
            .orElse(TopicOffsets.empty())
            .filter(partition -> brokers.selects(partition) && !isElsewhere(partition.topic()));
  }

  /** A pattern has names of other clusters' topics too. */
  private boolean isElsewhere(String topic) {
    TopicIdentity identity = then.get(topic);
    return !acceptsOtherCluster
        && identity != null
        && !now.containsKey(topic)
        && brokers.clusterId().filter(id -> !id.equals(identity.clusterId())).isPresent();
  }

  ResumePlan plan(StreamId stream, StartingOffsets fallback) {
    TopicOffsets otherwise = stored.isEmpty() ? fallback.decide(brokers) : TopicOffsets.empty();
    brokers.requireReadable(otherwise);
    List<Line> lines = new ArrayList<>();
    for (TopicPartition partition : brokers.partitions()) {
      lines.add(line(partition, otherwise));
    }
    stored
        .filter(partition -> !brokers.partitions().contains(partition))
        .asMap()
        .forEach((partition, offset) -> lines.add(vanished(partition, offset)));
    return new ResumePlan(stream, commit, lines, identities(lines));
  }

  private Line line(TopicPartition partition, TopicOffsets fallback) {
    OptionalLong offset = stored.get(partition);
    OptionalLong start = stored.isEmpty() ? fallback.get(partition) : offset;
    Decision decision = decision(partition, offset);
    return new Line(
        partition,
        decision,
        offset,
        brokers.beginning().get(partition),
        brokers.end().get(partition),
        decision.isRefused() ? OptionalLong.empty() : start);
  }

  private Decision decision(TopicPartition partition, OptionalLong offset) {
    Optional<Decision> other = ofOtherTopic(partition.topic());
    if (other.isPresent()) {
      return other.get();
    }
    if (!offset.isPresent()) {
      return stored.isEmpty() ? Decision.FIRST_TIME : Decision.NEW;
    }
    if (offset.getAsLong() < brokers.beginning().get(partition).orElse(0)) {
      return Decision.AGED_OUT;
    }
    return offset.getAsLong() > brokers.end().get(partition).orElse(Long.MAX_VALUE)
        ? Decision.BEYOND_END
        : Decision.STORED;
  }

  private Optional<Decision> ofOtherTopic(String topic) {
    TopicIdentity before = then.get(topic);
    TopicIdentity current = now.get(topic);
    if (before == null || current == null) {
      return Optional.empty();
    }
    if (before.isOfOtherCluster(current)) {
      return acceptsOtherCluster ? Optional.empty() : Optional.of(Decision.OTHER_CLUSTER);
    }
    return before.isOtherLife(current) ? Optional.of(Decision.CREATED_ANEW) : Optional.empty();
  }

  private static Line vanished(TopicPartition partition, long offset) {
    OptionalLong none = OptionalLong.empty();
    return new Line(partition, Decision.VANISHED, OptionalLong.of(offset), none, none, none);
  }

  /** Whose the places are: a stored one was seen under what is stored, another one just now. */
  private Map<String, TopicIdentity> identities(List<Line> lines) {
    AgreedIdentities identities = new AgreedIdentities();
    for (Line line : lines) {
      String topic = line.partition().topic();
      if (line.decision() == Decision.STORED) {
        TopicIdentity before = then.get(topic);
        TopicIdentity current = now.get(topic);
        boolean hasMoved = before != null && current != null && before.isOfOtherCluster(current);
        identities.add(topic, hasMoved ? current : before);
      } else if (line.decision() != Decision.VANISHED) {
        identities.add(topic, now.get(topic));
      }
    }
    return identities.found();
  }
}
