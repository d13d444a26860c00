package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.move.Fence;
import io.github.kafkaspark.offsets.move.Rewind;
import io.github.kafkaspark.offsets.move.RewindPlan;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job that somebody has moved reads again exactly from there. */
@Timeout(240)
class RewoundJobIT extends RestartFixture {

  @Test
  void aJobThatRunsIsStoppedAndItsNextRunBeginsWhereItWasMovedTo() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("orders");
    StreamingQuery query = start(stream, "first");
    query.processAllAvailable();
    stream.flush(LIMIT);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));

    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    try (OffsetStore store = OffsetStores.file(folder.resolve("offsets"))) {
      // region rewind
      RewindPlan plan = Rewind.toOffset(7).topic(topic, 1).plan(store, stream.id(), cluster);
      System.out.println(plan.describe()); // Until here nothing is changed.
      OffsetCommit commit = plan.execute(Fence.OWNER); // Its query is stopped.
      // endregion
      assertThat(plan.readAgain()).hasValue(3);
      assertThat(commit.offsets()).isEqualTo(offsets(10, 7));
    }
    kafka.produceNumbers(topic, 20, 22);
    await().atMost(LIMIT).until(() -> !query.isActive());
    assertThat(stream.status().health()).isEqualTo(Health.FENCED);
    assertThat(stored(stream).kind()).isEqualTo(Kind.REWIND);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 7));

    int before = sink.records().size();
    run(start(stream, "second"));
    assertThat(begunBehind(before)).isEqualTo(offsets(10, 7));
    // A task of the query that was stopped may still have written one of them.
    assertThat(new HashSet<>(sink.records().subList(before, sink.records().size()))).hasSize(3 + 2);
    stream.flush(LIMIT);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(11, 11));
  }

  @Test
  void asksTheBrokersForTimesAndEnds() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("orders");
    run(start(stream, "first"));
    stream.flush(LIMIT);
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    try (OffsetStore store = OffsetStores.file(folder.resolve("offsets"))) {
      assertThat(Rewind.byDuration(Duration.ofHours(1)).plan(store, stream.id(), cluster).offsets())
          .isEqualTo(offsets(0, 0));
      RewindPlan future =
          Rewind.toDatetime(Instant.now().plusSeconds(3_600)).plan(store, stream.id(), cluster);
      assertThat(future.offsets()).isEqualTo(offsets(10, 10));
      assertThat(Rewind.toLatest().plan(store, stream.id(), cluster).skipped()).hasValue(0);
      assertThat(Rewind.toEarliest().plan(store, stream.id(), cluster).readAgain()).hasValue(20);
    }
  }
}
