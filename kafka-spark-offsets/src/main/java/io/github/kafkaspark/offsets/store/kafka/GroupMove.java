package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Partitions;
import io.github.kafkaspark.offsets.store.MovedStream;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.ProvenanceJson;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What of a group's offsets another program has committed, and what it has left of a store's. */
final class GroupMove {

  private final Map<TopicPartition, OffsetAndMetadata> found;
  private final Map<TopicPartition, GroupTag> tags = new HashMap<>();
  private final Set<TopicPartition> foreign = new TreeSet<>(Partitions.ORDER);

  private GroupMove(Map<TopicPartition, OffsetAndMetadata> found) {
    this.found = found;
    found.forEach(
        (partition, offset) -> {
          Optional<GroupTag> tag = GroupTag.parse(offset.metadata());
          tag.ifPresent(own -> tags.put(partition, own));
          if (!tag.isPresent()) {
            foreign.add(partition);
          }
        });
  }

  static GroupMove of(Map<TopicPartition, OffsetAndMetadata> found) {
    return new GroupMove(found);
  }

  /** The partitions whose offsets are no store's. */
  Set<TopicPartition> foreign() {
    return foreign;
  }

  private Optional<GroupTag> newest() {
    return tags.values().stream().max(GroupTag.ORDER);
  }

  /** The highest generation that is left; 0 if none is. */
  long generation() {
    return newest().map(GroupTag::generation).orElse(0L);
  }

  /** The sequence of the newest commit that is left; 0 if none is. */
  long sequence() {
    return newest().map(GroupTag::sequence).orElse(0L);
  }

  /** Where the stream is now: what was moved, and what is left of the newest commit. */
  TopicOffsets offsets() {
    return at(partition -> foreign.contains(partition)).merge(left());
  }

  private TopicOffsets left() {
    return newest().map(tag -> at(partition -> isOf(tag, partition))).orElse(TopicOffsets.empty());
  }

  private boolean isOf(GroupTag tag, TopicPartition partition) {
    return tags.containsKey(partition) && tags.get(partition).isOf(tag);
  }

  private TopicOffsets at(Predicate<TopicPartition> which) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    found.forEach(
        (partition, offset) -> {
          if (which.test(partition)) {
            offsets.put(partition, offset.offset());
          }
        });
    return TopicOffsets.of(offsets);
  }

  /** Empty if all is a store's. */
  Optional<MovedStream> moved(StreamId stream) {
    if (foreign.isEmpty()) {
      return Optional.empty();
    }
    MovedStream moved = MovedStream.of(offsets());
    return Optional.of(before(stream).map(moved::from).orElse(moved));
  }

  /** With what is left of its offsets; empty if no partition says who has committed them. */
  private Optional<OffsetCommit> before(StreamId stream) {
    Optional<GroupTag> newest = newest();
    Optional<GroupTag> full =
        tags.values().stream().filter(tag -> tag.isFull() && tag.isOf(newest.get())).findAny();
    try {
      return full.isPresent() ? Optional.of(commit(stream, full.get())) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private OffsetCommit commit(StreamId stream, GroupTag full) throws IOException {
    return OffsetCommit.of(
        stream,
        full.generation(),
        full.sequence(),
        NewCommit.of(
                NewCommit.Kind.valueOf(full.fields().text("kind")),
                left(),
                ProvenanceJson.read(full.fields()))
            .withIdentities(full.identities()));
  }
}
