package io.github.kafkaspark.offsets;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A tracker on the shared session, with a file store and a topic of its own for each test. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
abstract class TrackerFixture {

  static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;
  SparkSession spark;
  EmbeddedKafka kafka;
  OffsetTracker tracker;
  final String topic = EmbeddedKafka.uniqueTopic("events");
  final Collected sink = new Collected();

  @BeforeEach
  void attach(SparkSession spark, EmbeddedKafka kafka) {
    this.spark = spark;
    this.kafka = kafka;
    tracker = OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
    kafka.createTopic(topic, 2);
  }

  @AfterEach
  void stopWhatWasStarted() throws Exception {
    for (StreamingQuery query : spark.streams().active()) {
      query.stop();
    }
    tracker.close();
  }

  Dataset<Row> load(TrackedStream stream, String topic) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
        .load(spark);
  }

  DataStreamWriter<Row> writer(Dataset<Row> events, String checkpoint) {
    return events
        .writeStream()
        .foreach(sink)
        .option("checkpointLocation", folder.resolve(checkpoint).toString());
  }

  StreamingQuery start(TrackedStream stream, String checkpoint) throws Exception {
    return writer(load(stream, topic), checkpoint).queryName(stream.name()).start();
  }

  OffsetCommit stored(TrackedStream stream) {
    return tracker.recorder().store().latest(stream.id()).get();
  }

  TopicOffsets offsets(long zero, long one) {
    return TopicOffsets.empty().withOffset(topic, 0, zero).withOffset(topic, 1, one);
  }
}
