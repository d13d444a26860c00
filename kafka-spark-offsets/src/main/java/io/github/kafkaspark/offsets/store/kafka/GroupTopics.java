package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows the partitions that the cluster has: a partition that it lacks would hold up a whole
 * commit.
 */
final class GroupTopics {

  private final GroupReader reader;

  /** The partitions that it had when the store last asked. */
  private final Set<TopicPartition> known = new HashSet<>();

  GroupTopics(GroupReader reader) {
    this.reader = reader;
  }

  /** Refuses offsets of a partition that the cluster does not have; asks only about new ones. */
  void require(TopicOffsets offsets, Limit limit) {
    if (!known.isEmpty() && known.containsAll(offsets.partitions())) {
      return;
    }
    Set<TopicPartition> existing = ask(limit);
    for (TopicPartition partition : offsets.partitions()) {
      if (!existing.contains(partition)) {
        throw new OffsetStoreException(
            String.format(
                "Cannot commit offsets of '%s' to the consumer group '%s': the cluster '%s' has no "
                    + "partition %s that this user may read; create it again, grant this user Read "
                    + "on the topic, or start the stream without it",
                reader.stream(), reader.group(), reader.cluster(), partition));
      }
    }
  }

  /** What of it the cluster still has. */
  Map<TopicPartition, OffsetAndMetadata> stillThere(
      Map<TopicPartition, OffsetAndMetadata> offsets, Limit limit) {
    Map<TopicPartition, OffsetAndMetadata> there = new LinkedHashMap<>(offsets);
    there.keySet().retainAll(ask(limit));
    return there;
  }

  private Set<TopicPartition> ask(Limit limit) {
    forget();
    known.addAll(reader.existing(limit));
    return known;
  }

  void forget() {
    known.clear();
  }
}
