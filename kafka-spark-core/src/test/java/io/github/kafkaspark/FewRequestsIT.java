package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.time.Instant;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How often a load and a check ask the brokers. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
@Tag("heavy")
class FewRequestsIT {

  /** Two consumers find their way, and ask for topics, beginnings, ends, times and commits. */
  private static final long HANDFUL = 30;

  private final EmbeddedKafka kafka;
  private final SparkSession spark;
  private final String topic = EmbeddedKafka.uniqueTopic("many");

  FewRequestsIT(EmbeddedKafka kafka, SparkSession spark) {
    this.kafka = kafka;
    this.spark = spark;
  }

  /** Begins everywhere at once, so each question is asked of all partitions. */
  private long requests(String pattern, int partitions) {
    // A broker announces a partition a moment before it answers for it; clients ask again then.
    KafkaBatch unused = load(pattern, KafkaCluster.at(kafka.bootstrapServers()));

    KafkaBatch batch = load(pattern, Metrics.on(KafkaCluster.at(kafka.bootstrapServers()), topic));
    assertThat(batch.start().partitions()).hasSize(partitions);
    assertThat(batch.isEmpty()).isTrue();
    long requests = Metrics.requests(topic, "kafka-spark-lookup");
    System.out.println("FewRequestsIT: " + requests + " for " + partitions + " partitions");
    return requests;
  }

  private KafkaBatch load(String pattern, KafkaCluster cluster) {
    return KafkaBatchSource.topicPattern(pattern)
        .cluster(cluster)
        .startingOffsets(
            StartingOffsets.committedBy(topic)
                .orElse(StartingOffsets.since(Instant.EPOCH).orElse(StartingOffsets.latest())))
        .endingOffsets(EndingOffsets.before(Instant.now()))
        .loadBatch(spark);
  }

  private long requestsOfACheck(String pattern) {
    String test = topic + "-check";
    KafkaStreamSource.topicPattern(pattern)
        .cluster(Metrics.on(KafkaCluster.at(kafka.bootstrapServers()), test))
        .startingOffsets(StartingOffsets.latest())
        .check(spark)
        .orFail();

    long requests = Metrics.requests(test, "kafka-spark-lookup");
    System.out.println("FewRequestsIT: " + requests + " for a check");
    return requests;
  }

  @Test
  void areEnoughForAHundredPartitions() {
    kafka.createTopic(topic, 100);

    assertThat(requests(topic, 100)).isBetween(4L, HANDFUL);
    assertThat(requestsOfACheck(topic)).isBetween(4L, HANDFUL);
  }

  @Test
  void areEnoughForManyTopics() {
    for (int number = 0; number < 40; number++) {
      kafka.createTopic(topic + "-" + number, 1);
    }

    assertThat(requests(topic + "-\\d+", 40)).isBetween(4L, HANDFUL);
    assertThat(requestsOfACheck(topic + "-\\d+")).isBetween(4L, HANDFUL);
  }
}
