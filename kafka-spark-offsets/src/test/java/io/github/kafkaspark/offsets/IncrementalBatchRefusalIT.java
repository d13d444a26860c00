package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.EndingOffsets;
import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetCommit.Kind;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a batch cannot begin with. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class IncrementalBatchRefusalIT {

  private static final String STREAM = "orders-to-lake";

  private final SparkSession spark;
  private final EmbeddedKafka kafka;
  private final String topic = EmbeddedKafka.uniqueTopic("orders");
  private final StreamId id = StreamId.of(STREAM);
  private OffsetStore store;

  IncrementalBatchRefusalIT(SparkSession spark, EmbeddedKafka kafka) {
    this.spark = spark;
    this.kafka = kafka;
  }

  @BeforeEach
  void open(@TempDir Path folder) {
    store = OffsetStores.file(folder);
    kafka.createTopic(topic, 2);
    kafka.produce(topic, 0, "a", "b");
    kafka.produce(topic, 1, "c");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private KafkaBatchSource source() {
    return KafkaBatchSource.topic(topic).bootstrapServers(kafka.bootstrapServers());
  }

  private IncrementalBatch begin() {
    return begin(source());
  }

  private IncrementalBatch begin(KafkaBatchSource source) {
    return IncrementalBatch.begin(spark, store, STREAM, source);
  }

  private static List<String> values(IncrementalBatch batch) {
    return batch
        .records()
        .selectExpr("CAST(value AS STRING)")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private TopicOffsets offsets(long zero, long one) {
    return TopicOffsets.empty().with(topic, 0, zero).with(topic, 1, one);
  }

  private OffsetCommit stored() {
    return store.latest(id).get();
  }

  private void readAll() {
    try (IncrementalBatch batch = begin()) {
      assertThat(values(batch)).isNotEmpty();
      batch.commit();
    }
    assertThat(stored().kind()).isEqualTo(Kind.BATCH);
  }

  @Test
  void areOffsetsThatAgedOut() {
    readAll();
    kafka.produce(topic, 0, "gone", "there");
    kafka.deleteRecordsBefore(topic, 0, 3);

    assertThatThrownBy(() -> begin())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot resume 'orders-to-lake': the brokers do not have what is stored: %s-0 is "
                + "stored at 2, the brokers have 3 to 4 (1 records were deleted unread, by "
                + "retention or by hand); bring the records back, or accept the loss by claiming "
                + "the stream once at offsets that they have: "
                + "store.claim(StreamId.of(\"orders-to-lake\"), offsets, provenance).close()",
            topic);
    assertThat(stored().generation()).isEqualTo(1);

    store.claim(id, offsets(3, 1), Provenance.of("a person", Instant.now())).close();
    try (IncrementalBatch batch = begin()) {
      assertThat(values(batch)).containsExactly("there");
    }
  }

  @Test
  void isATopicThatWasCreatedAnew() {
    readAll();
    kafka.deleteTopic(topic);
    kafka.createTopic(topic, 2);

    assertThatThrownBy(() -> begin())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            topic + "-0 is stored at 2, the brokers have 0 to 0 (the topic was created anew");
    assertThat(stored().offsets()).isEqualTo(offsets(2, 1));
  }

  @Test
  void isAJobThatAnotherCommitsBeside() {
    try (IncrementalBatch other = begin()) {
      KafkaBatchSource slow =
          source()
              .startingOffsets(
                  brokers -> {
                    other.commit();
                    return TopicOffsets.empty();
                  });

      assertThatThrownBy(() -> begin(slow))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot begin a batch of 'orders-to-lake': another job has claimed or committed it "
                  + "while this one asked the brokers; begin again, and let one job at a time do "
                  + "its work");
    }
    assertThat(stored().generation()).isEqualTo(1);
    assertThat(stored().offsets()).isEqualTo(offsets(2, 1));
  }

  @Test
  void isAnEndBeforeTheStartAndTheClaimIsGivenUp() {
    readAll();

    assertThatThrownBy(() -> begin(source().endingOffsets(EndingOffsets.at(offsets(0, 0)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(topic + "-0 begins at 2 and ends at 0");
    assertThat(stored().offsets()).isEqualTo(offsets(2, 1));
  }

  @Test
  void isASelectionWithoutPartitions() {
    assertThatThrownBy(
            () ->
                begin(
                    KafkaBatchSource.topicPattern("no-such-topic-.*")
                        .bootstrapServers(kafka.bootstrapServers())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the source selects no partition now");
    assertThat(store.streams()).isEmpty();
  }

  @Test
  void areNullsAndIllegalNames() {
    assertNull("spark", () -> IncrementalBatch.begin(null, store, STREAM, source()));
    assertNull("store", () -> IncrementalBatch.begin(spark, null, STREAM, source()));
    assertNull("stream", () -> IncrementalBatch.begin(spark, store, null, source()));
    assertNull("source", () -> IncrementalBatch.begin(spark, store, STREAM, null));
    assertThatThrownBy(() -> IncrementalBatch.begin(spark, store, "a/b", source()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid stream id: 'a/b' (expected ");
  }

  private void assertNull(String name, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
  }
}
