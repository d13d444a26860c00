package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One stream of a pattern on one cluster, and of a topic on another that the pattern matches. */
@Tag("heavy")
class TwoClustersIT extends TrackerFixture {

  private static EmbeddedKafka other;

  private final String regional = EmbeddedKafka.uniqueTopic("regional");
  private final String us = regional + "-us";
  private final String eu = regional + "-eu";
  private TrackedStream stream;

  @BeforeAll
  static void startOther() {
    other = EmbeddedKafka.start();
  }

  @AfterAll
  static void closeOther() {
    other.close();
  }

  @BeforeEach
  void createTopics() {
    kafka.createTopic(us, 1);
    other.createTopic(eu, 1);
    stream = tracker.stream("regional");
  }

  private Dataset<Row> ofPattern() {
    return KafkaStreamSource.topicPattern(regional + "-.*")
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(stream.resume().firstTime(StartingOffsets.latest()))
        .load(spark);
  }

  private Dataset<Row> ofTopic() {
    return ofTopic(other.bootstrapServers(), LIMIT);
  }

  private Dataset<Row> ofTopic(String brokers, Duration limit) {
    return KafkaStreamSource.topic(eu)
        .cluster(KafkaCluster.at(brokers).timeout(limit))
        .startingOffsets(stream.resume().firstTime(StartingOffsets.latest()))
        .load(spark);
  }

  private StreamingQuery start(String checkpoint) throws Exception {
    return writer(ofPattern().union(ofTopic()), checkpoint).queryName(stream.name()).start();
  }

  private TopicOffsets offsets(String topic, long offset) {
    return TopicOffsets.empty().withOffset(topic, 0, offset);
  }

  private void produce(int from, int until) {
    kafka.produceNumbers(us, from, until);
    other.produceNumbers(eu, from, until);
  }

  private void restartTracker() {
    tracker.close();
    tracker = OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
    stream = tracker.stream("regional");
  }

  @Test
  void commitsBothAndReadsNothingAgain() throws Exception {
    StreamingQuery query = start("one");
    produce(0, 10);
    query.processAllAvailable();
    stream.flush(LIMIT);

    assertThat(stored(stream).offsets()).isEqualTo(offsets(us, 10).merge(offsets(eu, 10)));
    assertThat(stream.status().health()).as("%s", stream.status()).isEqualTo(Health.HEALTHY);
    assertThat(stream.status().recordsAtRisk()).isZero();
    assertThat(stored(stream).identities().get(us).clusterId())
        .isNotEqualTo(stored(stream).identities().get(eu).clusterId());
    query.stop();

    produce(10, 20);
    assertThat(stream.lag().total()).isEqualTo(20);
    assertThat(stream.lag().partitions())
        .containsOnlyKeys(new TopicPartition(us, 0), new TopicPartition(eu, 0));
    StreamingQuery again = start("two");
    again.processAllAvailable();
    stream.flush(LIMIT);
    assertThat(sink.records()).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void aClusterThatIsAwayAtARestartLosesNothing() throws Exception {
    StreamingQuery query = start("one");
    produce(0, 10);
    query.processAllAvailable();
    stream.flush(LIMIT);
    query.stop();
    produce(10, 20);

    restartTracker();
    Dataset<Row> unused = ofPattern();
    String nobody = "127.0.0.1:1";
    assertThatThrownBy(() -> ofTopic(nobody, Duration.ofSeconds(5)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(us, 10).merge(offsets(eu, 10)));

    restartTracker();
    StreamingQuery again = start("two");
    again.processAllAvailable();
    stream.flush(LIMIT);
    assertThat(sink.records()).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void aStoreInKafkaRefusesTopicsThatOnlyTheOtherClusterHas() {
    tracker.close();
    tracker =
        OffsetTracker.attach(
            spark,
            OffsetStores.kafka(KafkaCluster.at(kafka.bootstrapServers()), regional + "-group-"));
    stream = tracker.stream("regional");
    Dataset<Row> unused = ofPattern();

    assertThatThrownBy(this::ofTopic)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot resume 'regional': the offset store in the consumer groups")
        .hasMessageContaining(
            "has no [" + eu + "-0] that its user may read, which the source reads")
        .hasMessageContaining("from '127.0.0.1:");
  }
}
