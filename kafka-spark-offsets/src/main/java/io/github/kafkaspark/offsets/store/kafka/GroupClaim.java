package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

/** One claim of a stream: commits its START to the group, by the protocol of the store. */
final class GroupClaim {

  private final KafkaOffsetStore store;
  private final StreamId stream;
  private final String group;
  private final GroupReader reader;
  private final GroupView view;
  private final GroupProtocol protocol;
  private final GroupTopics topics;

  /** The START whose outcome is not known; null if there is none. */
  private OffsetCommit open;

  GroupClaim(KafkaOffsetStore store, StreamId stream) {
    this.store = store;
    this.stream = stream;
    this.group = store.group(stream);
    this.reader = new GroupReader(store.cluster(), stream, group);
    this.view = new GroupView(reader);
    this.protocol = store.protocol(view);
    this.topics = new GroupTopics(reader);
  }

  /** Becomes the owner; called once. */
  KafkaOffsetWriter claim(NewCommit start) {
    return become(start, this::afterTheNewest);
  }

  /** The same, of a group that another program has moved. */
  KafkaOffsetWriter adopt(NewCommit start) {
    return become(start, this::afterAMove);
  }

  /** Where a claim goes on with the numbers, and what the group has. */
  private static final class Place {
    final long generation;
    final long sequence;
    final TopicOffsets offsets;

    Place(long generation, long sequence, TopicOffsets offsets) {
      this.generation = generation;
      this.sequence = sequence;
      this.offsets = offsets;
    }
  }

  private Place afterTheNewest(Limit limit) {
    Optional<OffsetCommit> before = view.newest(limit).map(GroupCommit::commit);
    before.ifPresent(view::found);
    return new Place(
        before.map(OffsetCommit::generation).orElse(0L),
        before.map(OffsetCommit::sequence).orElse(0L),
        before.map(OffsetCommit::offsets).orElse(TopicOffsets.empty()));
  }

  /**
   * Nobody knows the generation of what was written over, and its writer may still run. No stream
   * is claimed once a second from 1970 on, so the seconds since then are above it.
   */
  private Place afterAMove(Limit limit) {
    GroupMove move = reader.move(limit);
    long seconds = Instant.now().getEpochSecond();
    return new Place(Math.max(move.generation(), seconds), move.sequence(), move.offsets());
  }

  private KafkaOffsetWriter become(NewCommit start, Function<Limit, Place> place) {
    Limit limit = store.limit();
    boolean claimed = false;
    try {
      for (int tries = 0; !claimed; tries++) {
        try {
          claimed = attempt(start, place, limit);
        } catch (KafkaException e) {
          claimed = settle(e, limit);
        }
        if (!claimed) {
          pause(tries, limit);
        }
      }
      return new KafkaOffsetWriter(store, protocol, topics, open);
    } finally {
      if (!claimed) {
        store.end(protocol);
      }
    }
  }

  /** Whether it has come through, and no other with it. */
  private boolean attempt(NewCommit start, Function<Limit, Place> place, Limit limit) {
    NewCommit kept = topics.kept(start, () -> place.apply(limit).offsets, limit);
    requireNoMembers(limit);
    protocol.begin(limit);
    Place before = place.apply(limit);
    open =
        OffsetCommit.of(
            stream, before.generation + 1, before.sequence + 1, kept.withoutOtherIdentities());
    return protocol.start(open, limit);
  }

  /** Refuses members: sooner or later a member commits, and a store cannot read what it commits. */
  private void requireNoMembers(Limit limit) {
    Set<String> members = reader.members(limit);
    if (!members.isEmpty()) {
      throw new OffsetStoreException(
          String.format(
              "Cannot claim '%s' in the consumer group '%s' of the Kafka brokers '%s': consumers "
                  + "are members of the group, with the client ids %s; stop them (a query's "
                  + "kafka.group.id must be another one), or choose another group prefix",
              stream, group, store.cluster(), members));
    }
  }

  /** Whether the START is there in spite of a failure; false to try again. */
  private boolean settle(Exception failure, Limit limit) {
    protocol.discard();
    if (GroupFailure.isFenced(failure) && !limit.isOver()) {
      return false;
    }
    OffsetStoreException failed = store.failed("claim '" + stream + "' in", group, failure);
    if (open == null || limit.isOver()) {
      throw failed;
    }
    try {
      // Reads the owner first: a new producer would fence one that has claimed since.
      if (!view.isReplaced(view.newest(limit), open)) {
        protocol.begin(limit);
        if (view.isThere(view.newest(limit), open)) {
          view.accept(open);
          return true;
        }
      }
    } catch (KafkaException | OffsetStoreException e) {
      failed.addSuppressed(e);
    }
    throw failed;
  }

  /**
   * Claims that meet fence one another until one has its START through; each waits at random, the
   * longer the more of them there seem to be.
   */
  private static void pause(int tries, Limit limit) {
    int most = 20 << Math.min(tries, 8);
    limit.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(most / 2, most)));
  }
}
