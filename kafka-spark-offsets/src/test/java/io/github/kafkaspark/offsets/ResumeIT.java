package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class ResumeIT {

  private final OffsetStore store = OffsetStores.inMemory();
  private final String topic = EmbeddedKafka.uniqueTopic("events");
  private final String gone = EmbeddedKafka.uniqueTopic("gone");
  private SparkSession spark;
  private EmbeddedKafka kafka;
  private OffsetTracker tracker;
  private TrackedStream stream;

  @BeforeEach
  void attach(SparkSession spark, EmbeddedKafka kafka) {
    this.spark = spark;
    this.kafka = kafka;
    tracker = OffsetTracker.attach(spark, store);
    stream = tracker.stream("resumed");
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 20);
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private void store(TopicOffsets offsets) {
    store
        .claim(
            stream.id(), NewCommit.start(offsets, Provenance.of("an earlier run", Instant.now())))
        .close();
  }

  private KafkaStreamSource source() {
    return KafkaStreamSource.topic(topic).bootstrapServers(kafka.bootstrapServers());
  }

  private ResumePlan plan(KafkaStreamSource source, StartingOffsets start) {
    Dataset<Row> unused = source.startingOffsets(start).load(spark);
    return stream.plan().get();
  }

  private TopicOffsets offsets(long zero, long one) {
    return TopicOffsets.empty().withOffset(topic, 0, zero).withOffset(topic, 1, one);
  }

  @Test
  void usesTheFallbackWhenNothingIsStored() {
    ResumePlan plan = plan(source(), stream.resume().firstTime(StartingOffsets.at(offsets(1, 2))));

    assertThat(plan.start()).isEqualTo(offsets(1, 2));
    assertThat(plan.lines()).extracting(ResumeLine::reason).containsOnly(Reason.FIRST_TIME);
    assertThat(plan.commit()).isEmpty();
  }

  @Test
  @Shows(Restart.NEITHER)
  void failsWithoutAFallbackWhenNothingIsStored() {
    assertThatThrownBy(() -> plan(source(), stream.resume().firstTimeFails()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot resume 'resumed': nothing is stored for what the source selects; check the "
                + "stream's name and the store, or for a first start use resume().firstTime(…)");
    assertThat(store.latest(stream.id())).isEmpty();
  }

  @Test
  @Shows(Restart.STORED)
  void newPartitionsBeginAtTheirFirstRecordAndVanishedOnesDoNot() {
    store(offsets(3, 4).withOffset(topic, 7, 70));
    kafka.addPartitions(topic, 3);
    TestLog log = TestLog.sinceNow();
    ResumePlan plan = plan(source(), stream.resume().firstTimeFails());

    assertThat(plan.start()).isEqualTo(offsets(3, 4));
    assertThat(plan.lines())
        .extracting(ResumeLine::reason)
        .containsExactly(Reason.STORED, Reason.STORED, Reason.NEW, Reason.VANISHED);
    assertThat(plan.lines().get(2).toString())
        .isEqualTo(
            topic
                + "-2: stored -, first 0, end 0, begins at earliest, skipped 0, gone 0, read again 0, "
                + "because new");
    assertThat(plan.lines().get(3).toString())
        .isEqualTo(
            topic
                + "-7: stored 70, first -, end -, begins at -, skipped 0, gone ?, read again 0, because "
                + "vanished, dropped");
    assertThat(store.latest(stream.id()).get().offsets())
        .isEqualTo(offsets(3, 4).withOffset(topic, 2, 0).withOffset(topic, 7, 70));
    assertThat(log.lines("Stream 'resumed' begins: 2 partitions where they were stored"))
        .hasSize(1)
        .first()
        .asString()
        .contains("1 new partition from its earliest record [" + topic + "-2]")
        .contains("1 vanished partition to be dropped [" + topic + "-7]");
  }

  @Test
  void leavesStoredTopicsAloneThatTheSourceDoesNotSelect() {
    store(offsets(3, 4).withOffset(gone, 0, 9));
    ResumePlan plan = plan(source(), stream.resume().firstTimeFails());

    assertThat(plan.start()).isEqualTo(offsets(3, 4));
    assertThat(store.latest(stream.id()).get().offsets())
        .isEqualTo(offsets(3, 4).withOffset(gone, 0, 9));
  }

  @Test
  void namesExactlyTheAssignedPartitions() {
    store(offsets(3, 4));
    KafkaStreamSource one =
        KafkaStreamSource.partitions(new TopicPartition(topic, 1))
            .bootstrapServers(kafka.bootstrapServers());
    ResumePlan plan = plan(one, stream.resume().firstTimeFails());

    assertThat(plan.start()).isEqualTo(TopicOffsets.empty().withOffset(topic, 1, 4));
    assertThat(store.latest(stream.id()).get().offsets()).isEqualTo(offsets(3, 4));
  }

  @Test
  void refusesOffsetsThatAgedOut() {
    store(offsets(3, 4));
    kafka.deleteRecordsBefore(topic, 0, 8);

    assertThatThrownBy(() -> plan(source(), stream.resume().firstTimeFails()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "Cannot resume 'resumed': the brokers do not have what is stored: "
                + topic
                + "-0 is stored at 3, the brokers have 8 to 10 (5 records were deleted unread")
        .hasMessageContaining(
            "startingOffsets(StartingOffsets.at(TopicOffsets.fromJson(\"{\\\""
                + topic
                + "\\\":{\\\"0\\\":8,\\\"1\\\":4}}\")))")
        .hasMessageContaining("with a new checkpoint");
    assertThat(store.latest(stream.id()).get().offsets()).isEqualTo(offsets(3, 4));
  }

  @Test
  void refusesOffsetsBeyondTheEndOfATopicCreatedAnew() {
    store(offsets(3, 40));

    assertThatThrownBy(() -> plan(source(), stream.resume().firstTimeFails()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            topic + "-1 is stored at 40, the brokers have 0 to 10 (the topic was created anew");
    assertThat(store.latest(stream.id()).get().generation()).isEqualTo(1);
  }

  @Test
  void refusesAFallbackOutsideTheBrokersRangeBeforeItIsRecorded() {
    StartingOffsets tooFar = StartingOffsets.of(brokers -> offsets(3, 40));

    assertThatThrownBy(() -> plan(source(), stream.resume().firstTime(tooFar)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid starting offset: 40 for " + topic + "-1");
    assertThat(store.latest(stream.id())).isEmpty();
  }

  @Test
  void refusesASelectionWithoutPartitions() {
    KafkaStreamSource none =
        KafkaStreamSource.topicPattern("no-such-topic-.*")
            .bootstrapServers(kafka.bootstrapServers());

    assertThatThrownBy(() -> plan(none, stream.resume().firstTime(StartingOffsets.latest())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Cannot resume 'resumed': the source selects no partition now");
  }

  @Test
  void fromAStoreItOnlyReads() {
    store(offsets(3, 4));
    Dataset<Row> unused =
        source().startingOffsets(Resume.from(store, stream.id()).firstTimeFails()).load(spark);

    assertThat(store.latest(stream.id()).get().generation()).isEqualTo(1);
    assertThat(stream.plan()).isEmpty();
  }

  @Test
  void aCheckClaimsNothingAndSaysWhatALoadWould() {
    store(offsets(3, 4));
    source().startingOffsets(stream.resume().firstTimeFails()).check(spark).orFail();

    assertThat(store.latest(stream.id()).get().generation()).isEqualTo(1);
    assertThat(stream.plan()).isEmpty();

    kafka.deleteRecordsBefore(topic, 0, 8);
    assertThat(source().startingOffsets(stream.resume().firstTimeFails()).check(spark).errors())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("Cannot resume 'resumed': the brokers do not have what is stored: ");
  }
}
