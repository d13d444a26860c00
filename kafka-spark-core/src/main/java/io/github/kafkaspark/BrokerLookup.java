package io.github.kafkaspark;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Asks the brokers with a consumer of the library's own, which joins no group. */
final class BrokerLookup implements BrokerOffsets, AutoCloseable {

  private final KafkaCluster cluster;
  private final TopicSelection selection;
  private final ClusterIdListener clusterId = new ClusterIdListener();
  private final Consumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> partitions;
  private TopicOffsets beginning;
  private TopicOffsets end;

  BrokerLookup(KafkaCluster cluster, TopicSelection selection) {
    this.cluster = cluster;
    this.selection = selection;
    Map<String, Object> config = config(cluster);
    this.consumer = ask("connect to", () -> new KafkaConsumer<>(config, clusterId, clusterId));
    try {
      this.partitions = selection.among(existingTopics());
    } catch (RuntimeException e) {
      try {
        consumer.close();
      } catch (KafkaException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static Map<String, Object> config(KafkaCluster cluster) {
    int millis = (int) cluster.timeout().toMillis();
    Map<String, Object> config = new HashMap<>(cluster.options());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "kafka-spark-lookup-" + UUID.randomUUID());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    // Clients 1.1 want these below the request's limit, though no group is joined.
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis / 2);
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis / 6);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis / 2);
    if (ConsumerConfig.configNames().contains("default.api.timeout.ms")) {
      config.put("default.api.timeout.ms", millis);
    }
    return config;
  }

  /** Lists all topics: to ask for one by name would create it where brokers auto-create topics. */
  private Map<String, Integer> existingTopics() {
    Map<String, Integer> topics = new HashMap<>();
    ask("list the topics of", consumer::listTopics)
        .forEach((topic, infos) -> topics.put(topic, infos.size()));
    return topics;
  }

  @Override
  public Set<TopicPartition> partitions() {
    return partitions;
  }

  @Override
  public boolean selects(TopicPartition partition) {
    return selection.selects(partition);
  }

  @Override
  public TopicOffsets beginning() {
    if (beginning == null) {
      beginning = offsets("find the beginning offsets at", consumer::beginningOffsets);
    }
    return beginning;
  }

  @Override
  public TopicOffsets end() {
    if (end == null) {
      end = offsets("find the end offsets at", consumer::endOffsets);
    }
    return end;
  }

  private TopicOffsets offsets(
      String what, Function<Collection<TopicPartition>, Map<TopicPartition, Long>> question) {
    return partitions.isEmpty()
        ? TopicOffsets.empty()
        : TopicOffsets.of(ask(what, () -> question.apply(partitions)));
  }

  @Override
  public Optional<String> clusterId() {
    // Clients learn the id on the way, with the leaders of partitions.
    return end().isEmpty() ? Optional.empty() : clusterId.id;
  }

  private <T> T ask(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (InterruptException e) {
      // It has set the thread's flag again.
      throw new IllegalStateException(
          String.format(
              "Cannot %s the Kafka brokers '%s': the thread was interrupted", what, cluster),
          e);
    } catch (KafkaException e) {
      throw new IllegalStateException(
          String.format(
              "Cannot %s the Kafka brokers '%s' within %s: %s; check bootstrapServers, security "
                  + "options and network, or give them longer with KafkaCluster.timeout",
              what, cluster, cluster.timeout(), reason(e)),
          e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Clients tell the cluster's id to their deserializers, and to nobody else before 2.x. */
  private static final class ClusterIdListener extends ByteArrayDeserializer
      implements ClusterResourceListener {

    private volatile Optional<String> id = Optional.empty();

    @Override
    public void onUpdate(ClusterResource cluster) {
      if (cluster != null && cluster.clusterId() != null) {
        id = Optional.of(cluster.clusterId());
      }
    }
  }
}
