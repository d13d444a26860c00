package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commits of one claim to its group, under a random name of its own, and its view of the group.
 */
final class GroupSession implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupSession.class);

  /** The time after which a commit that the group does not show is lost there. */
  private static final Duration MOMENT = Duration.ofMillis(300);

  private final String group;
  private final String owner = UUID.randomUUID().toString();
  private final GroupReader reader;
  private final GroupSender sender;

  /** Offsets that the group has, for commits without any. */
  private TopicOffsets inGroup = TopicOffsets.empty();

  private Map<TopicPartition, OffsetAndMetadata> sent = Collections.emptyMap();

  /** The newest commit of this session, at the first partition of each topic. */
  private Map<TopicPartition, OffsetAndMetadata> marks = new HashMap<>();

  /** The action at its close. */
  private final Consumer<GroupSession> onClose;

  GroupSession(
      String group, GroupReader reader, GroupSender sender, Consumer<GroupSession> onClose) {
    this.group = group;
    this.reader = reader;
    this.sender = sender;
    this.onClose = onClose;
  }

  /** Whether no one else can commit as long as the sender works. */
  boolean fences() {
    return sender.fences();
  }

  boolean isReady() {
    return sender.isReady();
  }

  /** Whether a commit of this session was seen in the group. */
  boolean isStored() {
    return !marks.isEmpty();
  }

  void begin(Limit limit) {
    sender.begin(limit);
  }

  void discard() {
    sender.discard();
  }

  Optional<GroupCommit> newest(Limit limit) {
    return reader.newest(limit);
  }

  boolean wrote(GroupCommit commit) {
    return commit.owner().equals(owner);
  }

  /** Takes what a claim finds in the group for what the group has. */
  void found(OffsetCommit before) {
    inGroup = inGroup.merge(before.offsets());
  }

  /**
   * Commits, and waits until readers see it.
   *
   * @return whether it has; if not, another has committed to the group, which {@code newerClaim}
   *     judges
   */
  boolean send(OffsetCommit commit, Limit limit) {
    return send(commit, marks, limit);
  }

  /** Commits, and does not look whether another has. */
  void sendUnseen(OffsetCommit commit, Limit limit) {
    boolean unused = send(commit, Collections.emptyMap(), limit);
  }

  private boolean send(
      OffsetCommit commit, Map<TopicPartition, OffsetAndMetadata> expected, Limit limit) {
    Map<TopicPartition, OffsetAndMetadata> offsets = write(commit);
    sent = offsets;
    if (offsets.isEmpty()) {
      return true;
    }
    if (!sender.commit(offsets, expected, limit)) {
      return false;
    }
    // The coordinator has promised the commit; the group shows it a moment later.
    TopicPartition first = offsets.keySet().iterator().next();
    while (sender.fences() && !reader.shows(first, GroupTag.brief(commit), MOMENT, limit)) {
      // All producers of a transactional id have one id at the brokers, where a request that an
      // older one sent before it was fenced, and that comes late, can take this commit's place.
      requireNoNewerClaim(commit, limit);
      sender.begin(limit);
      boolean unused = sender.commit(offsets, expected, limit);
    }
    return true;
  }

  private void requireNoNewerClaim(OffsetCommit commit, Limit limit) {
    if (newest(limit)
        .filter(there -> !wrote(there))
        .filter(there -> there.commit().generation() >= commit.generation())
        .isPresent()) {
      throw new ProducerFencedException("a newer claim is in the group");
    }
  }

  /** Commits the newest commit again, of those partitions that are still there. */
  void sendAgain(OffsetCommit commit, Set<TopicPartition> existing, Limit limit) {
    Map<TopicPartition, OffsetAndMetadata> offsets = write(commit);
    offsets.keySet().retainAll(existing);
    if (!offsets.isEmpty()) {
      boolean unused = sender.commit(offsets, Collections.emptyMap(), limit);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> write(OffsetCommit commit) {
    GroupCommit mine = GroupCommit.of(commit, owner);
    Map<TopicPartition, OffsetAndMetadata> offsets = mine.write(inGroup);
    return sender.fences() || GroupParts.of(group, offsets).size() == 1
        ? offsets
        : mine.inParts().write(inGroup);
  }

  /** The commit that was sent last is in the group. */
  void accept(OffsetCommit commit) {
    marks = new HashMap<>();
    Set<String> topics = new HashSet<>();
    sent.forEach(
        (partition, offset) -> {
          if (topics.add(partition.topic())) {
            marks.put(partition, offset);
          }
        });
    inGroup = commit.offsets().isEmpty() ? inGroup : commit.offsets();
  }

  /**
   * The generation of a claim that is newer than that of {@code latest}, this session's newest, as
   * seen at the first partition of each topic; 0 if there is none.
   *
   * @param open a commit after it that may be there in part; may be null
   */
  long newerClaim(OffsetCommit latest, OffsetCommit open, Limit limit) {
    if (marks.isEmpty()) {
      return newest(limit)
          .filter(there -> !wrote(there) && there.commit().generation() >= latest.generation())
          .map(there -> Math.max(there.commit().generation(), latest.generation() + 1))
          .orElse(0L);
    }
    Map<TopicPartition, OffsetAndMetadata> there = reader.committed(marks.keySet(), limit);
    if (there.equals(marks)) {
      return 0;
    }
    Collection<TopicPartition> strange = new TreeSet<>(GroupReader.ORDER);
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
          group);
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
    onClose.accept(this);
    sender.close();
    reader.close();
  }
}
