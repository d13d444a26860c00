package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link KafkaStreamSource#option(String, String)} takes. */
class SourceOptionsTest {

  private final KafkaStreamSource orders = KafkaStreamSource.topic("orders");

  private static final String COMMITS_NOTHING =
      ", and commits nothing; remove it; where the stream is, an OffsetTracker remembers";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failOnDataLoss",
        "maxOffsetsPerTrigger",
        "kafkaConsumer.pollTimeoutMs",
        "fetchOffset.numRetries",
        "fetchOffset.retryIntervalMs",
        "kafka.max.poll.records",
        "kafka.security.protocol",
        "MAXOFFSETSPERTRIGGER",
        "Kafka.max.poll.records"
      })
  void isTakenIfSparkTakesIt(String name) {
    assertThatCode(() -> orders.option(name, "1")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "minPartitions, V2_4",
    "includeHeaders, V3_0",
    "INCLUDEHEADERS, V3_0",
    "groupIdPrefix, V3_0",
    "kafka.group.id, V3_0",
    "minOffsetsPerTrigger, V3_2",
    "maxTriggerDelay, V3_2",
    "maxRecordsPerPartition, V4_0"
  })
  void isRefusedOnASparkThatLacksIt(String name, SparkVersion since) {
    if (since.isRunning()) {
      assertThatCode(() -> orders.option(name, "1")).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> orders.option(name, "1"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid option: '%s' (Spark's Kafka source has it since Spark %s, and this is Spark "
                  + "%s; remove it, or run on a newer Spark)",
              name, since, SparkVersion.running());
    }
  }

  @Test
  void isSetOnACopy() {
    assertThat(orders.option("maxOffsetsPerTrigger", 100).option("fetchOffset.numRetries", "4"))
        .hasToString(
            "KafkaStreamSource(topic 'orders', starting latest, "
                + "options {fetchOffset.numRetries=4, maxOffsetsPerTrigger=100})");
    assertThat(orders).hasToString("KafkaStreamSource(topic 'orders', starting latest)");
  }

  @Test
  void isReplacedByANewerValueInWhateverCase() {
    assertThat(orders.option("failOnDataLoss", "a").option("failondataloss", "b").toString())
        .containsIgnoringCase("options {failOnDataLoss=b}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zookeeper.connect | Spark ignores it; remove it, bootstrapServers is all it takes",
        "includeTimestamp | Spark ignores it; remove it, column 'timestamp' is always there",
        "INCLUDETIMESTAMP | Spark ignores it; remove it, column 'timestamp' is always there",
        "auto.offset.reset | Spark ignores it; call startingOffsets",
        "kafka.auto.offset.reset | Spark refuses it; call startingOffsets",
        "group.id | Spark ignores it; use 'kafka.group.id' (Spark 3.0) or remove it",
        "kafka.interceptor.classes | Spark refuses it; remove it",
        "kafka.bootstrap.servers | call bootstrapServers or cluster",
        "bootstrap.servers | call bootstrapServers or cluster",
        "startingOffsets | call startingOffsets",
        "startingTimestamp | call startingOffsets",
        "startingOffsetsByTimestamp | call startingOffsets",
        "startingOffsetsByTimestampStrategy | call startingOffsets",
        "endingOffsets | a stream has no end; remove it",
        "endingTimestamp | a stream has no end; remove it",
        "endingOffsetsByTimestamp | a stream has no end; remove it",
      })
  void isRefusedWithAdvice(String name, String advice) {
    assertThatThrownBy(() -> orders.option(name, "hunter2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid option: '" + name + "' (" + advice + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "enable.auto.commit, Spark ignores it",
    "auto.commit.enable, Spark ignores it",
    "kafka.enable.auto.commit, Spark refuses it"
  })
  void isRefusedIfItWouldCommit(String name, String why) {
    assertThatThrownBy(() -> orders.option(name, "false"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid option: '" + name + "' (" + why + COMMITS_NOTHING + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key.deserializer",
        "value.deserializer",
        "kafka.key.deserializer",
        "kafka.value.deserializer"
      })
  void isRefusedIfItWouldDeserialize(String name) {
    assertThatThrownBy(() -> orders.option(name, "StringDeserializer"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid option: '"
                + name
                + "' (Spark gives bytes; remove it, and cast or decode the columns key and "
                + "value)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxOffsetPerTrigger", "max.poll.records", "kafka", " "})
  void isRefusedIfSparkDoesNotKnowIt(String name) {
    assertThatThrownBy(() -> orders.option(name, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid option: '"
                + name
                + "' (Spark's Kafka source has no such option and would ignore it; a property "
                + "of the Kafka consumer is written 'kafka."
                + name
                + "')");
  }

  @ParameterizedTest
  @CsvSource({"kafka., ''", "kafka.kafka.client.rack, kafka.client.rack"})
  void isRefusedIfItIsNoNameOfAClientProperty(String name, String property) {
    assertThatThrownBy(() -> orders.option(name, "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Invalid cluster option: '"
                + property
                + "' (expected a client property by Kafka's own name, ");
  }

  @Test
  void isNotNull() {
    assertThatThrownBy(() -> orders.option(null, "1"))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
    assertThatThrownBy(() -> orders.option("failOnDataLoss", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("value");
  }
}
