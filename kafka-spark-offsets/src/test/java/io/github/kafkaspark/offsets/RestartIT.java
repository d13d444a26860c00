package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.junit.jupiter.api.Test;

/** Where a restart begins, by what is left of the checkpoint. */
class RestartIT extends RestartFixture {

  private Dataset<Row> latest(TrackedStream stream) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(stream.resume().firstTime(StartingOffsets.latest()))
        .load(spark);
  }

  private StreamingQuery start(Dataset<Row> events, TrackedStream stream, String checkpoint)
      throws Exception {
    return writer(events, checkpoint).queryName(stream.name()).start();
  }

  @Test
  @Shows(Restart.NOT_STORED)
  void underACheckpointThatNoStoreKnowsItBeginsThere() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    Dataset<Row> plain =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(StartingOffsets.earliest())
            .load(spark);
    run(writer(plain, "one").start());
    kafka.produceNumbers(topic, 10, 20);

    TrackedStream stream = tracker.stream("adopted");
    StreamingQuery query = start(latest(stream), stream, "one");
    assertThat(stream.plan().get().start()).isEqualTo(offsets(10, 10));
    run(query);
    stream.flush(LIMIT);

    assertThat(begunBehind(10)).isEqualTo(offsets(5, 5));
    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(20);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
  }

  @Test
  @Shows(Restart.UNFINISHED_BATCH)
  void aBatchThatIsNotDoneIsRunAgainWithTheSameRecords() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("unfinished");
    run(start(stream, "one"));
    kafka.produceNumbers(topic, 10, 14);
    StreamingQuery failing =
        load(stream, topic)
            .writeStream()
            .foreach(new FailingSink())
            .option("checkpointLocation", folder.resolve("one").toString())
            .queryName(stream.name())
            .start();
    assertThatThrownBy(failing::awaitTermination).isInstanceOf(StreamingQueryException.class);
    kafka.produceNumbers(topic, 14, 30);

    StreamingQuery again = start(stream, "one");
    run(again);
    stream.flush(LIMIT);

    assertThat(startOf(again)).isEqualTo(offsets(5, 5));
    assertThat(again.recentProgress()[0].batchId()).isEqualTo(1);
    assertThat(TopicOffsets.fromJson(again.recentProgress()[0].sources()[0].endOffset()))
        .isEqualTo(offsets(7, 7));
    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(30);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(15, 15));
  }

  @Test
  @Shows(Restart.BACKUP)
  void aBackupOfTheCheckpointTakesTheStoreBack() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("backup");
    run(start(stream, "one"));
    copy(folder.resolve("one"), folder.resolve("backup"));
    kafka.produceNumbers(topic, 10, 20);
    run(start(stream, "one"));
    stream.flush(LIMIT);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
    TestLog log = TestLog.sinceNow();

    kafka.produceNumbers(topic, 20, 24);
    run(start(stream, "backup"));
    stream.flush(LIMIT);

    assertThat(begunBehind(20)).isEqualTo(offsets(5, 5));
    assertThat(sink.records()).hasSize(24 + 10);
    assertThat(log.warnings(OVERRULES)).hasSize(1);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(12, 12));
  }

  @Test
  @Shows(Restart.SOURCES_LEFT)
  void aFolderOfSourcesThatIsLeftBehindBeginsAnew() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("left");
    run(start(stream, "one"));
    stream.flush(LIMIT);
    delete(folder.resolve("one").resolve("offsets"));
    delete(folder.resolve("one").resolve("commits"));

    kafka.produceNumbers(topic, 10, 14);
    run(start(stream, "one"));
    stream.flush(LIMIT);

    assertThat(stream.plan().get().start()).isEqualTo(offsets(5, 5));
    assertThat(begunBehind(10)).isEqualTo(offsets(0, 0));
    assertThat(stored(stream).offsets()).isEqualTo(offsets(7, 7));
  }

  @Test
  @Shows(Restart.OTHER_SOURCES)
  void oneMoreSourceWantsANewCheckpoint() throws Exception {
    String other = EmbeddedKafka.uniqueTopic("other");
    kafka.createTopic(other, 1);
    kafka.produceNumbers(other, 0, 3);
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("more");
    run(start(stream, "one"));
    kafka.produceNumbers(topic, 10, 14);

    StreamingQuery failing = start(load(stream, topic).union(load(stream, other)), stream, "one");
    assertThatThrownBy(failing::awaitTermination).isInstanceOf(StreamingQueryException.class);
    run(start(load(stream, topic).union(load(stream, other)), stream, "two"));
    stream.flush(LIMIT);

    assertThat(begunBehind(10)).isEqualTo(offsets(5, 5).withOffset(other, 0, 0));
    assertThat(sink.records()).doesNotHaveDuplicates().hasSize(17);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(7, 7).withOffset(other, 0, 3));
  }
}
