package io.github.kafkaspark;

import static io.github.kafkaspark.StreamingQueries.batchSizes;
import static io.github.kafkaspark.StreamingQueries.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.NeedsSpark;
import io.github.kafkaspark.testing.SparkExtension;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the options do that can be seen from outside. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class SourceOptionsIT {

  private final EmbeddedKafka kafka;
  private final SparkSession spark;
  private final String topic = EmbeddedKafka.uniqueTopic("options");

  SourceOptionsIT(EmbeddedKafka kafka, SparkSession spark) {
    this.kafka = kafka;
    this.spark = spark;
  }

  @BeforeEach
  void fill() {
    kafka.createTopic(topic, 1);
    kafka.produce(topic, 0, "0", "1", "2", "3", "4", "5", "6");
  }

  private KafkaCluster cluster() {
    return Metrics.on(KafkaCluster.at(kafka.bootstrapServers()), topic);
  }

  private KafkaStreamSource stream() {
    return KafkaStreamSource.topic(topic)
        .cluster(cluster())
        .startingOffsets(StartingOffsets.earliest());
  }

  private KafkaBatchSource batch() {
    return KafkaBatchSource.topic(topic).cluster(cluster());
  }

  /** What Spark's executors have set, who poll for records in a group of their own. */
  private Set<Object> ofExecutors(String property) {
    return Metrics.configs(topic).stream()
        .filter(config -> String.valueOf(config.get("group.id")).endsWith("-executor"))
        .map(config -> (Object) String.valueOf(config.get(property)))
        .collect(Collectors.toSet());
  }

  @Test
  void limitABatchOfAStream() throws Exception {
    assertThat(batchSizes(stream().maxOffsetsPerTrigger(3).load(spark)))
        .containsExactly(3L, 3L, 1L);
  }

  @Test
  @NeedsSpark(SparkVersion.V3_2)
  void putOffABatchThatIsTooSmall() throws Exception {
    KafkaStreamSource source =
        stream().minOffsetsPerTrigger(1000).maxTriggerDelay(Duration.ofMillis(1));

    assertThat(values(source.load(spark))).hasSize(7);
    StreamingQuery query =
        stream()
            .startingOffsets(StartingOffsets.earliest())
            .minOffsetsPerTrigger(5)
            .maxTriggerDelay(Duration.ofHours(1))
            .load(spark)
            .writeStream()
            .format("memory")
            .queryName("q" + topic.replace('-', '_'))
            .start();
    try {
      query.processAllAvailable();
      kafka.produce(topic, 0, "7", "8", "9", "10");
      query.processAllAvailable();
      assertThat(spark.table(query.name()).count()).isEqualTo(7);
      kafka.produce(topic, 0, "11");
      query.processAllAvailable();
      assertThat(spark.table(query.name()).count()).isEqualTo(12);
    } finally {
      query.stop();
    }
  }

  @Test
  @NeedsSpark(SparkVersion.V3_0)
  void cutABatchIntoMorePartitions() {
    assertThat(batch().load(spark).rdd().getNumPartitions()).isEqualTo(1);
    assertThat(batch().minPartitions(3).load(spark).rdd().getNumPartitions()).isEqualTo(3);
  }

  @Test
  @NeedsSpark(SparkVersion.V4_0)
  void cutABatchByRecords() {
    assertThat(batch().maxRecordsPerPartition(2).load(spark).rdd().getNumPartitions()).isEqualTo(4);
  }

  @Test
  @NeedsSpark(SparkVersion.V3_0)
  void addTheHeaders() {
    assertThat(stream().includeHeaders().load(spark).columns()).contains("headers");
    assertThat(batch().includeHeaders().load(spark).columns()).contains("headers");
    assertThat(batch().load(spark).columns()).doesNotContain("headers");
  }

  @Test
  @NeedsSpark(SparkVersion.V3_0)
  void nameTheGroupsOfSparksConsumers() {
    assertThat(batch().groupIdPrefix(topic + "-a").load(spark).count()).isEqualTo(7);
    assertThat(batch().groupId(topic + "-b").load(spark).count()).isEqualTo(7);

    assertThat(Metrics.configs(topic).stream().map(config -> config.get("group.id")))
        .filteredOn(Objects::nonNull)
        .anySatisfy(group -> assertThat(group.toString()).startsWith(topic + "-a"))
        .anySatisfy(group -> assertThat(group.toString()).isEqualTo(topic + "-b"));
  }

  @Test
  void letExecutorsPollManyRecordsAtOnce() throws Exception {
    assertThat(batch().load(spark).count()).isEqualTo(7);
    assertThat(ofExecutors("max.poll.records")).containsExactly("10000");

    assertThat(values(stream().load(spark))).hasSize(7);
    assertThat(ofExecutors("max.poll.records")).containsExactly("10000");
  }

  @Test
  void letBrokersHoldAFetchOfExecutorsShortlyWhereThatIsHarmless() throws Exception {
    String expected = SparkVersion.V2_4.isRunning() ? "10" : "null";

    assertThat(batch().load(spark).count()).isEqualTo(7);
    assertThat(ofExecutors("fetch.max.wait.ms")).containsExactly(expected);

    assertThat(values(stream().load(spark))).hasSize(7);
    assertThat(ofExecutors("fetch.max.wait.ms")).containsExactly(expected);
  }

  @Test
  void leaveExecutorsAloneIfNeutral() {
    assertThat(batch().neutral().load(spark).count()).isEqualTo(7);
    assertThat(ofExecutors("max.poll.records")).containsExactly("null");
    assertThat(ofExecutors("fetch.max.wait.ms")).containsExactly("null");
  }

  @Test
  void letTheHostSayHowManyRecordsExecutorsPoll() {
    assertThat(batch().option("kafka.max.poll.records", 3).load(spark).count()).isEqualTo(7);
    assertThat(ofExecutors("max.poll.records")).containsExactly("3");
  }

  @Test
  void findPartitionsSoonerOnEverySpark() throws Exception {
    StreamingQuery query =
        stream()
            .partitionDiscovery(Duration.ofMillis(100))
            .load(spark)
            .selectExpr("CAST(value AS STRING)")
            .writeStream()
            .format("memory")
            .queryName("q" + topic.replace('-', '_'))
            .start();
    try {
      query.processAllAvailable();
      kafka.addPartitions(topic, 2);
      kafka.produce(topic, 1, "new");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                query.processAllAvailable();
                return spark.table(query.name()).where("value = 'new'").count() == 1;
              });
    } finally {
      query.stop();
    }
  }

  @Test
  void failOrSkipWhenRecordsAreGone() throws Exception {
    KafkaStreamSource source =
        stream()
            .pollTimeout(Duration.ofSeconds(5))
            .startingOffsets(StartingOffsets.of(BrokerOffsets::beginning));
    Dataset<Row> failing = source.onDataLoss(DataLoss.FAIL).load(spark);
    Dataset<Row> skipping = source.onDataLoss(DataLoss.SKIP).load(spark);
    kafka.deleteRecordsBefore(topic, 0, 4);

    assertThatThrownBy(() -> values(failing)).isNotNull();
    assertThat(values(skipping)).containsExactlyInAnyOrder("4", "5", "6");
  }
}
