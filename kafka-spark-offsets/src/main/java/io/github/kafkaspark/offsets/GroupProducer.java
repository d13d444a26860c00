package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.KafkaCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/** Commits offsets to a group in transactions, until another producer of the group is made. */
final class GroupProducer implements AutoCloseable {

  /** What comes just before and after the end of a transaction; for tests. */
  static class Step {
    void before() throws IOException {}

    void after() throws IOException {}
  }

  /** One request must stay below a message of the offsets topic, of 1 MB unless set otherwise. */
  private static final int MAX_BYTES = 500_000;

  /** Around the names and the metadata of one partition, in the request and in the log. */
  private static final int BYTES_AROUND = 64;

  private final String group;
  private final BoundedClient<KafkaProducer<byte[], byte[]>> producer;

  private GroupProducer(String group, BoundedClient<KafkaProducer<byte[], byte[]>> producer) {
    this.group = group;
    this.producer = producer;
  }

  /** The only producer of the group from now on; a transaction of the one before is undone. */
  static GroupProducer init(KafkaCluster cluster, String group, Limit limit) {
    GroupProducer producer = new GroupProducer(group, GroupClients.producer(cluster, group));
    try {
      return producer.producer.call(
          "begin with the transactional id",
          limit,
          client -> {
            client.initTransactions();
            return producer;
          });
    } catch (RuntimeException e) {
      producer.close();
      throw e;
    }
  }

  /** Commits all of it or nothing. After a failure nobody knows which, and this is of no use. */
  void commit(Map<TopicPartition, OffsetAndMetadata> offsets, Step step, Limit limit)
      throws IOException {
    boolean unused =
        producer.call(
            "add the offsets to a transaction",
            limit,
            client -> {
              client.beginTransaction();
              for (Map<TopicPartition, OffsetAndMetadata> part : split(group, offsets)) {
                GroupClients.send(client, part, group);
              }
              return true;
            });
    step.before();
    unused =
        producer.call(
            "commit the transaction",
            limit,
            client -> {
              client.commitTransaction();
              return true;
            });
    step.after();
  }

  /** Parts of which each is small enough for one request. */
  static List<Map<TopicPartition, OffsetAndMetadata>> split(
      String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
    List<Map<TopicPartition, OffsetAndMetadata>> parts = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> part = new HashMap<>();
    int groupBytes = group.getBytes(UTF_8).length;
    int bytes = 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : offsets.entrySet()) {
      int more =
          groupBytes
              + entry.getKey().topic().length()
              + entry.getValue().metadata().getBytes(UTF_8).length
              + BYTES_AROUND;
      if (bytes + more > MAX_BYTES) {
        parts.add(part);
        part = new HashMap<>();
        bytes = 0;
      }
      part.put(entry.getKey(), entry.getValue());
      bytes += more;
    }
    parts.add(part);
    return parts;
  }

  @Override
  public void close() {
    producer.close();
  }
}
