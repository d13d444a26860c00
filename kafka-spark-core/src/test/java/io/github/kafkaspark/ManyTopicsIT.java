package io.github.kafkaspark;

import static java.util.Collections.singleton;
import static java.util.Collections.singletonMap;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.SparkExtension;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a source asks of brokers with many topics, which create one for whoever asks for it. */
@ExtendWith(SparkExtension.class)
class ManyTopicsIT {

  private static final int TOPICS = 500;
  private static final String PREFIX = "of-the-other-teams-of-this-cluster-";
  private static final String OWN = PREFIX + "7";

  private static EmbeddedKafka kafka;
  private static AdminClient admin;

  private final SparkSession spark;

  ManyTopicsIT(SparkSession spark) {
    this.spark = spark;
  }

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(singletonMap("auto.create.topics.enable", "true"));
    admin = AdminClient.create(singletonMap("bootstrap.servers", kafka.bootstrapServers()));
    List<NewTopic> topics =
        IntStream.range(0, TOPICS)
            .mapToObj(number -> new NewTopic(PREFIX + number, 1, (short) 1))
            .collect(Collectors.toList());
    // On a busy host a broker does not make all of them within the time of one request.
    for (int from = 0; from < TOPICS; from += 50) {
      List<NewTopic> some = topics.subList(from, Math.min(TOPICS, from + 50));
      Object unused = admin.createTopics(some).all().get(120, SECONDS);
    }
    await().atMost(120, SECONDS).until(() -> topics().size() == TOPICS);
    // A broker that has 500 to set up names a leader before it leads; clients ask again until then.
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    assertThat(Brokers.ask(cluster, singleton(OWN), BrokerOffsets::end))
        .isNotEqualTo(TopicOffsets.empty());
  }

  @AfterAll
  static void stop() {
    admin.close();
    kafka.close();
  }

  private static Set<String> topics() throws Exception {
    return admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get(30, SECONDS);
  }

  private static KafkaCluster cluster(String test) {
    return Received.on(KafkaCluster.at(kafka.bootstrapServers()), test);
  }

  private static KafkaStreamSource named(String... topics) {
    return KafkaStreamSource.topics(topics).bootstrapServers(kafka.bootstrapServers());
  }

  @Test
  void asksForNoTopicButItsOwn() {
    assertThat(KafkaStreamSource.topic(OWN).cluster(cluster("load")).load(spark).isStreaming())
        .isTrue();
    assertThat(Brokers.ask(cluster("ask"), singleton(OWN), BrokerOffsets::partitions)).hasSize(1);
    assertThat(
            KafkaStreamSource.topicPattern(OWN).cluster(cluster("list")).load(spark).isStreaming())
        .isTrue();

    long names = (long) TOPICS * PREFIX.length();
    assertThat(Received.bytes("load")).isBetween(200L, names / 2);
    assertThat(Received.bytes("ask")).isBetween(200L, names / 2);
    assertThat(Received.bytes("list")).isBetween(names, 4 * names);
  }

  @Test
  void namesTheTopicThatIsMeant() {
    assertThatThrownBy(() -> named(OWN.replace("other", "ohter")).load(spark))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("; did you mean '" + OWN + "'? (expected ");
    assertThat(named("Of.The.Other.Teams.Of.This.Cluster.7").check(spark).errors())
        .hasSize(1)
        .allMatch(error -> error.contains("; did you mean '" + OWN + "'? (expected "));
  }

  @Test
  void createsNoTopicThatItAsksFor() throws Exception {
    for (String missing :
        new String[] {"no-such-topic", "__consumer_offsets", "__transaction_state"}) {
      assertThatThrownBy(() -> named(missing).load(spark))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "Invalid topic '%1$s': the brokers do not know [%1$s] (expected ", missing);
      assertThat(named(missing).check(spark).errors()).hasSize(1);
      KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
      assertThat(Brokers.ask(cluster, Arrays.asList(OWN, missing), BrokerOffsets::end))
          .isEqualTo(TopicOffsets.empty().withOffset(OWN, 0, 0));
    }

    String demanded = EmbeddedKafka.uniqueTopic("demanded");
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              demand(demanded);
              return topics().contains(demanded);
            });
    assertThat(topics()).hasSize(TOPICS + 1);
  }

  /** What the library must not do; the first answer may be that there is no such topic yet. */
  private static void demand(String name) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            singletonMap("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<PartitionInfo> unused = consumer.partitionsFor(name);
    }
  }
}
