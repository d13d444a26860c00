package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads what a consumer group has committed, without joining it. */
final class GroupReader implements AutoCloseable {

  static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private final KafkaCluster cluster;
  private final StreamId stream;
  private final String group;
  private BoundedClient<KafkaConsumer<byte[], byte[]>> consumer;
  private BoundedClient<AdminClient> admin;
  private boolean closed;

  GroupReader(KafkaCluster cluster, StreamId stream, String group) {
    this.cluster = cluster;
    this.stream = stream;
    this.group = group;
  }

  /** The newest commit. */
  Optional<GroupCommit> newest(Limit limit) {
    String what = "read the offsets of the group";
    return GroupCommit.read(
        stream,
        group,
        GroupAdmin.knowsGroups()
            ? admin().call(what, limit, client -> GroupAdmin.offsets(client, group))
            : consumer().call(what, limit, this::readWithOldClient));
  }

  /**
   * Whether the group shows a commit of this tag, or a newer one, at a partition.
   *
   * @param patience how long to wait for it
   */
  boolean shows(TopicPartition partition, GroupTag tag, Duration patience, Limit limit) {
    return consumer()
        .call(
            "see the commit",
            limit,
            client -> {
              Limit moment = Limit.of(patience);
              while (!shows(client, partition, tag)) {
                limit.require("see the commit");
                if (moment.isOver()) {
                  return false;
                }
                limit.pause(Duration.ofMillis(1));
              }
              return true;
            });
  }

  private static boolean shows(
      KafkaConsumer<byte[], byte[]> client, TopicPartition partition, GroupTag tag) {
    return Optional.ofNullable(GroupClients.committed(client, partition))
        .map(OffsetAndMetadata::metadata)
        .flatMap(GroupTag::parse)
        .filter(found -> GroupTag.ORDER.compare(found, tag) >= 0)
        .isPresent();
  }

  /** The group's offsets of these partitions. */
  Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Limit limit) {
    return consumer()
        .call(
            "read offsets of the group",
            limit,
            client -> GroupClients.committed(client, partitions));
  }

  /** The client ids of the group's members; none is known to clients before 2.0. */
  Set<String> members(Limit limit) {
    return GroupAdmin.knowsGroups()
        ? admin().call("describe the group", limit, client -> GroupAdmin.members(client, group))
        : Collections.emptySet();
  }

  /** All partitions that the cluster has; asking for one by name could create it. */
  Set<TopicPartition> existing(Limit limit) {
    return consumer().call("list the topics", limit, GroupReader::existing);
  }

  private static Set<TopicPartition> existing(KafkaConsumer<?, ?> client) {
    Set<TopicPartition> partitions = new HashSet<>();
    client
        .listTopics()
        .forEach(
            (topic, infos) ->
                infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition()))));
    return partitions;
  }

  /**
   * Clients before 2.0 give all positions in one request, metadata only one by one. If the newest
   * commit's first partition says that no other partition is there, the others' is known. All is
   * read between two looks at one partition of the newest commit, and again if they differ.
   */
  private Map<TopicPartition, OffsetAndMetadata> readWithOldClient(
      KafkaConsumer<byte[], byte[]> client) {
    Set<TopicPartition> partitions = existing(client);
    TopicPartition witness = null;
    while (true) {
      OffsetAndMetadata before = witness == null ? null : GroupClients.committed(client, witness);
      Map<TopicPartition, Long> positions = positions(client, partitions);
      if (positions.isEmpty()) {
        return Collections.emptyMap();
      }
      if (before == null) {
        witness = Collections.min(positions.keySet(), ORDER);
        continue;
      }
      Map<TopicPartition, OffsetAndMetadata> found =
          withMetadata(client, positions, witness, before);
      TopicPartition newest = newest(found, witness);
      if (newest.equals(witness) && before.equals(GroupClients.committed(client, witness))) {
        return found;
      }
      witness = newest;
    }
  }

  private static Map<TopicPartition, Long> positions(
      KafkaConsumer<byte[], byte[]> client, Set<TopicPartition> partitions) {
    Set<TopicPartition> found = new HashSet<>(partitions);
    client.assign(Collections.emptySet());
    client.assign(found);
    try {
      if (!found.isEmpty()) {
        long unused = client.position(found.iterator().next());
      }
    } catch (NoOffsetForPartitionException e) {
      found.removeAll(e.partitions());
      client.assign(found);
    }
    Map<TopicPartition, Long> positions = new HashMap<>();
    found.forEach(partition -> positions.put(partition, client.position(partition)));
    return positions;
  }

  private static Map<TopicPartition, OffsetAndMetadata> withMetadata(
      KafkaConsumer<byte[], byte[]> client,
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
            OffsetAndMetadata committed = GroupClients.committed(client, partition);
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

  private synchronized BoundedClient<KafkaConsumer<byte[], byte[]>> consumer() {
    requireOpen();
    if (consumer == null || consumer.isClosed()) {
      consumer = GroupClients.consumer(cluster, group);
    }
    return consumer;
  }

  private synchronized BoundedClient<AdminClient> admin() {
    requireOpen();
    if (admin == null || admin.isClosed()) {
      admin = GroupClients.admin(cluster);
    }
    return admin;
  }

  private void requireOpen() {
    if (closed) {
      throw new KafkaException("the writer was closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (consumer != null) {
      consumer.close();
    }
    if (admin != null) {
      admin.close();
    }
  }
}
