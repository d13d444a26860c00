package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.EndingOffsets;
import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Instant;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IncrementalBatchIT extends IncrementalBatchCases {

  IncrementalBatchIT(SparkSession spark, EmbeddedKafka kafka) {
    super(spark, kafka);
  }

  @Nested
  class Range {

    @Test
    void isAllThatCameSinceTheLastCommit() {
      try (IncrementalBatch first = begin()) {
        kafka.produce(topic, 0, "too late");
        assertThat(values(first)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(first.start()).isEqualTo(offsets(0, 0));
        assertThat(first.end()).isEqualTo(offsets(2, 1));
        assertThat(first)
            .hasToString(
                "IncrementalBatch(stream 'orders-to-lake', not committed, KafkaBatch(3 offsets of "
                    + "2 partitions, from %s to %s))",
                offsets(0, 0), offsets(2, 1));
        first.commit();
        assertThat(first.toString()).contains("', committed, ");
      }
      try (IncrementalBatch second = begin()) {
        assertThat(values(second)).containsExactly("too late");
        assertThat(second.start()).isEqualTo(offsets(2, 1));
        assertThat(second.end()).isEqualTo(offsets(3, 1));
        assertThat(second.plan().lines())
            .extracting(ResumeLine::reason)
            .containsOnly(Reason.STORED);
        second.commit();
      }
      assertThat(stored().offsets()).isEqualTo(offsets(3, 1));
      IncrementalBatch closed = begin();
      closed.close();
      assertThat(closed.toString()).contains("', not committed, closed, ");
    }

    @Test
    void beginsTheFirstTimeWhereTheSourceDoes() {
      KafkaBatchSource source = source().startingOffsets(StartingOffsets.at(offsets(1, 1)));

      try (IncrementalBatch first = begin(source)) {
        assertThat(values(first)).containsExactly("b");
        assertThat(first.plan().lines())
            .extracting(ResumeLine::reason)
            .containsOnly(Reason.FIRST_TIME);
        first.commit();
      }
      try (IncrementalBatch second = begin(source)) {
        assertThat(second.start()).isEqualTo(offsets(2, 1));
      }
    }

    @Test
    void endsWhereTheSourceDoes() {
      try (IncrementalBatch first =
          begin(source().endingOffsets(EndingOffsets.at(offsets(1, 0))))) {
        assertThat(values(first)).containsExactly("a");
        first.commit();
      }
      try (IncrementalBatch second = begin()) {
        assertThat(values(second)).containsExactlyInAnyOrder("b", "c");
      }
    }

    @Test
    void isEmptyWhereNothingCame() {
      readAll();

      try (IncrementalBatch batch = begin()) {
        assertThat(batch.isEmpty()).isTrue();
        assertThat(batch.start()).isEqualTo(offsets(2, 1));
        batch.commit();
        assertThat(values(batch)).isEmpty();
      }
      assertThat(stored().kind()).isEqualTo(Kind.START);
      assertThat(stored().offsets()).isEqualTo(offsets(2, 1));
    }

    @Test
    void hasNewPartitionsFromTheirFirstRecord() {
      readAll();
      kafka.addPartitions(topic, 3);
      kafka.produce(topic, 2, "new");

      try (IncrementalBatch batch = begin()) {
        assertThat(values(batch)).containsExactly("new");
        batch.commit();
      }
      assertThat(stored().offsets()).isEqualTo(offsets(2, 1).withOffset(topic, 2, 1));
    }

    @Test
    void leavesTopicsAloneThatTheSourceDoesNotSelect() {
      store
          .claim(
              id,
              NewCommit.start(
                  offsets(1, 1).withOffset("other", 0, 9), Provenance.of("before", Instant.now())))
          .close();

      try (IncrementalBatch batch = begin()) {
        assertThat(values(batch)).containsExactly("b");
        batch.commit();
      }
      assertThat(stored().offsets()).isEqualTo(offsets(2, 1).withOffset("other", 0, 9));
    }
  }

  @Nested
  class Commit {

    @Test
    void isNotMadeByAJobThatFails() {
      try (IncrementalBatch failing = begin()) {
        assertThat(values(failing)).hasSize(3);
      }
      kafka.produce(topic, 1, "d");

      try (IncrementalBatch again = begin()) {
        assertThat(again.start()).isEqualTo(offsets(0, 0));
        assertThat(values(again)).containsExactlyInAnyOrder("a", "b", "c", "d");
        again.commit();
      }
      assertThat(stored().offsets()).isEqualTo(offsets(2, 2));
    }

    @Test
    void afterAFailureBeginsLatestWhereItWas() {
      KafkaBatchSource latest = source().startingOffsets(StartingOffsets.latest());
      begin(latest).close();
      kafka.produce(topic, 1, "d");

      try (IncrementalBatch again = begin(latest)) {
        assertThat(values(again)).containsExactly("d");
      }
    }

    @Test
    void saysWhoMadeIt() {
      try (IncrementalBatch batch = begin()) {
        batch.commit();

        OffsetCommit commit = stored();
        assertThat(commit.offsets()).isEqualTo(offsets(2, 1));
        assertThat(commit.generation()).isEqualTo(1);
        assertThat(commit.sequence()).isEqualTo(2);
        assertThat(commit.provenance().applicationId())
            .contains(spark.sparkContext().applicationId());
        assertThat(commit.provenance().queryId()).isEmpty();
        assertThat(store.history(id))
            .extracting(OffsetCommit::kind)
            .containsExactly(Kind.BATCH, Kind.START);
        assertThat(store.history(id))
            .extracting(each -> each.provenance().writer())
            .containsOnly(commit.provenance().writer());
      }
    }

    @Test
    void isMadeOnce() {
      try (IncrementalBatch batch = begin()) {
        batch.commit();
        batch.commit();
      }
      assertThat(store.history(id)).hasSize(2);
    }

    @Test
    void isRefusedAfterTheClose() {
      IncrementalBatch batch = begin();
      batch.close();
      batch.close();

      assertThatThrownBy(batch::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot commit the batch of 'orders-to-lake': it is closed; commit before it is, or "
                  + "begin another");
      assertThat(store.history(id)).hasSize(1);
    }

    @Test
    void isRefusedToAnOlderJob() {
      try (IncrementalBatch older = begin();
          IncrementalBatch newer = begin()) {
        assertThatThrownBy(older::commit)
            .isInstanceOf(StaleWriterException.class)
            .hasMessageContaining("generation 1 was replaced by generation 2");
        assertThat(newer.start()).isEqualTo(older.start());
        newer.commit();
        assertThatThrownBy(older::commit).isInstanceOf(StaleWriterException.class);
      }
      assertThat(stored().generation()).isEqualTo(2);
      assertThat(stored().offsets()).isEqualTo(offsets(2, 1));
    }
  }
}
