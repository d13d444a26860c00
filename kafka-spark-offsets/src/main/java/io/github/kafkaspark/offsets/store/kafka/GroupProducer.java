package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.KafkaCluster;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Commits offsets to a group in transactions whose id is the group's name, until another producer
 * of the group begins.
 */
final class GroupProducer implements GroupSender {

  private final KafkaCluster cluster;
  private final String group;
  private final GroupStep step;
  private volatile BoundedClient<KafkaProducer<byte[], byte[]>> producer;
  private volatile boolean closed;

  GroupProducer(KafkaCluster cluster, String group, GroupStep step) {
    this.cluster = cluster;
    this.group = group;
    this.step = step;
  }

  @Override
  public boolean fences() {
    return true;
  }

  /** A transaction of the producer before is undone. */
  @Override
  public void begin(Limit limit) {
    discard();
    producer = GroupClients.producer(cluster, group);
    if (closed) {
      discard();
    }
    try {
      run(
          "begin with the transactional id",
          limit,
          client -> {
            client.initTransactions();
            return true;
          });
    } catch (TimeoutException e) {
      discard();
      throw new CoordinatorNotAvailableException(
          "no transaction coordinator has answered: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      discard();
      throw e;
    }
  }

  @Override
  public boolean isReady() {
    return producer != null;
  }

  /** Commits all of it or nothing. */
  @Override
  public boolean commit(
      Map<TopicPartition, OffsetAndMetadata> offsets,
      Map<TopicPartition, OffsetAndMetadata> expected,
      Limit limit) {
    run(
        "commit the offsets in a transaction",
        limit,
        client -> {
          client.beginTransaction();
          for (Map<TopicPartition, OffsetAndMetadata> part : GroupParts.of(group, offsets)) {
            GroupClients.send(client, part, group);
          }
          step.before();
          client.commitTransaction();
          step.after();
          return true;
        });
    return true;
  }

  private void run(
      String what, Limit limit, BoundedClient.Call<KafkaProducer<byte[], byte[]>, Boolean> call) {
    BoundedClient<KafkaProducer<byte[], byte[]>> current = producer;
    if (current == null) {
      throw new KafkaException("the writer was closed");
    }
    boolean unused = current.call(what, limit, call);
  }

  @Override
  public void discard() {
    BoundedClient<?> old = producer;
    producer = null;
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
