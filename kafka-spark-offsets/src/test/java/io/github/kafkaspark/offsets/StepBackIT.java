package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.DataLoss;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;

/** Queries that skip what is gone, and whose topic is created anew while they run. */
class StepBackIT extends TrackerFixture {

  private Dataset<Row> loadSkipping(TrackedStream stream) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .onDataLoss(DataLoss.SKIP)
        .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
        .load(spark);
  }

  private TopicOffsets ends(StreamingQuery query) {
    return ProgressOffsets.of(query.lastProgress()).ends();
  }

  @Test
  void takeTheStoreBackWithThem() throws Exception {
    kafka.produceNumbers(topic, 0, 500);
    TrackedStream stream = tracker.stream("back");
    StreamingQuery query = writer(loadSkipping(stream), "one").queryName("back").start();
    query.processAllAvailable();
    stream.flush(LIMIT);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(250, 250));
    TestLog log = TestLog.sinceNow();

    kafka.deleteTopic(topic);
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 100);
    await().atMost(LIMIT).until(() -> ends(query).equals(offsets(50, 50)));
    stream.flush(LIMIT);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(50, 50));
    OffsetCommit first =
        tracker.recorder().store().history(stream.id()).stream()
            .filter(commit -> commit.offsets().equals(offsets(50, 50)))
            .reduce((newer, older) -> older)
            .get();
    assertThat(first.identities()).isEmpty(); // It may be another topic by now.
    assertThat(log.warnings("the query has stepped back to")).hasSize(1);

    kafka.produceNumbers(topic, 100, 200);
    await().atMost(LIMIT).until(() -> ends(query).equals(offsets(100, 100)));
    stream.flush(LIMIT);
    query.stop();
    int before = sink.records().size();
    kafka.produceNumbers(topic, 200, 1_200);
    StreamingQuery again = writer(loadSkipping(stream), "two").queryName("back").start();
    again.processAllAvailable();
    stream.flush(LIMIT);

    assertThat(sink.records()).hasSize(before + 1_000);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(600, 600));
    assertThat(stored(stream).identities()).containsOnlyKeys(topic);
  }
}
