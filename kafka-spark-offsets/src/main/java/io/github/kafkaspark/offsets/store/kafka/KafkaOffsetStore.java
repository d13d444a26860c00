package io.github.kafkaspark.offsets.store.kafka;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.internal.KnownSecrets;
import io.github.kafkaspark.internal.Partitions;
import io.github.kafkaspark.offsets.store.MovedStream;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.WriteAccess;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** A consumer group for each stream; its name is the prefix and the stream's. */
public final class KafkaOffsetStore implements OffsetStore {

  private final KafkaCluster cluster;
  private final String groupPrefix;
  private final GroupProtocol.Factory protocols;
  private final GroupStep step;
  private final GroupRefresher refresher;
  private final Set<GroupProtocol> claims = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  KafkaOffsetStore(
      KafkaCluster cluster, String groupPrefix, GroupProtocol.Factory protocols, GroupStep step) {
    this(cluster, groupPrefix, protocols, step, () -> GroupRefresher.retention(cluster));
  }

  KafkaOffsetStore(
      KafkaCluster cluster,
      String groupPrefix,
      GroupProtocol.Factory protocols,
      GroupStep step,
      Supplier<Duration> retention) {
    this.cluster = cluster;
    this.groupPrefix = groupPrefix;
    this.protocols = protocols;
    this.step = step;
    this.refresher = new GroupRefresher(retention);
  }

  /** A store whose commits are transactions. */
  public static KafkaOffsetStore transactional(KafkaCluster cluster, String groupPrefix) {
    return open(cluster, groupPrefix, FencedProtocol::new);
  }

  /** A store whose commits are those of any consumer. */
  public static KafkaOffsetStore plain(KafkaCluster cluster, String groupPrefix) {
    return open(cluster, groupPrefix, LookingProtocol::new);
  }

  private static KafkaOffsetStore open(
      KafkaCluster cluster, String groupPrefix, GroupProtocol.Factory protocols) {
    requireNonNull(cluster, "cluster");
    if (requireNonNull(groupPrefix, "groupPrefix").trim().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid group prefix: '"
              + groupPrefix
              + "' (expected a non-blank text that no other consumer group begins with, such as "
              + "'spark-offsets-')");
    }
    return new KafkaOffsetStore(cluster, groupPrefix, protocols, new GroupStep());
  }

  @Override
  public Optional<OffsetCommit> latest(StreamId stream) {
    requireOpen();
    String group = group(requireNonNull(stream, "stream"));
    Limit limit = limit();
    try (GroupReader reader = new GroupReader(cluster, stream, group)) {
      return reader.newest(limit).map(GroupCommit::commit).filter(commit -> !commit.isForgotten());
    } catch (KafkaException e) {
      throw failed("read offsets of '" + stream + "' in", group, e);
    }
  }

  @Override
  public List<OffsetCommit> history(StreamId stream) {
    return latest(stream).map(Collections::singletonList).orElse(Collections.emptyList());
  }

  @Override
  public Set<StreamId> streams() {
    requireOpen();
    if (!GroupAdmin.knowsGroups()) {
      throw new OffsetStoreException(
          String.format(
              "Cannot list the streams of the %s: the kafka-clients on the class path cannot list "
                  + "consumer groups; it needs version 2.0 or newer",
              this));
    }
    Limit limit = limit();
    try (BoundedClient<AdminClient> admin = GroupClients.admin(cluster)) {
      Set<StreamId> streams = new TreeSet<>();
      for (String group : admin.call("list the groups", limit, GroupAdmin::groups)) {
        stream(group).filter(name -> isThere(admin, name, limit)).ifPresent(streams::add);
      }
      return Collections.unmodifiableSet(streams);
    } catch (KafkaException e) {
      throw failed("list the streams in", groupPrefix + "*", e);
    }
  }

  /** Whether its group has a store's commit, be it unreadable, and was not forgotten. */
  private boolean isThere(BoundedClient<AdminClient> admin, StreamId stream, Limit limit) {
    String group = group(stream);
    Map<TopicPartition, OffsetAndMetadata> found =
        admin.call(
            "read the offsets of the group", limit, client -> GroupAdmin.offsets(client, group));
    if (found.values().stream().noneMatch(offset -> GroupTag.isAStores(offset.metadata()))) {
      return false;
    }
    try {
      return new GroupCommitReader(stream, group, Collections::emptySet)
          .read(found)
          .filter(newest -> !newest.commit().isForgotten())
          .isPresent();
    } catch (OffsetStoreException e) {
      return true;
    }
  }

  private Optional<StreamId> stream(String group) {
    if (!group.startsWith(groupPrefix)) {
      return Optional.empty();
    }
    try {
      return Optional.of(StreamId.of(group.substring(groupPrefix.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public OffsetWriter claim(StreamId stream, NewCommit start) {
    requireOpen();
    requireNonNull(stream, "stream");
    NewCommit first = requireNonNull(start, "start").requireStart();
    KafkaOffsetWriter writer = new GroupClaim(this, stream).claim(first);
    refresher.add(writer);
    return writer;
  }

  @Override
  public Optional<MovedStream> moved(StreamId stream) {
    return move(stream).moved(stream);
  }

  private GroupMove move(StreamId stream) {
    requireOpen();
    String group = group(requireNonNull(stream, "stream"));
    Limit limit = limit();
    try (GroupReader reader = new GroupReader(cluster, stream, group)) {
      return reader.move(limit);
    } catch (KafkaException e) {
      throw failed("read offsets of '" + stream + "' in", group, e);
    }
  }

  /**
   * {@inheritDoc} The START has offsets of each partition that was moved, since one that stays as
   * the other program has left it cannot be read.
   */
  @Override
  public OffsetWriter adopt(StreamId stream, NewCommit start) {
    requireOpen();
    requireNonNull(stream, "stream");
    NewCommit first = requireNonNull(start, "start").requireStart();
    Set<TopicPartition> foreign = new TreeSet<>(Partitions.ORDER);
    foreign.addAll(move(stream).foreign());
    if (foreign.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              "Cannot adopt '%s' in the consumer group '%s': no other program has moved it; claim "
                  + "the stream",
              stream, group(stream)));
    }
    foreign.removeAll(first.offsets().partitions());
    if (!foreign.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid start: '%s' (expected offsets of %s too, which another program has moved in "
                  + "the consumer group '%s')",
              first.offsets(), foreign, group(stream)));
    }
    KafkaOffsetWriter writer = new GroupClaim(this, stream).adopt(first);
    refresher.add(writer);
    return writer;
  }

  @Override
  public WriteAccess writeAccess() {
    requireOpen();
    return WriteAccess.unknown("the brokers do not tell who may commit; only a claim would");
  }

  @Override
  public List<String> damage(StreamId stream) {
    try {
      Optional<OffsetCommit> unused = latest(stream);
      return Collections.emptyList();
    } catch (OffsetStoreException e) {
      if (e.getCause() instanceof KafkaException) {
        throw e;
      }
      return Collections.singletonList(e.getMessage());
    }
  }

  @Override
  public Set<TopicPartition> missing(Set<TopicPartition> partitions) {
    requireOpen();
    Set<TopicPartition> missing = new TreeSet<>(Partitions.ORDER);
    missing.addAll(requireNonNull(partitions, "partitions"));
    Set<String> topics = GroupTopics.topics(partitions);
    Limit limit = limit();
    try (BoundedClient<AdminClient> admin = GroupClients.admin(cluster)) {
      missing.removeAll(
          admin.call("find the topics", limit, client -> GroupAdmin.partitions(client, topics)));
      return missing;
    } catch (KafkaException e) {
      throw failed("find the topics for", groupPrefix + "*", e);
    }
  }

  KafkaCluster cluster() {
    return cluster;
  }

  /** The protocol of a claim, which ends with the store at the latest. */
  GroupProtocol protocol(GroupView view) {
    GroupProtocol claim = protocols.of(view, step);
    claims.add(claim);
    if (closed) {
      end(claim);
    }
    return claim;
  }

  void end(GroupProtocol claim) {
    claims.remove(claim);
    claim.close();
  }

  Limit limit() {
    return Limit.withLook(cluster.timeout());
  }

  String group(StreamId stream) {
    return groupPrefix + stream.name();
  }

  OffsetStoreException failed(String what, String group, Exception failure) {
    return new OffsetStoreException(
        String.format(
            "Cannot %s the consumer group '%s' of the Kafka brokers '%s': %s",
            what, group, cluster, GroupFailure.explain(failure, group, cluster)),
        KnownSecrets.ofOptions(cluster.options()).removedFrom(failure));
  }

  void forget(KafkaOffsetWriter writer) {
    refresher.remove(writer);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Cannot use the " + this + ": it is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    refresher.close();
    claims.forEach(this::end);
  }

  @Override
  public String toString() {
    return "offset store in the consumer groups '" + groupPrefix + "*' of " + cluster;
  }
}
