package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Partitions;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the partitions that the cluster has: a partition that it lacks would hold up a whole
 * commit.
 */
final class GroupTopics {

  private static final Logger LOG = LoggerFactory.getLogger(GroupTopics.class);

  private final GroupReader reader;

  /** The partitions that it had of the stream's topics when the store last asked. */
  private final Set<TopicPartition> known = new HashSet<>();

  GroupTopics(GroupReader reader) {
    this.reader = reader;
  }

  /**
   * What of a commit the cluster can keep; asks only about partitions that are new. It leaves out,
   * with a warning, what the cluster has no more and nobody reads any more, and refuses all else
   * that the cluster lacks.
   *
   * @param before what was committed before: who reads a partition moves it, sooner or later
   */
  NewCommit kept(NewCommit content, Supplier<TopicOffsets> before, Limit limit) {
    Set<TopicPartition> partitions = content.offsets().partitions();
    if (!known.isEmpty() && known.containsAll(partitions)) {
      return content;
    }
    Set<TopicPartition> missing = new TreeSet<>(Partitions.ORDER);
    missing.addAll(partitions);
    missing.removeAll(ask(partitions, limit));
    if (missing.isEmpty()) {
      return content;
    }
    TopicOffsets gone = content.offsets().filter(missing::contains);
    TopicOffsets committed = before.get();
    if (!gone.equals(committed.filter(missing::contains)) || missing.size() == partitions.size()) {
      throw missing(missing);
    }
    LOG.warn(
        "The cluster '{}' has {} no more, or this user may not read it, so the consumer group '{}' of "
            + "stream '{}' is committed without: {}",
        reader.cluster(),
        missing,
        reader.group(),
        reader.stream(),
        gone);
    return NewCommit.of(
            content.kind(),
            content.offsets().filter(partition -> !missing.contains(partition)),
            content.provenance())
        .withIdentities(content.identities());
  }

  private OffsetStoreException missing(Set<TopicPartition> partitions) {
    return new OffsetStoreException(
        String.format(
            "Cannot commit offsets of '%s' to the consumer group '%s': the cluster '%s' has no "
                + "partition %s that this user may read; create it again, grant this user Read "
                + "on the topic, or start the stream without it",
            reader.stream(), reader.group(), reader.cluster(), text(partitions)));
  }

  private static String text(Set<TopicPartition> partitions) {
    return partitions.size() == 1 ? partitions.iterator().next().toString() : partitions.toString();
  }

  /** What of it the cluster still has. */
  Map<TopicPartition, OffsetAndMetadata> stillThere(
      Map<TopicPartition, OffsetAndMetadata> offsets, Limit limit) {
    Map<TopicPartition, OffsetAndMetadata> there = new LinkedHashMap<>(offsets);
    there.keySet().retainAll(ask(offsets.keySet(), limit));
    return there;
  }

  private Set<TopicPartition> ask(Set<TopicPartition> partitions, Limit limit) {
    forget();
    known.addAll(reader.existing(topics(partitions), limit));
    return known;
  }

  static Set<String> topics(Set<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
  }

  void forget() {
    known.clear();
  }
}
