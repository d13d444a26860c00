package io.github.kafkaspark;

import static io.github.kafkaspark.StreamingQueries.batchSizes;
import static io.github.kafkaspark.StreamingQueries.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class KafkaStreamSourceIT {

  private final EmbeddedKafka kafka;
  private final SparkSession spark;
  private final String topic = EmbeddedKafka.uniqueTopic("orders");

  KafkaStreamSourceIT(EmbeddedKafka kafka, SparkSession spark) {
    this.kafka = kafka;
    this.spark = spark;
  }

  private void createTopicWith(String name, String... values) {
    kafka.createTopic(name, 1);
    kafka.produce(name, 0, values);
  }

  private Dataset<Row> fromEarliest(KafkaStreamSource source) {
    return source
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(StartingOffsets.earliest())
        .load(spark);
  }

  private Dataset<Row> from(StartingOffsets start) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(start)
        .load(spark);
  }

  @Nested
  class Selection {

    @Test
    void readsATopicWithSparksColumns() throws Exception {
      createTopicWith(topic, "a", "b");

      Dataset<Row> events = fromEarliest(KafkaStreamSource.topic(topic));

      assertThat(events.isStreaming()).isTrue();
      assertThat(events.columns())
          .containsExactly(
              "key", "value", "topic", "partition", "offset", "timestamp", "timestampType");
      assertThat(values(events)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void readsSeveralTopics() throws Exception {
      String other = EmbeddedKafka.uniqueTopic("orders");
      createTopicWith(topic, "a");
      createTopicWith(other, "b");

      Dataset<Row> events = fromEarliest(KafkaStreamSource.topics(topic, other));

      assertThat(values(events)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void readsTopicsWhoseWholeNameMatches() throws Exception {
      createTopicWith(topic + "-a", "a");
      createTopicWith(topic + "-b", "b");
      createTopicWith("my-" + topic + "-a", "more before");
      createTopicWith(topic + "-b-2", "more after");

      String pattern = topic + "-a|" + topic + "-b";
      Dataset<Row> events = fromEarliest(KafkaStreamSource.topicPattern(pattern));

      assertThat(values(events)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void readsNothingWhileNoTopicMatches() throws Exception {
      assertThat(values(fromEarliest(KafkaStreamSource.topicPattern(topic)))).isEmpty();
    }

    @Test
    void readsThesePartitionsAndNoOther() throws Exception {
      kafka.createTopic(topic, 3);
      kafka.produceNumbers(topic, 0, 6);

      Dataset<Row> events =
          fromEarliest(
              KafkaStreamSource.partitions(
                  new TopicPartition(topic, 0), new TopicPartition(topic, 2)));

      assertThat(values(events)).containsExactlyInAnyOrder("0", "3", "2", "5");
    }
  }

  @Nested
  class Start {

    @Test
    void isEarliestAtTheTimeOfTheFirstRead() throws Exception {
      createTopicWith(topic, "0", "1", "2", "3");
      kafka.deleteRecordsBefore(topic, 0, 1);

      Dataset<Row> events = from(StartingOffsets.earliest());
      kafka.deleteRecordsBefore(topic, 0, 2);

      assertThat(values(events)).containsExactlyInAnyOrder("2", "3");
    }

    @Test
    void isLatestAtTheTimeOfTheLoad() throws Exception {
      createTopicWith(topic, "before");

      Dataset<Row> events = from(StartingOffsets.latest());
      kafka.produce(topic, 0, "between load and start");

      assertThat(values(events)).containsExactly("between load and start");
    }

    @Test
    void isLatestIfNotSaid() throws Exception {
      createTopicWith(topic, "before");

      Dataset<Row> events =
          KafkaStreamSource.topic(topic).bootstrapServers(kafka.bootstrapServers()).load(spark);
      kafka.produce(topic, 0, "between load and start");

      assertThat(values(events)).containsExactly("between load and start");
    }

    @Test
    void isAtTheseOffsets() throws Exception {
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 0, "0-0", "0-1", "0-2");
      kafka.produce(topic, 1, "1-0", "1-1");

      TopicOffsets offsets = TopicOffsets.empty().withOffset(topic, 0, 1).withOffset(topic, 1, 2);
      Dataset<Row> events = from(StartingOffsets.at(offsets));
      kafka.produce(topic, 1, "1-2");

      assertThat(values(events)).containsExactlyInAnyOrder("0-1", "0-2", "1-2");
    }

    @Test
    void isEarliestForPartitionsThatTheAnswerDoesNotName() throws Exception {
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 0, "0-0", "0-1");
      kafka.produce(topic, 1, "1-0", "1-1");

      Dataset<Row> events =
          from(StartingOffsets.of(brokers -> TopicOffsets.empty().withOffset(topic, 1, 1)));

      assertThat(values(events)).containsExactlyInAnyOrder("0-0", "0-1", "1-1");
    }

    @Test
    void canAskTheBrokers() {
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 1, "a", "b", "c");
      kafka.deleteRecordsBefore(topic, 1, 2);
      List<Object> answers = new ArrayList<>();

      Dataset<Row> events =
          from(
              StartingOffsets.of(
                  brokers -> {
                    answers.add(brokers.partitions());
                    answers.add(brokers.beginning());
                    answers.add(brokers.end());
                    answers.add(brokers.selects(new TopicPartition(topic, 7)));
                    answers.add(brokers.clusterId().isPresent());
                    return brokers.end();
                  }));

      assertThat(events.isStreaming()).isTrue();
      assertThat(answers)
          .hasToString(
              "[[%1$s-0, %1$s-1], {\"%1$s\":{\"0\":0,\"1\":2}}, {\"%1$s\":{\"0\":0,\"1\":3}}, "
                  + "true, true]",
              topic);
    }
  }

  @Nested
  class Options {

    @Test
    void areHandedToSpark() throws Exception {
      createTopicWith(topic, "1", "2", "3", "4", "5");

      Dataset<Row> events =
          fromEarliest(KafkaStreamSource.topic(topic).option("maxOffsetsPerTrigger", 2));

      assertThat(batchSizes(events)).containsExactly(2L, 2L, 1L);
    }

    /** An option that the library's own client sets for itself. */
    private KafkaStreamSource withCluster(String sessionTimeout) {
      return KafkaStreamSource.topic(topic)
          .cluster(
              KafkaCluster.at(kafka.bootstrapServers())
                  .option("session.timeout.ms", sessionTimeout))
          .startingOffsets(StartingOffsets.earliest());
    }

    @Test
    void ofTheClusterAreHandedToSparksConsumers() {
      createTopicWith(topic, "a");

      // Spark 2.x makes a consumer at load, later versions when the query starts.
      assertThatThrownBy(() -> values(withCluster("handed over").load(spark)))
          .hasMessageContaining("Invalid value handed over for configuration session.timeout.ms");
    }

    @Test
    void ofTheSourceOverruleThoseOfTheCluster() throws Exception {
      createTopicWith(topic, "a");

      Dataset<Row> events =
          withCluster("overruled").option("kafka.session.timeout.ms", 10_000).load(spark);

      assertThat(values(events)).containsExactly("a");
    }
  }
}
