package io.github.kafkaspark;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;

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
   * @throws KafkaException if the brokers do not answer in time, or refuse
   */
  static TopicConfigs of(Set<String> topics, LookupAdmin admin) {
    if (topics.isEmpty()) {
      return new TopicConfigs(Collections.emptyMap());
    }
    Collection<ConfigResource> resources =
        topics.stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
            .collect(Collectors.toList());
    return new TopicConfigs(admin.answer(admin.client().describeConfigs(resources).all()));
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
}
