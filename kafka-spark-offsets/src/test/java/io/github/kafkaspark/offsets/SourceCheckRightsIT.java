package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.SourceCheck;
import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.SparkExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the check of a source says when the user lacks a right, with a broker that asks for it. */
@Timeout(120)
@ExtendWith(SparkExtension.class)
class SourceCheckRightsIT {

  private static EmbeddedKafka kafka;
  private static KafkaCluster cluster;

  private final SparkSession spark;

  SourceCheckRightsIT(SparkSession spark) {
    this.spark = spark;
  }

  @BeforeAll
  static void start() throws IOException {
    kafka = EmbeddedKafka.fork(Rights.settings());
    cluster = KafkaCluster.at(kafka.bootstrapServers()).timeout(Duration.ofSeconds(20));
    for (String topic : new String[] {"orders", "hidden", "seen-one", "seen-two"}) {
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 0, "a", "b");
    }
    new Rights()
        .takeAll(ResourceType.GROUP, "*")
        .takeAll(ResourceType.TOPIC, "hidden")
        .takeAll(ResourceType.TOPIC, "seen-one")
        .give(ResourceType.TOPIC, "seen-one", AclOperation.DESCRIBE)
        .takeAll(ResourceType.TOPIC, "seen-two")
        .give(ResourceType.TOPIC, "seen-two", AclOperation.DESCRIBE)
        .tell(kafka.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    kafka.kill();
    kafka.close();
  }

  private static KafkaStreamSource source(String... topics) {
    return KafkaStreamSource.topics(topics).cluster(cluster);
  }

  private static boolean isOfGroup(String error) {
    return error.startsWith("Cannot use the consumer group ");
  }

  private static List<String> errorsWithoutGroup(SourceCheck check) {
    return check.errors().stream().filter(e -> !isOfGroup(e)).collect(Collectors.toList());
  }

  @Test
  void isContentWithTheRightToReadTheTopics() {
    assertThat(errorsWithoutGroup(source("orders").check(spark))).isEmpty();
  }

  @Test
  void namesAllTopicsThatAreSeenAndMayNotBeRead() {
    SourceCheck check = source("orders", "seen-one", "seen-two").check(spark);

    assertThat(errorsWithoutGroup(check))
        .containsExactly(
            "Cannot read topics [seen-one, seen-two]: the brokers show them to this user, and let "
                + "it read no record; grant it Read on them");
    if (SparkVersion.running() == SparkVersion.V2_3) {
      assertThat(check.describe())
          .containsPattern(
              "  skipped  compaction  .*; grant this user DescribeConfigs on the topics");
    }
  }

  @Test
  void saysThatAUserWhoMayNotSeeTheSettingsOfTopicsKeepsKafkasWait() {
    KafkaStreamSource source = source("seen-one");

    assertThat(source.load(spark).columns()).contains("value");
    assertThat(fetches(source.check(spark)))
        .hasSize(SparkVersion.V2_4.isRunning() ? 1 : 0)
        .allMatch(
            warning ->
                warning.matches(
                    "'kafka.fetch.max.wait.ms' stays Kafka's 500, not 10, because nobody says "
                        + "whether topics are in tiered storage: [^;]*; grant this user "
                        + "DescribeConfigs on the topics, or set it yourself to 10 if .*"));
    assertThat(fetches(source.option("kafka.fetch.max.wait.ms", 500).check(spark))).isEmpty();
    assertThat(fetches(source("orders").check(spark))).isEmpty();
  }

  private static List<String> fetches(SourceCheck check) {
    return check.warnings().stream()
        .filter(warning -> warning.contains("kafka.fetch.max.wait.ms"))
        .collect(Collectors.toList());
  }

  @Test
  void tellsATopicThatMayNotBeDescribedFromOneThatIsNotThere() {
    assertThat(errorsWithoutGroup(source("orders", "hidden").check(spark)))
        .containsExactly(
            "Invalid topics 'hidden,orders': the brokers do not tell this user whether there are "
                + "[hidden] (expected topics that exist and that this client may describe; grant "
                + "this user Describe and Read on [hidden])");
    assertThat(source("order").check(spark).errors())
        .hasSize(1)
        .allMatch(error -> error.contains("[order]; did you mean 'orders'? (expected "));
  }

  @Test
  void namesTheGroupThatTheDriverOfAnOlderSparkJoins() {
    List<String> errors =
        source("orders").check(spark).errors().stream()
            .filter(SourceCheckRightsIT::isOfGroup)
            .collect(Collectors.toList());

    if (SparkVersion.V3_4.isRunning()) {
      assertThat(errors).isEmpty();
    } else {
      assertThat(errors)
          .hasSize(1)
          .first()
          .asString()
          .startsWith("Cannot use the consumer group 'spark-kafka-source-")
          .contains(
              "', which is named as those that the driver of Spark "
                  + SparkVersion.running()
                  + " joins: ",
              "; grant this user Read on the group 'spark-kafka-source-",
              "', or on all groups with that prefix");
    }
  }

  @Test
  void namesTheGroupThatTheStartIsReadFrom() {
    List<String> errors =
        errorsWithoutGroup(
            source("orders")
                .startingOffsets(
                    StartingOffsets.committedBy("old").orElse(StartingOffsets.latest()))
                .check(spark));

    assertThat(errors)
        .hasSize(1)
        .first()
        .asString()
        .startsWith("Cannot read what group 'old' has committed at the Kafka brokers '" + cluster)
        .endsWith("; grant this user Read on the group 'old'");
  }

  @Test
  void leavesTheLagOfATopicThatMayNotBeDescribedUnknown() {
    ConsumerLag lag =
        ConsumerLag.of(
            cluster, TopicOffsets.empty().withOffset("seen-one", 0, 1).withOffset("hidden", 0, 1));

    assertThat(lag.describe())
        .startsWith("1 behind in 3 partitions, 1 new, 1 vanished\n")
        .containsPattern("\nhidden-0 +1 +- +- +0  vanished\n");
  }

  @Test
  void namesAllErrorsAtOnce() {
    SourceCheck check = source("hidden", "seen-one").check(spark);

    assertThat(errorsWithoutGroup(check)).hasSize(2);
    assertThat(Collections.singleton(check.describe()))
        .allMatch(text -> text.contains("[hidden]") && text.contains("[seen-one]"));
  }
}
