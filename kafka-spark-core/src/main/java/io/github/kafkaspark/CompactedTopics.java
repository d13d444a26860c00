package io.github.kafkaspark;

import io.github.kafkaspark.internal.ClientSettings;
import io.github.kafkaspark.internal.Daemons;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks in one request which topics are compacted. */
final class CompactedTopics {

  private CompactedTopics() {}

  /**
   * The compacted ones of these topics.
   *
   * @throws KafkaException if the brokers do not answer in time, or refuse
   */
  static Set<String> among(Set<String> topics, KafkaCluster cluster) {
    Collection<ConfigResource> resources =
        topics.stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
            .collect(Collectors.toList());
    Set<String> compacted = new TreeSet<>();
    AdminClient admin = AdminClient.create(config(cluster));
    try {
      admin
          .describeConfigs(resources)
          .all()
          .get(cluster.timeout().toMillis(), TimeUnit.MILLISECONDS)
          .forEach(
              (topic, config) -> {
                ConfigEntry policy = config.get("cleanup.policy");
                if (policy != null && String.valueOf(policy.value()).contains("compact")) {
                  compacted.add(topic.name());
                }
              });
      return compacted;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException
          ? (KafkaException) e.getCause()
          : new KafkaException(e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("the brokers have not answered", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } finally {
      // Closing waits for open requests, and a silent broker may never answer them.
      Daemons.start("lookup-close", admin::close);
    }
  }

  private static Map<String, Object> config(KafkaCluster cluster) {
    Set<String> known = AdminClientConfig.configNames();
    Map<String, Object> config =
        ClientSettings.of(cluster.options(), cluster.bootstrapServers(), cluster.timeout(), known);
    config.keySet().retainAll(known);
    return config;
  }
}
