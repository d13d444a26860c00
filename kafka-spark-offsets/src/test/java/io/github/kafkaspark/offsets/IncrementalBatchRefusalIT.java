package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.EndingOffsets;
import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Instant;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a batch cannot begin with. */
class IncrementalBatchRefusalIT extends IncrementalBatchCases {

  IncrementalBatchRefusalIT(SparkSession spark, EmbeddedKafka kafka) {
    super(spark, kafka);
  }

  @Test
  void areOffsetsThatAgedOut() {
    readAll();
    kafka.produce(topic, 0, "gone", "there");
    kafka.deleteRecordsBefore(topic, 0, 3);

    assertThatThrownBy(() -> begin())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "Cannot resume 'orders-to-lake': the brokers do not have what is stored: %s-0 is "
                + "stored at 2, the brokers have 3 to 4 (1 record was deleted unread, by "
                + "retention or by hand); bring the records back, or accept the loss: claim "
                + "the stream there, once, by store.claim(StreamId.of(\"orders-to-lake\"), "
                + "NewCommit.start(TopicOffsets.fromJson(\"{\\\"%s\\\":{\\\"0\\\":3,\\\"1\\\":1}}\"), "
                + "Provenance.of(\"by hand\", Instant.parse(\"",
            topic, topic)
        .hasMessageContaining(".withIdentity(\"" + topic + "\", TopicIdentity.of(\"")
        .hasMessageEndingWith(
            ".close(); or let the resume policy answer AGED_OUT by EARLIEST or LATEST, in code or by "
                + "spark.kafkaspark.resume.agedOut");
    assertThat(stored().generation()).isEqualTo(1);

    store
        .claim(id, NewCommit.start(offsets(3, 1), Provenance.of("a person", Instant.now())))
        .close();
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
                  StartingOffsets.of(
                      brokers -> {
                        other.commit();
                        return TopicOffsets.empty();
                      }));

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
  void isAnEndBeforeTheStartWhichClaimsNothing() {
    readAll();

    assertThatThrownBy(() -> begin(source().endingOffsets(EndingOffsets.at(offsets(0, 0)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(topic + "-0 begins at 2 and ends at 0");
    assertThat(stored().offsets()).isEqualTo(offsets(2, 1));
    assertThat(stored().generation()).isEqualTo(1);
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
