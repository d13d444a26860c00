package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.KafkaCluster;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Commits offsets to a group of which it is no member. A large commit goes in parts, one after the
 * other, and nothing keeps another consumer from doing the same.
 */
final class GroupConsumer implements GroupSender {

  private final KafkaCluster cluster;
  private final String group;
  private final GroupStep step;
  private volatile BoundedClient<KafkaConsumer<byte[], byte[]>> consumer;
  private volatile boolean closed;

  GroupConsumer(KafkaCluster cluster, String group, GroupStep step) {
    this.cluster = cluster;
    this.group = group;
    this.step = step;
  }

  @Override
  public boolean fences() {
    return false;
  }

  @Override
  public void begin(Limit limit) {
    discard();
    consumer = GroupClients.consumer(cluster, group);
    if (closed) {
      discard();
    }
  }

  @Override
  public boolean isReady() {
    return consumer != null;
  }

  /** The look and the commit are one call, so that there is little between them. */
  @Override
  public boolean commit(
      Map<TopicPartition, OffsetAndMetadata> offsets,
      Map<TopicPartition, OffsetAndMetadata> expected,
      Limit limit) {
    BoundedClient<KafkaConsumer<byte[], byte[]>> current = consumer;
    if (current == null) {
      throw new KafkaException("the writer was closed");
    }
    return current.call(
        "commit the offsets",
        limit,
        client -> {
          if (!GroupClients.committed(client, expected.keySet()).equals(expected)) {
            return false;
          }
          for (Map<TopicPartition, OffsetAndMetadata> part : GroupParts.of(group, offsets)) {
            step.before();
            client.commitSync(part);
          }
          step.after();
          return true;
        });
  }

  @Override
  public void discard() {
    BoundedClient<?> old = consumer;
    consumer = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    discard();
  }
}
