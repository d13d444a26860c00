package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Spark would ignore, or find out in the query's first batch. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class KafkaStreamSourceRefusalIT {

  private final EmbeddedKafka kafka;
  private final SparkSession spark;
  private final String topic = EmbeddedKafka.uniqueTopic("orders");
  private final String missing = EmbeddedKafka.uniqueTopic("missing");

  KafkaStreamSourceRefusalIT(EmbeddedKafka kafka, SparkSession spark) {
    this.kafka = kafka;
    this.spark = spark;
  }

  @BeforeEach
  void createTopic() {
    kafka.createTopic(topic, 2);
  }

  @Nested
  class Selection {

    @Test
    void refusesAMissingTopic() {
      KafkaStreamSource source =
          KafkaStreamSource.topics(topic, missing).bootstrapServers(kafka.bootstrapServers());

      assertThatThrownBy(() -> source.load(spark))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid topics '%s,%s': the brokers do not know [%s] (expected topics that exist "
                  + "and that this client may describe; create them, or select them by "
                  + "topicPattern if they appear later)",
              missing, topic, missing);
    }

    @Test
    void refusesAMissingPartition() {
      KafkaStreamSource source =
          KafkaStreamSource.partitions(new TopicPartition(topic, 1), new TopicPartition(topic, 2))
              .bootstrapServers(kafka.bootstrapServers());

      assertThatThrownBy(() -> source.load(spark))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid partitions [%1$s-1, %1$s-2]: [%1$s-2] do not exist (expected partitions "
                  + "below the number that each topic has: {%1$s=2})",
              topic);
    }
  }

  @Nested
  class Start {

    private void assertRefused(StartingOffsets start, String message, Object... arguments) {
      KafkaStreamSource source =
          KafkaStreamSource.topic(topic)
              .bootstrapServers(kafka.bootstrapServers())
              .startingOffsets(start);

      assertThatThrownBy(() -> source.load(spark))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message, arguments);
    }

    @Test
    void refusesOffsetsOfAPartitionThatDoesNotExist() {
      assertRefused(
          StartingOffsets.at(
              TopicOffsets.empty()
                  .withOffset(topic, 0, 0)
                  .withOffset(topic, 1, 0)
                  .withOffset(topic, 2, 0)),
          "Invalid starting offsets: [%1$s-2] (expected only partitions that exist and are "
              + "selected: [%1$s-0, %1$s-1])",
          topic);
    }

    @Test
    void refusesOffsetsOfAnotherTopic() {
      kafka.createTopic(missing, 1);

      assertRefused(
          StartingOffsets.of(brokers -> TopicOffsets.empty().withOffset(missing, 0, 0)),
          "Invalid starting offsets: [%2$s-0] (expected only partitions that exist and are "
              + "selected: [%1$s-0, %1$s-1])",
          topic,
          missing);
    }

    @Test
    void refusesOffsetsThatLackAPartition() {
      assertRefused(
          StartingOffsets.at(TopicOffsets.empty().withOffset(topic, 1, 0)),
          "Invalid starting offsets: no offset for [%s-0] (expected one for each partition that "
              + "the source selects; add them, or select only the partitions that have one)",
          topic);
    }

    @Test
    void refusesAnOffsetBeyondTheEnd() {
      kafka.produce(topic, 0, "a", "b");

      assertRefused(
          StartingOffsets.at(TopicOffsets.empty().withOffset(topic, 0, 3).withOffset(topic, 1, 0)),
          "Invalid starting offset: 3 for %s-0 (expected 0 to 2, which is what the brokers have; "
              + "records outside are gone or were never there)",
          topic);
    }

    @Test
    void refusesAnOffsetBelowTheBeginning() {
      kafka.produce(topic, 0, "a", "b", "c");
      kafka.deleteRecordsBefore(topic, 0, 2);

      assertRefused(
          StartingOffsets.at(TopicOffsets.empty().withOffset(topic, 0, 1).withOffset(topic, 1, 0)),
          "Invalid starting offset: 1 for %s-0 (expected 2 to 3, which is what the brokers have; "
              + "records outside are gone or were never there)",
          topic);
    }

    @Test
    void refusesAnAnswerOfNull() {
      KafkaStreamSource source =
          KafkaStreamSource.topic(topic)
              .bootstrapServers(kafka.bootstrapServers())
              .startingOffsets(StartingOffsets.of(brokers -> null));

      assertThatThrownBy(() -> source.load(spark))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("starting offsets");
    }

    @Test
    void passesOnWhatAStartThrows() {
      IllegalStateException failure = new IllegalStateException("no way");
      KafkaStreamSource source =
          KafkaStreamSource.topic(topic)
              .bootstrapServers(kafka.bootstrapServers())
              .startingOffsets(
                  StartingOffsets.of(
                      brokers -> {
                        throw failure;
                      }));

      assertThatThrownBy(() -> source.load(spark)).isSameAs(failure).hasMessage("no way");
    }
  }
}
