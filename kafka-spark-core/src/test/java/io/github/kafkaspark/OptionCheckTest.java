package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link KafkaStreamSource#option(String, String)} takes. */
class OptionCheckTest {

  private final KafkaStreamSource orders = KafkaStreamSource.topic("orders");

  private static final String COMMITS_NOTHING =
      ", and commits nothing; remove it; where the stream is, an OffsetTracker remembers";

  @ParameterizedTest
  @CsvSource({
    "failOnDataLoss, false",
    "maxOffsetsPerTrigger, 1",
    "kafkaConsumer.pollTimeoutMs, 1",
    "kafka.max.poll.records, 1",
    "kafka.security.protocol, SSL",
    "MAXOFFSETSPERTRIGGER, 1",
    "Kafka.max.poll.records, 1"
  })
  void isTakenIfSparkTakesIt(String name, String value) {
    assertThatCode(() -> orders.option(name, value)).doesNotThrowAnyException();
  }

  private static void check(SourceKind kind, SparkVersion spark, String name, String value) {
    OptionCheck.check(
        name, value, kind, TopicSelection.topics(Collections.singleton("orders")), spark);
  }

  /** The table of all options, by the first Spark that reads them. */
  @ParameterizedTest
  @CsvSource({
    "maxOffsetsPerTrigger, 1, V2_3, ",
    "minOffsetsPerTrigger, 1, V3_2, ",
    "maxTriggerDelay, 15m, V3_2, ",
    "minPartitions, 1, V2_4, V3_0",
    "maxRecordsPerPartition, 1, V4_0, V4_0",
    "failOnDataLoss, TRUE, V2_3, V2_3",
    "includeHeaders, true, V3_0, V3_0",
    "INCLUDEHEADERS, true, V3_0, V3_0",
    "kafkaConsumer.pollTimeoutMs, 1, V2_3, V2_3",
    "groupIdPrefix, a, V3_0, V3_0",
    "kafka.group.id, a, V3_0, V3_0"
  })
  void isRefusedOnASparkThatLacksIt(
      String name, String value, SparkVersion inStreams, SparkVersion inBatches) {
    for (SparkVersion spark : SparkVersion.values()) {
      if (spark.compareTo(inStreams) < 0) {
        assertThatThrownBy(() -> check(SourceKind.STREAM, spark, name, value))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "Invalid option: '%s' (Spark's Kafka source has it since Spark %s, and this is "
                    + "Spark %s; remove it, or run on a newer Spark)",
                name, inStreams, spark);
      } else {
        check(SourceKind.STREAM, spark, name, value);
      }
      if (inBatches == null) {
        assertThatThrownBy(() -> check(SourceKind.BATCH, spark, name, value))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "Invalid option: '%s' (a batch has no triggers, so Spark would ignore it; remove "
                    + "it)",
                name);
      } else if (spark.compareTo(inBatches) < 0) {
        assertThatThrownBy(() -> check(SourceKind.BATCH, spark, name, value))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "Invalid option: '%s' (Spark's Kafka source has it in a batch since Spark %s, and "
                    + "this is Spark %s; remove it, or run on a newer Spark)",
                name, inBatches, spark);
      } else {
        check(SourceKind.BATCH, spark, name, value);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpointLocation", "queryname", "outputMode", "trigger"})
  void isSentToTheQueryWhereItBelongsThere(String name) {
    assertThatThrownBy(() -> check(SourceKind.STREAM, SparkVersion.V3_5, name, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'")
        .hasMessageContaining("set it on the query, by writeStream().");
  }

  @Test
  void isTakenForTheConsumersOfABatchThoughItHasNoMethodThere() {
    check(SourceKind.BATCH, SparkVersion.V2_3, "kafka.metadata.max.age.ms", "1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fetchOffset.numRetries", "FETCHOFFSET.retryIntervalMs"})
  void isRefusedOnASparkThatTakesItAndLosesIt(String name) {
    assertThatThrownBy(() -> check(SourceKind.STREAM, SparkVersion.V2_4, name, "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid option: '%s' (Spark 2.4 takes it and loses it in a stream, SPARK-28163; "
                + "remove it, or run on another Spark)",
            name);
    check(SourceKind.BATCH, SparkVersion.V2_4, name, "1");
    check(SourceKind.STREAM, SparkVersion.V2_3, name, "1");
    check(SourceKind.STREAM, SparkVersion.V3_0, name, "1");
  }

  private static final String COUNT = "a whole number from 1 to 2147483647";
  private static final String LONG_COUNT = "a whole number from 1 to 9223372036854775807";
  private static final String MILLIS = "a whole number of milliseconds from 1 to 2147483647";
  private static final String OR_ZERO = "a whole number of milliseconds from 0 to 2147483647";

  static Stream<Arguments> badValues() {
    return Stream.of(
        arguments("maxOffsetsPerTrigger", "0", LONG_COUNT),
        arguments("maxOffsetsPerTrigger", "-1", LONG_COUNT),
        arguments("maxOffsetsPerTrigger", "9223372036854775808", LONG_COUNT),
        arguments("maxOffsetsPerTrigger", "1e3", LONG_COUNT),
        arguments("minOffsetsPerTrigger", "0", LONG_COUNT),
        arguments("maxTriggerDelay", "0s", "a time above zero such as '90s', '15m' or '500ms'"),
        arguments("maxTriggerDelay", "soon", "a time above zero such as '90s', '15m' or '500ms'"),
        arguments("minPartitions", "0", COUNT),
        arguments("minPartitions", "2147483648", COUNT),
        arguments("maxRecordsPerPartition", "0", LONG_COUNT),
        arguments("failOnDataLoss", "no", "true or false"),
        arguments("includeHeaders", "1", "true or false"),
        arguments("kafka.metadata.max.age.ms", "-1", OR_ZERO),
        arguments("kafkaConsumer.pollTimeoutMs", "0", MILLIS),
        arguments("fetchOffset.numRetries", "0", COUNT),
        arguments("fetchOffset.retryIntervalMs", "-1", OR_ZERO),
        arguments("fetchOffset.retryIntervalMs", "1s", OR_ZERO),
        arguments("groupIdPrefix", " ", "text that is not blank"),
        arguments("kafka.group.id", "", "text that is not blank"),
        arguments("kafka.max.poll.records", "0", COUNT),
        arguments("kafka.max.poll.records", "many", COUNT),
        arguments("kafka.fetch.max.wait.ms", "-1", OR_ZERO),
        arguments("kafka.fetch.max.wait.ms", "10ms", OR_ZERO));
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void isRefusedWithAValueThatMakesNoSense(String name, String value, String expected) {
    assertThatThrownBy(() -> check(SourceKind.STREAM, SparkVersion.V4_2, name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid %s: '%s' (expected %s)", name, value, expected);
  }

  @Test
  void isSetOnACopy() {
    assertThat(orders.option("maxOffsetsPerTrigger", 100).option("failondataloss", false))
        .hasToString(
            "KafkaStreamSource(topic 'orders', starting latest, "
                + "options {failOnDataLoss=false, maxOffsetsPerTrigger=100})");
    assertThat(orders).hasToString("KafkaStreamSource(topic 'orders', starting latest)");
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
  @ValueSource(strings = {"max.poll.records", "kafka", " ", "something.else"})
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
  @CsvSource({
    "maxOffsetPerTrigger, maxOffsetsPerTrigger",
    "max.offsets.per.trigger, maxOffsetsPerTrigger",
    "minPartition, minPartitions",
    "startingOffset, startingOffsets",
    "max.pol.records, kafka.max.poll.records",
    "FETCH_MAX_BYTES, kafka.fetch.max.bytes"
  })
  void isRefusedWithTheNameThatMayHaveBeenMeant(String name, String meant) {
    assertThatThrownBy(() -> orders.option(name, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid option: '%s' (Spark's Kafka source has no such option and would ignore it; did "
                + "you mean '%s'?)",
            name, meant);
  }

  @Test
  void isTakenIfItMayBeThatOfAnOwnClassAndShownWithTheNameThatMayHaveBeenMeant() {
    KafkaStreamSource source =
        orders.option("kafka.max.pol.records", 7).option("kafka.our.own.switch", "on");

    assertThat(source.describe())
        .contains(
            "  kafka.max.pol.records = 7  (option(\"kafka.max.pol.records\", \"7\"))"
                + "  did you mean 'kafka.max.poll.records'?")
        .contains("  kafka.our.own.switch = on  (option(\"kafka.our.own.switch\", \"on\"))");
    assertThat(OptionCheck.meantForClients("kafka.our.own.switch")).isEmpty();
    assertThat(OptionCheck.meantForClients("kafka.max.poll.records")).isEmpty();
    assertThat(OptionCheck.meantForClients("minPartitions")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"endingOffsets", "endingTimestamp", "endingOffsetsByTimestamp"})
  void isRefusedForABatchThatHasAMethodForIt(String name) {
    assertThatThrownBy(() -> KafkaBatchSource.topic("orders").option(name, "latest"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid option: '%s' (call endingOffsets)", name);
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
