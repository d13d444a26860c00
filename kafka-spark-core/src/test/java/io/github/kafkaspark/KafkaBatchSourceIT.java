package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class KafkaBatchSourceIT {

  private final EmbeddedKafka kafka;
  private final SparkSession spark;
  private final String topic = EmbeddedKafka.uniqueTopic("orders");

  KafkaBatchSourceIT(EmbeddedKafka kafka, SparkSession spark) {
    this.kafka = kafka;
    this.spark = spark;
  }

  private KafkaBatchSource source() {
    return KafkaBatchSource.topic(topic).bootstrapServers(kafka.bootstrapServers());
  }

  private static List<String> values(Dataset<Row> records) {
    return records.selectExpr("CAST(value AS STRING)").as(Encoders.STRING()).collectAsList();
  }

  private TopicOffsets offsets(long first, long second) {
    return TopicOffsets.empty().withOffset(topic, 0, first).withOffset(topic, 1, second);
  }

  @Nested
  class Range {

    @Test
    void isAllThatIsThereAndDoesNotChange() {
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 0, "0", "1", "2");
      kafka.produce(topic, 1, "3");
      kafka.deleteRecordsBefore(topic, 0, 1);

      KafkaBatch batch = source().loadBatch(spark);
      kafka.produce(topic, 0, "too late");
      kafka.addPartitions(topic, 3);
      kafka.produce(topic, 2, "too late");

      assertThat(batch.records().isStreaming()).isFalse();
      assertThat(batch.records().columns())
          .containsExactly(
              "key", "value", "topic", "partition", "offset", "timestamp", "timestampType");
      assertThat(values(batch.records())).containsExactlyInAnyOrder("1", "2", "3");
      assertThat(values(batch.records())).containsExactlyInAnyOrder("1", "2", "3");
      assertThat(batch.start()).isEqualTo(offsets(1, 0));
      assertThat(batch.end()).isEqualTo(offsets(3, 1));
      assertThat(batch.isEmpty()).isFalse();
      assertThat(batch)
          .hasToString(
              "KafkaBatch(3 offsets of 2 partitions, from %s to %s)", batch.start(), batch.end());
    }

    @Test
    void goesOnWhereTheOneBeforeEnded() {
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 0, "0", "1");
      KafkaBatch first = source().loadBatch(spark);
      kafka.addPartitions(topic, 3);
      kafka.produce(topic, 0, "2");
      kafka.produce(topic, 2, "3");

      KafkaBatch second =
          source()
              .startingOffsets(StartingOffsets.at(first.end()).orElse(StartingOffsets.earliest()))
              .loadBatch(spark);

      assertThat(values(second.records())).containsExactlyInAnyOrder("2", "3");
      assertThat(second.end()).isEqualTo(offsets(3, 0).withOffset(topic, 2, 1));
    }

    @Test
    void endsAtTheseOffsetsAndDoesNotReadThem() {
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 0, "0", "1", "2");
      kafka.produce(topic, 1, "3", "4");

      assertThat(
              values(
                  source()
                      .startingOffsets(StartingOffsets.at(offsets(1, 0)))
                      .endingOffsets(EndingOffsets.at(offsets(2, 0)))
                      .load(spark)))
          .containsExactly("1");
    }

    @Test
    void endsBeforeATime() {
      kafka.createTopic(topic, 2);
      Instant noon = Instant.parse("2026-01-01T12:00:00Z");
      kafka.produce(
          Arrays.asList(
              new ProducerRecord<>(topic, 0, noon.toEpochMilli() - 1, null, "before"),
              new ProducerRecord<>(topic, 0, noon.toEpochMilli(), null, "noon"),
              new ProducerRecord<>(topic, 1, noon.toEpochMilli() - 9, null, "long before")));

      assertThat(values(source().endingOffsets(EndingOffsets.before(noon)).load(spark)))
          .containsExactlyInAnyOrder("before", "long before");
      assertThat(
              values(
                  source()
                      .startingOffsets(StartingOffsets.since(noon).orElse(StartingOffsets.latest()))
                      .load(spark)))
          .containsExactly("noon");
    }

    @Test
    void endsAtTheEndOfPartitionsThatTheAnswerDoesNotName() {
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 0, "0", "1");
      kafka.produce(topic, 1, "2", "3");

      assertThat(
              values(
                  source()
                      .startingOffsets(
                          StartingOffsets.of(
                              brokers -> TopicOffsets.empty().withOffset(topic, 0, 1)))
                      .endingOffsets(
                          EndingOffsets.of(brokers -> TopicOffsets.empty().withOffset(topic, 1, 1)))
                      .load(spark)))
          .containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void canBeEmpty() {
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 0, "0");

      KafkaBatch batch = source().startingOffsets(StartingOffsets.latest()).loadBatch(spark);

      assertThat(batch.isEmpty()).isTrue();
      assertThat(batch.end()).isEqualTo(offsets(1, 0));
      assertThat(batch.records().count()).isZero();
      assertThat(batch.records().columns()).contains("value");
    }

    @Test
    void isEmptyWhereNoTopicMatches() {
      KafkaBatch batch =
          KafkaBatchSource.topicPattern(topic)
              .bootstrapServers(kafka.bootstrapServers())
              .loadBatch(spark);
      kafka.createTopic(topic, 1);
      kafka.produce(topic, 0, "too late");

      assertThat(batch.start()).isSameAs(TopicOffsets.empty());
      assertThat(batch.end()).isSameAs(TopicOffsets.empty());
      assertThat(batch.isEmpty()).isTrue();
      assertThat(values(batch.records())).isEmpty();
    }
  }

  @Nested
  class Refused {

    private void assertRefused(KafkaBatchSource source, String message, Object... arguments) {
      assertThatThrownBy(() -> source.load(spark))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message, arguments);
    }

    @Test
    void isARangeThatEndsBeforeItBegins() {
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 0, "0", "1", "2");

      assertRefused(
          source()
              .startingOffsets(StartingOffsets.at(offsets(2, 0)))
              .endingOffsets(EndingOffsets.at(offsets(1, 0))),
          "Invalid range: %s-0 begins at 2 and ends at 1 (expected an end that is not before the "
              + "start; move endingOffsets up, or startingOffsets down)",
          topic);
    }

    @Test
    void isAnEndBeyondWhatIsThere() {
      kafka.createTopic(topic, 2);

      assertRefused(
          source().endingOffsets(EndingOffsets.at(offsets(0, 1))),
          "Invalid ending offset: 1 for %s-1 (expected 0 to 0, which is what the brokers have; "
              + "records outside are gone or were never there)",
          topic);
    }

    @Test
    void isAnEndOfAPartitionThatIsNotSelected() {
      kafka.createTopic(topic, 1);

      assertRefused(
          source().endingOffsets(EndingOffsets.at(offsets(0, 0))),
          "Invalid ending offsets: [%1$s-1] (expected only partitions that exist and are selected: "
              + "[%1$s-0])",
          topic);
    }

    @Test
    void isAnAnswerOfNull() {
      kafka.createTopic(topic, 1);

      assertThatThrownBy(
              () -> source().endingOffsets(EndingOffsets.of(brokers -> null)).load(spark))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("ending offsets");
    }

    @Test
    void isABatchWithoutBrokers() {
      assertThatThrownBy(() -> KafkaBatchSource.topic(topic).load(spark))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot load topic '%s': no brokers are set; call bootstrapServers or cluster",
              topic);
    }
  }

  @Nested
  class DataLossOfRecords {

    private Dataset<Row> withoutItsFirstRecords(DataLoss dataLoss) {
      kafka.createTopic(topic, 1);
      kafka.produce(topic, 0, "0", "1", "2", "3");
      Dataset<Row> records =
          source()
              .onDataLoss(dataLoss)
              .fetchOffsetAttempts(1)
              .option("kafkaConsumer.pollTimeoutMs", 5000)
              .load(spark);
      kafka.deleteRecordsBefore(topic, 0, 2);
      return records;
    }

    @Test
    void failsTheQuery() {
      Dataset<Row> records = withoutItsFirstRecords(DataLoss.FAIL);

      assertThatThrownBy(() -> values(records)).isNotNull();
    }

    @Test
    void isPassedOver() {
      assertThat(values(withoutItsFirstRecords(DataLoss.SKIP))).containsExactly("2", "3");
    }
  }
}
