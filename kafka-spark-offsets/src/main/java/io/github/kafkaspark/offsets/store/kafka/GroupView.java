package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Partitions;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.WriterState;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group as one claim sees it: what is in the group, and what of it this claim has committed under
 * a random name of its own.
 */
final class GroupView implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupView.class);

  private final String owner = UUID.randomUUID().toString();
  private final GroupReader reader;

  /** Offsets that the group has, for commits without any. */
  private TopicOffsets inGroup = TopicOffsets.empty();

  private Map<TopicPartition, OffsetAndMetadata> written = Collections.emptyMap();

  /** The newest commit of this claim, at the first partition of each topic. */
  private Map<TopicPartition, OffsetAndMetadata> marks = new HashMap<>();

  GroupView(GroupReader reader) {
    this.reader = reader;
  }

  GroupReader reader() {
    return reader;
  }

  String group() {
    return reader.group();
  }

  Map<TopicPartition, OffsetAndMetadata> marks() {
    return marks;
  }

  /** Whether a commit of this claim was seen in the group. */
  boolean isStored() {
    return !marks.isEmpty();
  }

  Optional<GroupCommit> newest(Limit limit) {
    return reader.newest(limit);
  }

  private boolean wrote(GroupCommit commit) {
    return commit.owner().equals(owner);
  }

  /** Takes what a claim finds in the group for what the group has. */
  void found(OffsetCommit before) {
    inGroup = inGroup.merge(before.offsets());
  }

  /** What to commit for this. */
  Map<TopicPartition, OffsetAndMetadata> write(OffsetCommit commit) {
    written = GroupCommit.of(commit, owner).write(inGroup);
    return written;
  }

  /** What to commit for this, so that readers know of its parts. */
  Map<TopicPartition, OffsetAndMetadata> writeInParts(OffsetCommit commit) {
    written = GroupCommit.of(commit, owner).inParts().write(inGroup);
    return written;
  }

  /** The commit that was written last is in the group. */
  void accept(OffsetCommit commit) {
    marks = new HashMap<>();
    Set<String> topics = new HashSet<>();
    written.forEach(
        (partition, offset) -> {
          if (topics.add(partition.topic())) {
            marks.put(partition, offset);
          }
        });
    inGroup = commit.offsets().isEmpty() ? inGroup : commit.offsets();
  }

  /** The attempt is in the group. */
  void accept(WriterState<OffsetCommit> state) {
    accept(state.attempt());
    state.accept(state.attempt());
  }

  /**
   * Accepts the attempt if it is the newest commit in the group.
   *
   * @throws StaleWriterException if another claim's commit is the newest
   */
  void look(Optional<GroupCommit> newest, WriterState<OffsetCommit> state) {
    if (isReplaced(newest, state.latest())) {
      throw state.replacedBy(newest.get().commit().generation());
    }
    if (isThere(newest, state.attempt())) {
      accept(state);
    }
  }

  /** Whether the newest commit is this one, of this claim. */
  boolean isThere(Optional<GroupCommit> newest, OffsetCommit commit) {
    return newest.filter(this::wrote).filter(there -> there.commit().equals(commit)).isPresent();
  }

  /** Whether the newest commit is of a claim that came after that of {@code latest}, this one's. */
  boolean isReplaced(Optional<GroupCommit> newest, OffsetCommit latest) {
    return newest
        .filter(there -> !wrote(there))
        .filter(there -> there.commit().generation() >= latest.generation())
        .isPresent();
  }

  /**
   * Looks as little as it can.
   *
   * @throws StaleWriterException if the group shows a newer claim
   */
  void requireNoNewerClaim(WriterState<OffsetCommit> state, Limit limit) {
    long newer = newerClaim(state.latest(), state.attempt(), limit);
    if (newer > 0) {
      throw state.replacedBy(newer);
    }
  }

  /**
   * The generation of a claim that is newer than that of {@code latest}, this claim's newest, as
   * seen at the first partition of each topic; 0 if there is none.
   *
   * @param open a commit after it that may be there in part; may be null
   */
  long newerClaim(OffsetCommit latest, OffsetCommit open, Limit limit) {
    if (marks.isEmpty()) {
      Optional<GroupCommit> newest = newest(limit);
      return isReplaced(newest, latest)
          ? Math.max(newest.get().commit().generation(), latest.generation() + 1)
          : 0;
    }
    Map<TopicPartition, OffsetAndMetadata> there = reader.committed(marks.keySet(), limit);
    if (there.equals(marks)) {
      return 0;
    }
    Collection<TopicPartition> strange = new TreeSet<>(Partitions.ORDER);
    for (Map.Entry<TopicPartition, OffsetAndMetadata> found : there.entrySet()) {
      Optional<GroupTag> tag = GroupTag.parse(found.getValue().metadata());
      if (!tag.isPresent() || tag.get().generation() < latest.generation()) {
        strange.add(found.getKey());
      } else if (!isMine(tag.get(), latest, open)) {
        return Math.max(tag.get().generation(), latest.generation() + 1);
      }
    }
    if (!strange.isEmpty()) {
      LOG.warn(
          "A driver that was replaced, or something else, has committed offsets of {} to the "
              + "consumer group '{}'; the next commit replaces them",
          strange,
          group());
    }
    return 0;
  }

  private boolean isMine(GroupTag tag, OffsetCommit latest, OffsetCommit open) {
    if (tag.generation() > latest.generation()) {
      return false;
    }
    return tag.isFull()
        ? GroupCommit.owner(tag).equals(owner)
        : open != null && tag.isOf(GroupTag.brief(open));
  }

  @Override
  public void close() {
    reader.close();
  }
}
