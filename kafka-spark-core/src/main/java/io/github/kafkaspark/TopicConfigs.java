package io.github.kafkaspark;

import io.github.kafkaspark.internal.ClientSettings;
import io.github.kafkaspark.internal.Daemons;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks in one request for the settings of topics. */
final class TopicConfigs {

  /** Kafka's name, and those of Confluent and Redpanda. */
  private static final List<String> TIERED =
      Arrays.asList("remote.storage.enable", "confluent.tier.enable", "redpanda.remote.read");

  private final Map<ConfigResource, Config> configs;

  TopicConfigs(Map<ConfigResource, Config> configs) {
    this.configs = configs;
  }

  /**
   * Asks for the settings of these topics; with no topics it asks nobody.
   *
   * @param limit how long to wait for the answer
   * @throws KafkaException if the brokers do not answer in time, or refuse
   */
  static TopicConfigs of(Set<String> topics, KafkaCluster cluster, Duration limit) {
    if (topics.isEmpty()) {
      return new TopicConfigs(Collections.emptyMap());
    }
    Collection<ConfigResource> resources =
        topics.stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
            .collect(Collectors.toList());
    AdminClient admin = AdminClient.create(config(cluster));
    try {
      return new TopicConfigs(
          admin.describeConfigs(resources).all().get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException
          ? (KafkaException) e.getCause()
          : new KafkaException(e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("the brokers have not answered within " + limit);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } finally {
      // Closing waits for open requests, and a silent broker may never answer them.
      Daemons.start("lookup-close", admin::close);
    }
  }

  /** Whether there were no topics to ask for. */
  boolean isEmpty() {
    return configs.isEmpty();
  }

  /** The topics from which the brokers remove older records by their keys. */
  Set<String> compacted() {
    return where(config -> value(config, "cleanup.policy").contains("compact"));
  }

  /** The topics whose older records the brokers keep elsewhere. */
  Set<String> tiered() {
    return where(config -> TIERED.stream().anyMatch(name -> value(config, name).equals("true")));
  }

  private Set<String> where(Predicate<Config> condition) {
    return configs.entrySet().stream()
        .filter(topic -> condition.test(topic.getValue()))
        .map(topic -> topic.getKey().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null ? "" : String.valueOf(entry.value());
  }

  private static Map<String, Object> config(KafkaCluster cluster) {
    Set<String> known = AdminClientConfig.configNames();
    Map<String, Object> config =
        ClientSettings.of(cluster.options(), cluster.bootstrapServers(), cluster.timeout(), known);
    config.keySet().retainAll(known);
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "kafka-spark-lookup-" + UUID.randomUUID());
    return config;
  }
}
