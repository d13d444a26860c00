package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.internal.CommittedOffsets;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads what a consumer group has committed, without joining it. */
final class GroupReader implements AutoCloseable {

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

  KafkaCluster cluster() {
    return cluster;
  }

  StreamId stream() {
    return stream;
  }

  String group() {
    return group;
  }

  /** The newest commit. */
  Optional<GroupCommit> newest(Limit limit) {
    return new GroupCommitReader(stream, group, () -> membersIfTold(limit))
        .read(all(OldClientReader::read, limit));
  }

  /** What another program has made of the group. */
  GroupMove move(Limit limit) {
    return GroupMove.of(all(OldClientReader::readEach, limit));
  }

  private interface OldWay {
    Map<TopicPartition, OffsetAndMetadata> read(
        KafkaConsumer<?, ?> client, Set<TopicPartition> partitions);
  }

  private Map<TopicPartition, OffsetAndMetadata> all(OldWay old, Limit limit) {
    String what = "read the offsets of the group";
    return GroupAdmin.knowsGroups()
        ? admin().call(what, limit, client -> GroupAdmin.offsets(client, group))
        : consumer().call(what, limit, client -> old.read(client, existing(client)));
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
    return Optional.ofNullable(CommittedOffsets.of(client, partition))
        .map(OffsetAndMetadata::metadata)
        .flatMap(GroupTag::parse)
        .filter(found -> GroupTag.ORDER.compare(found, tag) >= 0)
        .isPresent();
  }

  /** The group's offsets of these partitions. */
  Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Limit limit) {
    return consumer()
        .call(
            "read offsets of the group", limit, client -> CommittedOffsets.of(client, partitions));
  }

  /** The client ids of the group's members; none is known to clients before 2.0. */
  Set<String> members(Limit limit) {
    return GroupAdmin.knowsGroups()
        ? admin().call("describe the group", limit, client -> GroupAdmin.members(client, group))
        : Collections.emptySet();
  }

  /** For a message that has something to say without them too. */
  private Set<String> membersIfTold(Limit limit) {
    try {
      return members(limit);
    } catch (KafkaException e) {
      return Collections.emptySet();
    }
  }

  /** The partitions of these topics that the cluster has and shows to this user. */
  Set<TopicPartition> existing(Set<String> topics, Limit limit) {
    return admin().call("find the topics", limit, client -> GroupAdmin.partitions(client, topics));
  }

  /** All partitions that the cluster shows: nobody tells old clients which ones a group has. */
  private static Set<TopicPartition> existing(KafkaConsumer<?, ?> client) {
    Set<TopicPartition> partitions = new HashSet<>();
    client
        .listTopics()
        .forEach(
            (topic, infos) ->
                infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition()))));
    return partitions;
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
