package io.github.kafkaspark.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Makes the library's own clients: where brokers answer, and whatever the class loader of the
 * calling thread. A client by itself would wait for its whole limit where nobody listens, and take
 * the answer of a port that speaks something else for one of a gigabyte.
 */
public final class OwnClients {

  private OwnClients() {}

  /**
   * A consumer.
   *
   * @throws KafkaException if a setting is wrong, or no broker is where the settings say
   */
  public static <K, V> KafkaConsumer<K, V> consumer(
      Map<String, Object> config, Deserializer<K> keys, Deserializer<V> values) {
    Map<String, Object> reachable = requireKafka(config);
    return OwnLoader.make(() -> new KafkaConsumer<>(reachable, keys, values));
  }

  /**
   * A producer.
   *
   * @throws KafkaException if a setting is wrong, or no broker is where the settings say
   */
  public static <K, V> KafkaProducer<K, V> producer(
      Map<String, Object> config, Serializer<K> keys, Serializer<V> values) {
    Map<String, Object> reachable = requireKafka(config);
    return OwnLoader.make(() -> new KafkaProducer<>(reachable, keys, values));
  }

  /**
   * An administrator's client.
   *
   * @throws KafkaException if a setting is wrong, or no broker is where the settings say
   */
  public static AdminClient admin(Map<String, Object> config) {
    Map<String, Object> reachable = requireKafka(config);
    return OwnLoader.make(() -> AdminClient.create(reachable));
  }

  /** The settings, without servers that are certainly no brokers. */
  private static Map<String, Object> requireKafka(Map<String, Object> config) {
    Duration limit = Duration.ofMillis(((Number) config.get("request.timeout.ms")).longValue());
    String servers = (String) config.get("bootstrap.servers");
    String protocol = (String) config.getOrDefault("security.protocol", "PLAINTEXT");
    Map<String, Object> reachable = new HashMap<>(config);
    reachable.put(
        "bootstrap.servers",
        BrokerPorts.of(servers, protocol)
            .requireKafka(limit.dividedBy(10), ClientSettings.look(limit)));
    return reachable;
  }
}
