package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StreamStatusTest {

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final Provenance BY =
      Provenance.of("a test", Instant.parse("2026-05-01T12:00:00Z"));

  private static TopicOffsets at(int partitions, long offset) {
    TopicOffsets all = TopicOffsets.empty();
    for (int i = 0; i < partitions; i++) {
      all = all.withOffset("t", i, offset);
    }
    return all;
  }

  private static StreamStatus healthy(NewCommit content) {
    OffsetCommit commit = OffsetCommit.of(ORDERS, 3, 118, content);
    return new StreamStatus(ORDERS, Health.HEALTHY, null, commit, AtRisk.NOTHING);
  }

  private static AtRisk atRisk(TopicOffsets committed, TopicOffsets done) {
    ProgressOffsets last =
        ProgressOffsets.of(Progress.of(UUID.randomUUID(), 1, Progress.kafka(null, done.toJson())));
    return AtRisk.of(committed, last, null, 0);
  }

  @Test
  void isALineWithoutTheOffsets() {
    assertThat(healthy(NewCommit.batch(at(1_000, 7), BY)))
        .hasToString(
            "'orders' HEALTHY, 1,000 partitions committed by generation 3, sequence 118, at "
                + "2026-05-01T12:00:00Z");
    assertThat(healthy(NewCommit.start(at(1, 7), BY)))
        .hasToString(
            "'orders' HEALTHY, 1 partition claimed by generation 3, sequence 118, at "
                + "2026-05-01T12:00:00Z");
  }

  @Test
  void saysThatAStreamIsClaimedThatBeginsWithoutANumber() {
    assertThat(healthy(NewCommit.start(TopicOffsets.empty(), BY)))
        .hasToString(
            "'orders' HEALTHY, claimed by generation 3, sequence 118, at 2026-05-01T12:00:00Z");
  }

  @Test
  void isALineWhateverTheReason() {
    StreamStatus status =
        new StreamStatus(
            ORDERS,
            Health.DEGRADED,
            "java.io.IOException: two\n  lines",
            null,
            atRisk(TopicOffsets.empty(), at(1, 1)));

    assertThat(status)
        .hasToString(
            "'orders' DEGRADED: java.io.IOException: two lines; not claimed yet, at risk: at most "
                + "1 record of 1 batch, for 0 s");
    assertThat(status.isClosed()).isFalse();
  }

  @Test
  void saysThatItIsClosed() {
    StreamStatus closed =
        healthy(NewCommit.batch(at(1, 7), BY)).closed().with(Health.DEGRADED, "why");

    assertThat(closed.isClosed()).isTrue();
    assertThat(closed.toString()).startsWith("'orders' closed, DEGRADED: why; 1 partition ");
  }

  @Test
  void describesEachPartition() {
    TopicOffsets committed = at(2, 1_000);
    StreamStatus status = healthy(NewCommit.batch(committed, BY));

    assertThat(status.describe().split("\n"))
        .containsExactly(
            status.toString(),
            "",
            "partition  committed  at risk",
            "t-0             1000        0",
            "t-1             1000        0");

    TopicOffsets done = at(3, 1_000).withOffset("t", 1, 3_500);
    StreamStatus pending = status.with(atRisk(committed, done));
    assertThat(pending.describe().split("\n"))
        .containsExactly(
            pending.toString(),
            "",
            "partition  committed  at risk",
            "t-1             1000    2,500",
            "t-2                -    1,000",
            "t-0             1000        0");
    assertThat(pending.recordsAtRisk()).isEqualTo(3_500);
  }

  @Test
  void describesTheTwentyPartitionsOfManyThatHaveMostAtRisk() {
    TopicOffsets committed = at(30, 0);
    TopicOffsets done = committed.withOffset("t", 29, 5);
    String[] lines =
        healthy(NewCommit.batch(committed, BY))
            .with(atRisk(committed, done))
            .describe()
            .split("\n");

    assertThat(lines).hasSize(1 + 2 + 20 + 1);
    assertThat(lines[3]).startsWith("t-29 ");
    assertThat(lines[4]).startsWith("t-0 ");
    assertThat(lines[23]).isEqualTo("and 10 partitions more");
  }

  @Test
  void describesAStreamWithoutACommitInALine() {
    StreamStatus status = new StreamStatus(ORDERS, Health.HEALTHY, null, null, AtRisk.NOTHING);

    assertThat(status.describe()).isEqualTo("'orders' HEALTHY, not claimed yet");
  }
}
