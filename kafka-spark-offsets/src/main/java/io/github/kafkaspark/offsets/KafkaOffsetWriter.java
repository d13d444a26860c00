package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits to one stream's group. Two things make it the owner: its producer is the newest of the
 * group's transactional id, and the newest commit in the group is its own. The first keeps others
 * from writing; if it is lost, the second decides who goes on.
 */
final class KafkaOffsetWriter implements OffsetWriter {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaOffsetWriter.class);

  /** How long a fenced writer waits for the START of the claim that has fenced it. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final KafkaOffsetStore store;
  private final StreamId stream;
  private final String group;
  private final String owner = UUID.randomUUID().toString();
  private final GroupReader reader;
  private volatile GroupProducer producer;
  private volatile OffsetCommit latest;
  private volatile boolean closed;

  /** The commit after {@code latest} whose outcome is not known; null if there is none. */
  private OffsetCommit open;

  /** Offsets that the group has, for commits without any. */
  private TopicOffsets inGroup = TopicOffsets.empty();

  /** Partitions that the cluster had when they were last asked for. */
  private final Set<TopicPartition> known = new HashSet<>();

  /** Whether a commit of this writer is in the group. */
  private boolean stored;

  /** The generation that has replaced this one; 0 if none has. */
  private long replacedBy;

  KafkaOffsetWriter(KafkaOffsetStore store, StreamId stream) {
    this.store = store;
    this.stream = stream;
    this.group = store.group(stream);
    this.reader = new GroupReader(store.cluster(), stream, group);
  }

  @Override
  public OffsetCommit latest() {
    return latest;
  }

  /** Called once, before all else. */
  void claim(TopicOffsets start, Provenance provenance) {
    Limit limit = store.limit();
    for (int tries = 0; latest == null; tries++) {
      try {
        requireExisting(start, limit);
        Optional<OffsetCommit> before = initialise(limit).map(GroupCommit::commit);
        before.ifPresent(commit -> inGroup = inGroup.merge(commit.offsets()));
        open =
            OffsetCommit.of(
                stream,
                before.map(OffsetCommit::generation).orElse(0L) + 1,
                before.map(OffsetCommit::sequence).orElse(0L) + 1,
                OffsetCommit.Kind.START,
                start,
                provenance);
        send(limit);
        accept();
      } catch (IOException | KafkaException e) {
        claimAfter(e, tries, limit);
      }
    }
    LOG.debug("Claimed '{}' by generation {} in group '{}'", stream, latest.generation(), group);
  }

  /** Claims that meet fence one another until one has its START through; each waits at random. */
  private void claimAfter(Exception failure, int tries, Limit limit) {
    discardProducer();
    if (GroupFailure.isFenced(failure) && !limit.isOver()) {
      int most = 20 << Math.min(tries, 6);
      limit.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(most / 2, most)));
      return;
    }
    OffsetStoreException failed = store.failed("claim '" + stream + "' in", group, failure);
    if (open == null || limit.isOver()) {
      throw failed;
    }
    try {
      Optional<GroupCommit> newest = initialise(limit);
      if (!newest.isPresent() || !isOpen(newest.get())) {
        throw failed;
      }
      accept();
    } catch (KafkaException e) {
      failed.addSuppressed(e);
      throw failed;
    }
  }

  @Override
  public OffsetCommit append(OffsetCommit.Kind kind, TopicOffsets offsets, Provenance provenance) {
    store.requireOpen();
    if (closed) {
      throw Writers.closed(stream);
    }
    if (replacedBy > 0) {
      throw stale();
    }
    OffsetCommit next = Writers.next(latest, kind, offsets, provenance);
    Limit limit = store.limit();
    if (open != null || producer == null) {
      settle(limit);
      next = Writers.next(latest, kind, offsets, provenance);
    }
    try {
      requireExisting(offsets, limit);
      open = next;
      send(limit);
      accept();
      LOG.debug("Committed {} of '{}' to group '{}'", latest.sequence(), stream, group);
    } catch (IOException | KafkaException e) {
      recover(e, limit);
    }
    return latest;
  }

  /** A new producer, which fences all others, and what the group has then. */
  private Optional<GroupCommit> initialise(Limit limit) {
    discardProducer();
    producer = GroupProducer.init(store.cluster(), group, limit);
    if (closed) {
      discardProducer();
    }
    return reader.newest(limit);
  }

  private void discardProducer() {
    GroupProducer old = producer;
    producer = null;
    if (old != null) {
      old.close();
    }
  }

  /** Commits what is open, and waits until readers see it. */
  private void send(Limit limit) throws IOException {
    Map<TopicPartition, OffsetAndMetadata> offsets = GroupCommit.of(open, owner).write(inGroup);
    GroupProducer current = producer;
    if (current == null) {
      throw new KafkaException("the writer was closed");
    }
    if (offsets.isEmpty()) {
      return;
    }
    current.commit(offsets, store.step(), limit);
    // The coordinator has promised the commit; the group shows it a moment later.
    Map.Entry<TopicPartition, OffsetAndMetadata> first = offsets.entrySet().iterator().next();
    GroupTag mine = GroupTag.brief(open);
    while (reader
        .metadata(first.getKey(), limit)
        .flatMap(GroupTag::parse)
        .filter(tag -> GroupTag.ORDER.compare(tag, mine) >= 0)
        .map(tag -> false)
        .orElse(true)) {
      limit.require("see the commit");
      limit.pause(Duration.ofMillis(1));
    }
    stored = true;
  }

  private void accept() {
    latest = open;
    inGroup = latest.offsets().isEmpty() ? inGroup : latest.offsets();
    open = null;
  }

  private void recover(Exception failure, Limit limit) {
    discardProducer();
    known.clear();
    if (open == null) {
      throw store.failed("commit offsets of '" + stream + "' to", group, failure);
    }
    OffsetCommit attempted = open;
    if (!limit.isOver()) {
      try {
        if (GroupFailure.isFenced(failure)) {
          awaitStart(limit);
        }
        settle(limit);
      } catch (StaleWriterException e) {
        throw e;
      } catch (OffsetStoreException | KafkaException e) {
        failure.addSuppressed(e);
      }
    }
    if (attempted.equals(latest)) {
      LOG.warn(
          "Committed offsets of '{}' to group '{}' in spite of a failure", stream, group, failure);
      return;
    }
    String outcome =
        open == null ? "nothing was committed, append again" : "append again, which looks first";
    OffsetStoreException failed =
        store.failed("commit offsets of '" + stream + "' to", group, failure);
    throw new OffsetStoreException(failed.getMessage() + "; " + outcome, failure);
  }

  /** Fenced by a claim that may not have come to its START yet: sees whether it comes. */
  private void awaitStart(Limit limit) {
    if (!stored) {
      // Nothing in the group can show that this claim was the newest one.
      replacedBy = latest.generation() + 1;
      throw stale();
    }
    Limit patience = Limit.of(PATIENCE);
    while (!patience.isOver()) {
      look(reader.newest(limit));
      limit.require("find who has claimed the stream");
      limit.pause(Duration.ofMillis(20));
    }
  }

  /**
   * Finds out whether the open commit is there, and makes a new producer. The owner is read first,
   * for a new producer would fence one that has rightly replaced this.
   */
  private void settle(Limit limit) {
    try {
      look(reader.newest(limit));
      // From here on nothing of this writer is under way, and no other can commit.
      look(initialise(limit));
      open = null;
    } catch (KafkaException e) {
      discardProducer();
      throw store.failed(
          "find out whether offsets of '" + stream + "' were committed to", group, e);
    } catch (OffsetStoreException e) {
      discardProducer();
      throw e;
    }
  }

  /** Takes the open commit if it is the newest; throws if another claim's is. */
  private void look(Optional<GroupCommit> newest) {
    if (!newest.isPresent()) {
      return;
    }
    long generation = newest.get().commit().generation();
    if (!newest.get().owner().equals(owner)) {
      if (generation >= latest.generation()) {
        replacedBy = Math.max(generation, latest.generation() + 1);
        discardProducer();
        throw stale();
      }
    } else if (isOpen(newest.get())) {
      stored = true;
      accept();
    }
  }

  private boolean isOpen(GroupCommit newest) {
    return newest.owner().equals(owner) && newest.commit().equals(open);
  }

  /** A topic that the cluster does not know would hold up the whole commit. */
  private void requireExisting(TopicOffsets offsets, Limit limit) {
    if (known.containsAll(offsets.partitions())) {
      return;
    }
    known.clear();
    known.addAll(reader.existing(limit));
    for (TopicPartition partition : offsets.partitions()) {
      if (!known.contains(partition)) {
        throw new OffsetStoreException(
            String.format(
                "Cannot commit offsets of '%s' to the consumer group '%s': the cluster '%s' has no "
                    + "partition %s; create it again, or start the stream without it",
                stream, group, store.cluster(), partition));
      }
    }
  }

  private StaleWriterException stale() {
    return new StaleWriterException(stream, latest.generation(), replacedBy);
  }

  @Override
  public void close() {
    closed = true;
    store.forget(this);
    discardProducer();
    reader.close();
  }
}
