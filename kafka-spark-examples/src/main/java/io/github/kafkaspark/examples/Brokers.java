package io.github.kafkaspark.examples;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The brokers of an example, and what the clients of Kafka 1 and of Kafka 4 do by other methods.
 */
final class Brokers {

  /** What an example does with the brokers; true if all went well. */
  interface Body {
    boolean run(String brokers) throws Exception;
  }

  /** How long an answer may take. */
  static final long LIMIT_SECONDS = 10;

  private Brokers() {}

  /** Gives an example the brokers that {@code --bootstrap} names, or one of its own. */
  static boolean use(Arguments arguments, Body body) throws Exception {
    if (arguments.has("--bootstrap")) {
      String brokers = arguments.get("--bootstrap", "");
      requireAnswer(brokers);
      return body.run(brokers);
    }
    Example.say("Starting a Kafka broker");
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      return body.run(kafka.bootstrapServers());
    }
  }

  private static void requireAnswer(String brokers) throws Exception {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", brokers);
    // Closing the client waits for what it has asked, until this has passed.
    settings.put("request.timeout.ms", String.valueOf(SECONDS.toMillis(LIMIT_SECONDS)));
    settings.put("default.api.timeout.ms", String.valueOf(SECONDS.toMillis(LIMIT_SECONDS)));
    try (AdminClient admin = AdminClient.create(settings)) {
      Set<String> unused = admin.listTopics().names().get(LIMIT_SECONDS, SECONDS);
    } catch (TimeoutException | ExecutionException | KafkaException e) {
      throw new Example.Refusal(
          "no Kafka broker answers at '" + brokers + "' within " + LIMIT_SECONDS + " s");
    }
  }

  /** Asks a consumer: Kafka 4's admin client has another method for it than Kafka 1's. */
  static Map<String, List<PartitionInfo>> topics(String brokers) {
    StringDeserializer text = new StringDeserializer();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Collections.<String, Object>singletonMap("bootstrap.servers", brokers), text, text)) {
      return consumer.listTopics();
    }
  }

  /** Looks among all topics: partitionsFor may create the one that it is asked for. */
  static List<PartitionInfo> partitions(String brokers, String topic) throws Example.Refusal {
    List<PartitionInfo> partitions = topics(brokers).get(topic);
    if (partitions == null) {
      throw new Example.Refusal("there is no topic '" + topic + "'; create it with ManageTopics");
    }
    return partitions;
  }

  /**
   * Polls with the method that the clients at hand have: {@code poll(Duration)} came with 2.0, and
   * {@code poll(long)} is gone in 4.0. A program of yours calls one of them.
   */
  @SuppressWarnings("unchecked")
  static <K, V> ConsumerRecords<K, V> poll(Consumer<K, V> consumer) throws Exception {
    try {
      return (ConsumerRecords<K, V>)
          Consumer.class.getMethod("poll", Duration.class).invoke(consumer, Duration.ofMillis(500));
    } catch (NoSuchMethodException e) {
      return (ConsumerRecords<K, V>)
          Consumer.class.getMethod("poll", long.class).invoke(consumer, 500L);
    }
  }
}
