package io.github.kafkaspark.offsets;

import static java.util.Collections.singleton;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;

/** A topic that was created anew, and topics that are gone, on real brokers. */
class WhoseOffsetsIT extends TrackerFixture {

  private final String prefix = EmbeddedKafka.uniqueTopic("whose") + "-";

  private TopicIdentity identity() {
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    return Brokers.ask(cluster, singleton(topic), BrokerOffsets::identities).get(topic);
  }

  private void run(Dataset<Row> events, TrackedStream stream, String checkpoint) throws Exception {
    StreamingQuery query = writer(events, checkpoint).queryName(stream.name()).start();
    query.processAllAvailable();
    stream.flush(LIMIT);
    query.stop();
  }

  private void createAnew(int records) {
    kafka.deleteTopic(topic);
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, records);
  }

  @Test
  void aTopicThatWasCreatedAnewIsRefusedAndGoesOnWhereTheRefusalSays() throws Exception {
    kafka.produceNumbers(topic, 0, 500);
    TrackedStream stream = tracker.stream("anew");
    run(load(stream, topic), stream, "one");
    assertThat(stored(stream).identities()).containsEntry(topic, identity());
    boolean knowsIds = identity().topicId().isPresent();
    createAnew(1_000);
    TestLog log = TestLog.sinceNow();

    Throwable refusal = catchThrowable(() -> load(stream, topic));
    if (!knowsIds) {
      assertThat(refusal).isNull();
      assertThat(log.warnings("records before these places are younger than that")).hasSize(1);
      return;
    }
    assertThat(refusal)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot resume 'anew': the brokers have other topics than those")
        .hasMessageContaining(
            topic + "-0 is stored at 250, the brokers have 0 to 500 (the topic was created anew");
    assertThat(stored(stream).generation()).isEqualTo(1);

    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(StartingOffsets.at(fromText(refusal.getMessage())))
            .load(spark);
    run(events, stream, "two");
    assertThat(sink.records()).hasSize(1_500);
    kafka.produceNumbers(topic, 1_000, 1_010);
    run(load(stream, topic), stream, "three");
    assertThat(sink.records()).hasSize(1_510);
    assertThat(stored(stream).identities()).containsEntry(topic, identity());
  }

  /** The offsets of a refusal, as a compiler reads them. */
  private static TopicOffsets fromText(String refusal) {
    Matcher json = Pattern.compile("fromJson\\(\"(.*)\"\\)").matcher(refusal);
    assertThat(json.find()).as(refusal).isTrue();
    return TopicOffsets.fromJson(json.group(1).replace("\\\"", "\""));
  }

  @Test
  void aStoreInKafkaLeavesOutATopicThatIsGoneAndThatNobodyReads() throws Exception {
    tracker.close();
    tracker = OffsetTracker.attach(spark, kafkaStore());
    String former = EmbeddedKafka.uniqueTopic("former");
    TrackedStream stream = moveFrom(former, "moved");
    assertThat(stored(stream).offsets().partitions()).hasSize(3);

    StreamingQuery query = start(stream, "three");
    query.processAllAvailable();
    kafka.deleteTopic(former);
    TestLog log = TestLog.sinceNow();
    kafka.produceNumbers(topic, 10, 20);
    query.processAllAvailable();
    stream.flush(LIMIT);

    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
    assertThat(log.warnings("is committed without: {\"" + former)).hasSize(1);
  }

  private OffsetStore kafkaStore() {
    return OffsetStores.kafka(
        KafkaCluster.at(kafka.bootstrapServers()).timeout(Duration.ofSeconds(10)), prefix);
  }

  /** A stream that has read a topic, and then another one. */
  private TrackedStream moveFrom(String former, String name) throws Exception {
    kafka.createTopic(former, 1);
    kafka.produceNumbers(former, 0, 5);
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream(name);
    run(load(stream, former), stream, "one");
    run(load(stream, topic), stream, "two");
    return stream;
  }

  @Test
  void aFollowerLeavesOutWhatItsClusterLacksAndSaysSo() throws Exception {
    tracker.close();
    tracker =
        OffsetTracker.attach(
            spark,
            OffsetStores.mirrored(OffsetStores.file(folder.resolve("mirrored")), kafkaStore()));
    String former = EmbeddedKafka.uniqueTopic("former");
    TrackedStream stream = moveFrom(former, "mirrored");
    kafka.deleteTopic(former);
    TestLog log = TestLog.sinceNow();
    run(load(stream, topic), stream, "three");

    assertThat(stored(stream).offsets().partitions()).hasSize(3);
    try (OffsetStore group = kafkaStore()) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(group.latest(stream.id()).map(OffsetCommit::offsets))
                      .contains(offsets(5, 5)));
    }
    // The follower has had these offsets before the topic was deleted, so they tell nothing of now.
    String warning = "has no [" + former + "-0], so offsets of 'mirrored' are copied";
    await().atMost(LIMIT).untilAsserted(() -> assertThat(log.warnings(warning)).hasSize(1));
  }

  @Test
  void aNewNameIsWarnedOfTheStreamWhoseTopicsTheseAre() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("before");
    run(load(stream, topic), stream, "one");
    TestLog log = TestLog.sinceNow();
    Dataset<Row> renamed = load(tracker.stream("after"), topic);
    Dataset<Row> again = load(tracker.stream("before"), topic);

    assertThat(renamed.isStreaming() && again.isStreaming()).isTrue();
    String warning = "begins for the first time, and the store has other";
    await().atMost(LIMIT).until(() -> !log.warnings(warning).isEmpty());
    assertThat(log.warnings("Stream 'after' " + warning))
        .hasSize(1)
        .first()
        .asString()
        .contains("'before' (committed at ");
    assertThat(log.warnings(warning)).hasSize(1);
  }

  @Test
  void aTopicThatIsFoundDuringTheRunGetsItsIdentityLater() throws Exception {
    TrackedStream stream = tracker.stream("grown");
    Dataset<Row> events =
        KafkaStreamSource.topicPattern(topic + ".*")
            .bootstrapServers(kafka.bootstrapServers())
            .option("kafka.metadata.max.age.ms", 500)
            .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
            .load(spark);
    StreamingQuery query = writer(events, "one").queryName(stream.name()).start();
    String found = topic + "-found";
    kafka.createTopic(found, 1);
    int[] next = {0};
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              kafka.produceNumbers(found, next[0], ++next[0]);
              query.processAllAvailable();
              stream.flush(LIMIT);
              assertThat(stored(stream).identities()).containsKeys(topic, found);
            });
    assertThat(stored(stream).identities().get(found))
        .isEqualTo(
            Brokers.ask(
                    KafkaCluster.at(kafka.bootstrapServers()),
                    singleton(found),
                    BrokerOffsets::identities)
                .get(found));
  }
}
