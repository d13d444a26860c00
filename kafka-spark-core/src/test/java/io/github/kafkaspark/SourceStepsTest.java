package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.Collections;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The methods that have an option each, as on a Spark that has all options. */
class SourceStepsTest {

  private static final TopicSelection ORDERS =
      TopicSelection.topics(Collections.singleton("orders"));

  private final KafkaStreamSource stream =
      new KafkaStreamSource(
          SourceSettings.of(SparkVersion.V4_2, SourceKind.STREAM, ORDERS),
          StartingOffsets.latest());
  private final KafkaBatchSource batch =
      new KafkaBatchSource(
          SourceSettings.of(SparkVersion.V4_2, SourceKind.BATCH, ORDERS),
          StartingOffsets.earliest(),
          EndingOffsets.latest());

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static void isConflict(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessage(message);
  }

  @Nested
  class Options {

    @Test
    void ofAStreamAreSetByMethods() {
      assertThat(
              stream
                  .maxOffsetsPerTrigger(100)
                  .minOffsetsPerTrigger(10)
                  .maxTriggerDelay(Duration.ofMinutes(5))
                  .partitionDiscovery(Duration.ofSeconds(30))
                  .minPartitions(8)
                  .maxRecordsPerPartition(1000)
                  .onDataLoss(DataLoss.SKIP)
                  .includeHeaders()
                  .groupIdPrefix("team-a")
                  .pollTimeout(Duration.ofSeconds(10))
                  .fetchOffsetAttempts(5)
                  .fetchOffsetRetryInterval(Duration.ZERO))
          .hasToString(
              "KafkaStreamSource(topic 'orders', starting latest, options {"
                  + "failOnDataLoss=false, fetchOffset.numRetries=5, fetchOffset.retryIntervalMs=0, "
                  + "groupIdPrefix=team-a, includeHeaders=true, kafka.metadata.max.age.ms=30000, "
                  + "kafkaConsumer.pollTimeoutMs=10000, maxOffsetsPerTrigger=100, "
                  + "maxRecordsPerPartition=1000, maxTriggerDelay=300000ms, "
                  + "minOffsetsPerTrigger=10, minPartitions=8})");
      assertThat(stream.groupId("orders").toString()).endsWith("options {kafka.group.id=orders})");
      assertThat(stream.onDataLoss(DataLoss.FAIL).toString())
          .endsWith("options {failOnDataLoss=true})");
      assertThat(stream).hasToString("KafkaStreamSource(topic 'orders', starting latest)");
    }

    @Test
    void ofABatchAreSetByTheSameMethods() {
      assertThat(batch.minPartitions(8).includeHeaders().onDataLoss(DataLoss.FAIL))
          .hasToString(
              "KafkaBatchSource(topic 'orders', starting earliest, ending latest, options {"
                  + "failOnDataLoss=true, includeHeaders=true, minPartitions=8})");
    }

    @Test
    void areRefusedOnASparkThatLacksThem() {
      KafkaStreamSource old =
          new KafkaStreamSource(
              SourceSettings.of(SparkVersion.V2_3, SourceKind.STREAM, ORDERS),
              StartingOffsets.latest());

      refuses(
          () -> old.minPartitions(8),
          "Invalid option: 'minPartitions' (Spark's Kafka source has it since Spark 2.4, and this "
              + "is Spark 2.3; remove it, or run on a newer Spark)");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1"})
    void areAtLeastOne(int value) {
      String count = ": '" + value + "' (expected a whole number from 1 to 2147483647)";
      String longCount =
          ": '" + value + "' (expected a whole number from 1 to 9223372036854775807)";

      refuses(() -> stream.minPartitions(value), "Invalid minPartitions" + count);
      refuses(() -> batch.minPartitions(value), "Invalid minPartitions" + count);
      refuses(() -> stream.fetchOffsetAttempts(value), "Invalid fetchOffset.numRetries" + count);
      refuses(() -> stream.maxOffsetsPerTrigger(value), "Invalid maxOffsetsPerTrigger" + longCount);
      refuses(() -> stream.minOffsetsPerTrigger(value), "Invalid minOffsetsPerTrigger" + longCount);
      refuses(
          () -> stream.maxRecordsPerPartition(value), "Invalid maxRecordsPerPartition" + longCount);
    }

    @ParameterizedTest
    @CsvSource({
      "PT0S, 0 s",
      "PT-1S, -1 s",
      "PT0.0009S, 0.9 ms",
      "PT2147483.648S, 24 d 20 h 31 min 23.648 s",
    })
    void areDurationsThatSparksIntHolds(Duration value, String shown) {
      String rule = " milliseconds, which is what Spark's int holds)";
      String given = ": '" + shown + "' (expected 1 to 2147483647" + rule;

      refuses(() -> stream.maxTriggerDelay(value), "Invalid maxTriggerDelay" + given);
      refuses(() -> stream.partitionDiscovery(value), "Invalid partitionDiscovery" + given);
      refuses(() -> stream.pollTimeout(value), "Invalid pollTimeout" + given);
    }

    @ParameterizedTest
    @CsvSource({"PT-1S, -1 s", "PT2147483.648S, 24 d 20 h 31 min 23.648 s"})
    void areDurationsNotBelowZero(Duration value, String shown) {
      refuses(
          () -> stream.fetchOffsetRetryInterval(value),
          "Invalid fetchOffsetRetryInterval: '"
              + shown
              + "' (expected 0 to 2147483647 milliseconds, which is what Spark's int holds)");
    }

    @Test
    void areNotBlank() {
      refuses(
          () -> stream.groupIdPrefix(" "),
          "Invalid groupIdPrefix: ' ' (expected text that is not blank)");
      refuses(
          () -> stream.groupId(""), "Invalid kafka.group.id: '' (expected text that is not blank)");
    }

    @Test
    void areNotNull() {
      assertNull(() -> stream.maxTriggerDelay(null), "delay");
      assertNull(() -> stream.partitionDiscovery(null), "interval");
      assertNull(() -> stream.pollTimeout(null), "limit");
      assertNull(() -> stream.fetchOffsetRetryInterval(null), "interval");
      assertNull(() -> stream.groupIdPrefix(null), "prefix");
      assertNull(() -> stream.groupId(null), "group");
      assertNull(() -> stream.onDataLoss(null), "dataLoss");
      assertNull(() -> batch.startingOffsets(null), "start");
      assertNull(() -> batch.endingOffsets(null), "end");
    }

    private void assertNull(ThrowingCallable call, String name) {
      assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
    }
  }

  @Nested
  class Twice {

    @Test
    void isRefusedForOneMethod() {
      isConflict(
          () -> stream.minPartitions(8).minPartitions(16),
          "Cannot call minPartitions(16): minPartitions(8) has already set 'minPartitions'; call "
              + "one of them, once");
    }

    @Test
    void isRefusedForAMethodAndItsOption() {
      isConflict(
          () -> stream.onDataLoss(DataLoss.SKIP).option("FAILONDATALOSS", "true"),
          "Cannot call option(\"FAILONDATALOSS\", \"true\"): onDataLoss(SKIP) has already set "
              + "'failOnDataLoss'; call one of them, once");
      isConflict(
          () ->
              stream
                  .option("kafka.metadata.max.age.ms", 1)
                  .partitionDiscovery(Duration.ZERO.plusMillis(7)),
          "Cannot call partitionDiscovery(7 ms): option(\"kafka.metadata.max.age.ms\", \"1\") "
              + "has already set 'kafka.metadata.max.age.ms'; call one of them, once");
      isConflict(
          () -> stream.includeHeaders().option("includeHeaders", "false"),
          "Cannot call option(\"includeHeaders\", \"false\"): includeHeaders() has already set "
              + "'includeHeaders'; call one of them, once");
    }

    @Test
    void tellsNoSecret() {
      isConflict(
          () ->
              stream
                  .option("kafka.ssl.key.password", "hunter2")
                  .option("kafka.ssl.key.password", "hunter3"),
          "Cannot call option(\"kafka.ssl.key.password\", \"***\"): "
              + "option(\"kafka.ssl.key.password\", \"***\") has already set "
              + "'kafka.ssl.key.password'; call one of them, once");
    }
  }

  @Nested
  class Together {

    @Test
    void theMinimumIsNotMoreThanTheMaximum() {
      isConflict(
          () -> stream.maxOffsetsPerTrigger(5).minOffsetsPerTrigger(6),
          "Cannot call minOffsetsPerTrigger(6): minOffsetsPerTrigger(6) is more than "
              + "maxOffsetsPerTrigger(5); lower the one or raise the other");
      isConflict(
          () -> stream.option("minOffsetsPerTrigger", 6).maxOffsetsPerTrigger(5),
          "Cannot call maxOffsetsPerTrigger(5): option(\"minOffsetsPerTrigger\", \"6\") is more "
              + "than maxOffsetsPerTrigger(5); lower the one or raise the other");
      assertThat(stream.maxOffsetsPerTrigger(5).minOffsetsPerTrigger(5)).isNotNull();
    }

    @Test
    void aGroupHasNoPrefix() {
      isConflict(
          () -> stream.groupIdPrefix("team-a").groupId("orders"),
          "Cannot call groupId(orders): Spark ignores groupIdPrefix(team-a) where groupId(orders) is "
              + "set; call one of them");
    }

    @Test
    void aDelayHasAMinimum() {
      SparkSession spark = mock(SparkSession.class);
      when(spark.sparkContext()).thenReturn(mock(SparkContext.class));
      KafkaStreamSource source =
          stream.bootstrapServers("broker:9092").maxTriggerDelay(Duration.ofMinutes(1));

      isConflict(
          () -> source.load(spark),
          "Cannot load topic 'orders': Spark ignores maxTriggerDelay(1 min) without a minimum; call "
              + "minOffsetsPerTrigger too, or remove it");
    }
  }

  @Nested
  class Profile {

    private String maxPollRecords(SourceSteps<?> source) {
      return source.settings.toSpark().get("kafka.max.poll.records").value;
    }

    @Test
    void pollsManyRecordsAtOnceIfTheHostHasNotSaidHowMany() {
      assertThat(maxPollRecords(stream)).isEqualTo("10000");
      assertThat(maxPollRecords(batch)).isEqualTo("10000");
    }

    @Test
    void leavesWhatTheHostHasSet() {
      KafkaCluster cluster = KafkaCluster.at("broker:9092").option("max.poll.records", "50");

      assertThat(maxPollRecords(stream.option("kafka.max.poll.records", 70))).isEqualTo("70");
      assertThat(maxPollRecords(stream.option("KAFKA.max.poll.records", 70))).isEqualTo("70");
      assertThat(maxPollRecords(stream.cluster(cluster))).isEqualTo("50");
      assertThat(maxPollRecords(stream.option("kafka.max.poll.records", 70).cluster(cluster)))
          .isEqualTo("70");
    }

    @Test
    void setsNothingIfItIsNeutral() {
      assertThat(stream.neutral().settings.toSpark()).isEmpty();
      assertThat(stream.neutral().neutral())
          .hasToString("KafkaStreamSource(topic 'orders', starting latest, neutral)");
      assertThat(maxPollRecords(batch.neutral().option("kafka.max.poll.records", 70)))
          .isEqualTo("70");
    }
  }

  @Nested
  class Describe {

    private String lines(Supplier<String> text) {
      return text.get().replace(System.lineSeparator(), "\n");
    }

    @Test
    void printsWhatSparkIsHandedAndWhoSetIt() {
      KafkaCluster cluster =
          KafkaCluster.at("broker:9092")
              .option("sasl.jaas.config", "hunter2")
              .option("client.rack", "a");
      KafkaStreamSource source =
          stream
              .cluster(cluster)
              .startingOffsets(StartingOffsets.earliest())
              .maxOffsetsPerTrigger(100)
              .option("kafka.ssl.key.password", "hunter3")
              .option("kafka.client.rack", "b");

      assertThat(lines(source::describe))
          .isEqualTo(
              "Kafka stream for Spark 4.2:\n"
                  + "  kafka.bootstrap.servers = broker:9092  (cluster)\n"
                  + "  kafka.client.rack = b  (option(\"kafka.client.rack\", \"b\"))\n"
                  + "  kafka.max.poll.records = 10000  (default of kafka-spark)\n"
                  + "  kafka.sasl.jaas.config = ***  (cluster)\n"
                  + "  kafka.ssl.key.password = ***  (option(\"kafka.ssl.key.password\", "
                  + "\"***\"))\n"
                  + "  maxOffsetsPerTrigger = 100  (maxOffsetsPerTrigger(100))\n"
                  + "  startingOffsets = earliest  (decided when the source loads)\n"
                  + "  subscribe = orders  (topic 'orders')");
    }

    @Test
    void printsTheEndOfABatch() {
      assertThat(lines(batch.neutral()::describe))
          .isEqualTo(
              "Kafka batch for Spark 4.2:\n"
                  + "  assign = topic 'orders'  (decided when the source loads)\n"
                  + "  endingOffsets = latest  (decided when the source loads)\n"
                  + "  startingOffsets = earliest  (decided when the source loads)");
    }
  }
}
