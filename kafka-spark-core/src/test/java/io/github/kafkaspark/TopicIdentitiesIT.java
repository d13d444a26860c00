package io.github.kafkaspark;

import static java.util.Collections.singleton;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.internal.ClientCalls;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What brokers say of whose a topic is. */
@ExtendWith(KafkaExtension.class)
class TopicIdentitiesIT {

  private static final Pattern BROKER =
      Pattern.compile("kafka_2\\.\\d+-(\\d+)\\.(\\d+)\\.\\d+\\.jar");

  private final EmbeddedKafka kafka;
  private final String topic = EmbeddedKafka.uniqueTopic("whose");

  TopicIdentitiesIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  private TopicIdentity identity() {
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    return Brokers.ask(cluster, singleton(topic), BrokerOffsets::identities).get(topic);
  }

  /** Brokers and clients have ids from 2.8 on. */
  private static boolean knowsIds() {
    String classPath =
        System.getProperty(
            EmbeddedKafka.CLASS_PATH_PROPERTY, System.getProperty("java.class.path"));
    Matcher broker = BROKER.matcher(classPath);
    assertThat(broker.find()).as("a broker in %s", classPath).isTrue();
    int version = 100 * Integer.parseInt(broker.group(1)) + Integer.parseInt(broker.group(2));
    return version >= 208 && ClientCalls.method(TopicDescription.class, "topicId") != null;
  }

  @Test
  void areOfTheLifeOfATopic() {
    kafka.createTopic(topic, 2);
    TopicIdentity first = identity();
    kafka.deleteTopic(topic);
    kafka.createTopic(topic, 2);
    TopicIdentity second = identity();

    System.out.println("TopicIdentitiesIT: " + first + ", then " + second);
    assertThat(first.clusterId()).isNotBlank().isEqualTo(second.clusterId());
    assertThat(first.topicId().isPresent()).isEqualTo(knowsIds());
    assertThat(first.isOtherLife(second)).isEqualTo(knowsIds());
    assertThat(identity()).isEqualTo(second);
  }

  @Test
  void lackATopicThatIsNotThere() {
    kafka.createTopic(topic, 1);
    Map<String, TopicIdentity> found =
        Brokers.ask(
            KafkaCluster.at(kafka.bootstrapServers()),
            Arrays.asList(topic, topic + "-not"),
            BrokerOffsets::identities);

    assertThat(found).containsOnlyKeys(topic);
  }
}
