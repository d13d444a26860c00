package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.internal.CommittedOffsets;
import io.github.kafkaspark.internal.Partitions;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Clients before 2.0 give all positions in one request, metadata only one by one. If the newest
 * commit's first partition says that no other partition is there, the others' is known. All is read
 * between two looks at one partition of the newest commit, and again if they differ.
 */
final class OldClientReader {

  private OldClientReader() {}

  /** All that the group has committed of these partitions. */
  static Map<TopicPartition, OffsetAndMetadata> read(
      KafkaConsumer<?, ?> client, Set<TopicPartition> partitions) {
    TopicPartition witness = null;
    while (true) {
      OffsetAndMetadata before = witness == null ? null : CommittedOffsets.of(client, witness);
      Map<TopicPartition, Long> positions = CommittedOffsets.positions(client, partitions);
      if (positions.isEmpty()) {
        return Collections.emptyMap();
      }
      if (before == null) {
        witness = Collections.min(positions.keySet(), Partitions.ORDER);
        continue;
      }
      Map<TopicPartition, OffsetAndMetadata> found =
          withMetadata(client, positions, witness, before);
      TopicPartition newest = newest(found, witness);
      if (newest.equals(witness) && before.equals(CommittedOffsets.of(client, witness))) {
        return found;
      }
      witness = newest;
    }
  }

  /** The same, and takes no partition for one of a commit that it is not asked about: slow. */
  static Map<TopicPartition, OffsetAndMetadata> readEach(
      KafkaConsumer<?, ?> client, Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
    for (TopicPartition partition : CommittedOffsets.positions(client, partitions).keySet()) {
      OffsetAndMetadata committed = CommittedOffsets.of(client, partition);
      if (committed != null) {
        found.put(partition, committed);
      }
    }
    return found;
  }

  private static Map<TopicPartition, OffsetAndMetadata> withMetadata(
      KafkaConsumer<?, ?> client,
      Map<TopicPartition, Long> positions,
      TopicPartition witness,
      OffsetAndMetadata atWitness) {
    Optional<GroupTag> tag =
        atWitness == null ? Optional.empty() : GroupTag.parse(atWitness.metadata());
    boolean alone = tag.isPresent() && tag.get().isFull() && tag.get().inAll() == positions.size();
    Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
    positions.forEach(
        (partition, offset) -> {
          if (!alone) {
            OffsetAndMetadata committed = CommittedOffsets.of(client, partition);
            if (committed != null) {
              found.put(partition, committed);
            }
          } else {
            String metadata =
                partition.equals(witness) ? atWitness.metadata() : tag.get().brief().toString();
            found.put(partition, new OffsetAndMetadata(offset, metadata));
          }
        });
    return found;
  }

  /** A partition of the newest commit, {@code preferred} if it is one, or if there is no commit. */
  private static TopicPartition newest(
      Map<TopicPartition, OffsetAndMetadata> found, TopicPartition preferred) {
    Map<TopicPartition, GroupTag> tags = new HashMap<>();
    found.forEach(
        (partition, offset) ->
            GroupTag.parse(offset.metadata()).ifPresent(tag -> tags.put(partition, tag)));
    TopicPartition newest = preferred;
    for (TopicPartition partition : tags.keySet()) {
      GroupTag highest = tags.get(newest);
      if (highest == null || GroupTag.ORDER.compare(tags.get(partition), highest) > 0) {
        newest = partition;
      }
    }
    return newest;
  }
}
