package io.github.kafkaspark.testing;

import static java.util.Collections.emptyList;
import static java.util.Collections.singletonList;
import static java.util.Collections.singletonMap;

import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/** What can be done to a broker's topics; each call returns when clients see its effect. */
final class Topics {

  private static final short ONE_REPLICA = 1;

  private final String bootstrapServers;

  Topics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  void create(String topic, int partitions, Map<String, String> settings) {
    NewTopic wanted = new NewTopic(topic, partitions, ONE_REPLICA).configs(settings);
    run("create topic '" + topic + "'", admin -> admin.createTopics(singletonList(wanted)).all());
    awaitLeaders(topic, partitions);
  }

  void addPartitions(String topic, int total) {
    run(
        "add partitions to topic '" + topic + "'",
        admin ->
            admin.createPartitions(singletonMap(topic, NewPartitions.increaseTo(total))).all());
    awaitLeaders(topic, total);
  }

  void delete(String topic) {
    String task = "delete topic '" + topic + "'";
    run(task, admin -> admin.deleteTopics(singletonList(topic)).all());
    try (AdminClient admin = Clients.admin(bootstrapServers)) {
      Deadline deadline = Deadline.to(task);
      deadline.until(() -> !isShown(admin, topic));
      deadline.until(() -> nameIsFree(admin, topic));
    }
  }

  /** A broker shows a topic a little longer than its controller has it, if that is another. */
  private static boolean isShown(AdminClient admin, String topic) {
    return Deadline.to("list topics").answer(admin.listTopics().names()).contains(topic);
  }

  /** With ZooKeeper a broker stops showing a topic before it lets a new one have its name. */
  private static boolean nameIsFree(AdminClient admin, String topic) {
    try {
      Deadline.to("look for topic '" + topic + "'")
          .await(
              admin
                  .createTopics(
                      singletonList(new NewTopic(topic, 1, ONE_REPLICA)),
                      new CreateTopicsOptions().validateOnly(true))
                  .all());
      return true;
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw e;
    }
  }

  void deleteRecordsBefore(TopicPartition partition, long offset) {
    run(
        "delete records of " + partition + " before offset " + offset,
        admin ->
            admin
                .deleteRecords(singletonMap(partition, RecordsToDelete.beforeOffset(offset)))
                .all());
  }

  void awaitLeaders(String topic, long partitions) {
    try (KafkaConsumer<String, String> consumer = Clients.consumer(bootstrapServers)) {
      Deadline.to("find a leader for each of " + partitions + " partitions of '" + topic + "'")
          .until(() -> leaders(consumer, topic) == partitions);
    }
  }

  /**
   * Asks for all topics: one that it is asked for alone, and that it has not found in its files
   * yet, a broker that has just started may want to create.
   */
  private static long leaders(KafkaConsumer<String, String> consumer, String topic) {
    return consumer.listTopics().getOrDefault(topic, emptyList()).stream()
        .filter(partition -> partition.leader() != null && !partition.leader().isEmpty())
        .count();
  }

  private <T> void run(String task, Function<AdminClient, KafkaFuture<T>> request) {
    try (AdminClient admin = Clients.admin(bootstrapServers)) {
      Deadline.to(task).await(request.apply(admin));
    }
  }
}
