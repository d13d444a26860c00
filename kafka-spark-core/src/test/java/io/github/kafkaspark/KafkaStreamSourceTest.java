package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Collection;
import java.util.Collections;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaStreamSourceTest {

  private final KafkaStreamSource orders = KafkaStreamSource.topic("orders");

  @Nested
  class Selection {

    @Test
    void isPrinted() {
      assertThat(orders).hasToString("KafkaStreamSource(topic 'orders', starting latest)");
      assertThat(KafkaStreamSource.topics("b", "a"))
          .hasToString("KafkaStreamSource(topics 'a,b', starting latest)");
      assertThat(KafkaStreamSource.topicPattern("a|b"))
          .hasToString("KafkaStreamSource(topic pattern 'a|b', starting latest)");
      assertThat(KafkaStreamSource.partitions(new TopicPartition("a", 1)))
          .hasToString("KafkaStreamSource(partitions [a-1], starting latest)");
    }

    @Test
    void isNotEmpty() {
      assertThatThrownBy(() -> KafkaStreamSource.topics())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid topics: none given (expected at least one)");
      assertThatThrownBy(() -> KafkaStreamSource.topics(Collections.emptyList()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid topics: none given (expected at least one)");
      assertThatThrownBy(() -> KafkaStreamSource.partitions())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid partitions: none given (expected at least one)");
      assertThatThrownBy(() -> KafkaStreamSource.partitions(Collections.emptyList()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid partitions: none given (expected at least one)");
    }

    @Test
    void saysWhoTakesSeveralTopics() {
      assertThatThrownBy(() -> KafkaStreamSource.topic("orders,payments"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("; of several topics, topics(…) takes each by itself)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a*", "orders\n", ".", "..", "größe"})
    void hasLegalTopicNames(String topic) {
      String message =
          "Invalid topic: '"
              + topic
              + "' (expected 1 to 249 of the characters a-z A-Z 0-9 . _ - and not '.' or '..')";

      assertThatThrownBy(() -> KafkaStreamSource.topic(topic))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> KafkaStreamSource.topics("a", topic))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> KafkaStreamSource.partitions(new TopicPartition(topic, 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
    }

    @Test
    void hasPartitionNumbers() {
      assertThatThrownBy(() -> KafkaStreamSource.partitions(new TopicPartition("a", -1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid partition: 'a--1' (expected a partition number of 0 or more)");
    }

    @Test
    void hasAPatternThatCompiles() {
      assertThatThrownBy(() -> KafkaStreamSource.topicPattern("*"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid topic pattern: '*' (expected a Java regular expression: Dangling meta "
                  + "character '*' near index 0)");
    }

    @Test
    void hasAPatternThatIsNotBlank() {
      assertThatThrownBy(() -> KafkaStreamSource.topicPattern(" "))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid topic pattern: ' ' (expected a non-blank regular expression)");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> KafkaStreamSource.topic(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("topic");
      assertThatThrownBy(() -> KafkaStreamSource.topics("a", null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("topic");
      assertThatThrownBy(() -> KafkaStreamSource.topics((String[]) null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("topics");
      assertThatThrownBy(() -> KafkaStreamSource.topics((Collection<String>) null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("topics");
      assertThatThrownBy(() -> KafkaStreamSource.topicPattern(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("regex");
      assertThatThrownBy(() -> KafkaStreamSource.partitions((TopicPartition) null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("partition");
      assertThatThrownBy(() -> KafkaStreamSource.partitions((TopicPartition[]) null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("partitions");
      assertThatThrownBy(() -> KafkaStreamSource.partitions((Collection<TopicPartition>) null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("partitions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscribe", "SUBSCRIBE", "subscribePattern", "assign"})
    void cannotBeMadeTwice(String option) {
      assertThatThrownBy(() -> orders.option(option, "payments"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot set option '"
                  + option
                  + "' to 'payments': topic 'orders' is already selected; choose one of topic, "
                  + "topics, topicPattern and partitions");
    }
  }

  @Nested
  class Cluster {

    private final KafkaStreamSource source = orders.bootstrapServers("broker:9092");

    @Test
    void isSetOnACopy() {
      assertThat(source)
          .hasToString("KafkaStreamSource(topic 'orders', cluster broker:9092, starting latest)");
      assertThat(orders).hasToString("KafkaStreamSource(topic 'orders', starting latest)");
    }

    @Test
    void isSetOnce() {
      String message =
          "Cannot set cluster 'other:9092': 'broker:9092' is already set; call one of "
              + "bootstrapServers and cluster, once";

      assertThatThrownBy(() -> source.bootstrapServers("other:9092"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> source.cluster(KafkaCluster.at("other:9092")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(message);
    }

    @Test
    void tellsNoSecretWhenItIsSetTwice() {
      KafkaCluster secured = KafkaCluster.at("other:9092").option("ssl.key.password", "hunter2");

      assertThatThrownBy(() -> source.cluster(secured))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Cannot set cluster 'other:9092 {ssl.key.password=***}': ");
    }

    @Test
    void hasServersWithAPort() {
      assertThatThrownBy(() -> orders.bootstrapServers("broker"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid bootstrap servers: 'broker' (expected host:port, or several separated by "
                  + "commas)");
    }

    @Test
    void hasNoOptionThatSparkWouldRefuse() {
      KafkaCluster cluster = KafkaCluster.at("broker:9092").option("enable.auto.commit", "false");

      assertThatThrownBy(() -> orders.cluster(cluster))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid option: 'kafka.enable.auto.commit' (Spark refuses it, and commits nothing; "
                  + "remove it; where the stream is, an OffsetTracker remembers)");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> orders.cluster(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("cluster");
      assertThatThrownBy(() -> orders.bootstrapServers(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("bootstrapServers");
    }
  }

  @Nested
  class Start {

    @Test
    void isSetOnACopyAndReplacedByANewerOne() {
      KafkaStreamSource earliest = orders.startingOffsets(StartingOffsets.earliest());

      assertThat(earliest).hasToString("KafkaStreamSource(topic 'orders', starting earliest)");
      assertThat(earliest.startingOffsets(StartingOffsets.latest()))
          .hasToString("KafkaStreamSource(topic 'orders', starting latest)");
      assertThat(orders).hasToString("KafkaStreamSource(topic 'orders', starting latest)");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> orders.startingOffsets(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("start");
    }
  }

  @Nested
  class Text {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "kafka.ssl.keystore.password",
          "kafka.ssl.key.password",
          "kafka.ssl.keystore.key",
          "kafka.sasl.jaas.config",
          "KAFKA.SASL.JAAS.CONFIG"
        })
    void masksSecrets(String name) {
      KafkaStreamSource secured =
          orders
              .cluster(KafkaCluster.at("broker:9092").option("sasl.jaas.config", "hunter2"))
              .option(name, "hunter3")
              .option("maxOffsetsPerTrigger", 4);

      assertThat(secured.toString())
          .doesNotContain("hunter")
          .contains("broker:9092 {sasl.jaas.config=***}", name + "=***", "maxOffsetsPerTrigger=4");
    }
  }

  @Nested
  class Load {

    @Test
    void refusesNull() {
      assertThatThrownBy(() -> orders.load(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("spark");
    }

    @Test
    void needsBrokers() {
      SparkSession spark = mock(SparkSession.class);
      when(spark.sparkContext()).thenReturn(mock(SparkContext.class));

      assertThatThrownBy(() -> orders.load(spark))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot load topic 'orders': no brokers are set; call bootstrapServers or cluster");
    }
  }
}
