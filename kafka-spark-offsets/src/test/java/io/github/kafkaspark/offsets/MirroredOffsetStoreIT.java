package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;

/** A file to resume from, and a consumer group that shows the lag. */
class MirroredOffsetStoreIT extends TrackerFixture {

  private final String prefix = EmbeddedKafka.uniqueTopic("mirror") + "-";

  @Test
  void theGroupShowsTheLagOfAStreamThatResumesFromAFile() throws Exception {
    tracker.close();
    tracker =
        OffsetTracker.attach(
            spark,
            OffsetStores.mirrored(
                OffsetStores.file(folder.resolve("mirrored")),
                OffsetStores.kafka(KafkaCluster.at(kafka.bootstrapServers()), prefix)));
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("lagging");
    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    stream.flush(LIMIT);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(lag(stream)).isZero());
    query.stop();

    kafka.produceNumbers(topic, 10, 17);
    assertThat(lag(stream)).isEqualTo(7);

    StreamingQuery restarted = start(stream, "two");
    restarted.processAllAvailable();
    stream.flush(LIMIT);
    assertThat(sink.records()).hasSize(17).doesNotHaveDuplicates();
    await().atMost(LIMIT).untilAsserted(() -> assertThat(lag(stream)).isZero());
    OffsetCommit stored = stored(stream);
    tracker.close();

    try (OffsetStore group =
        OffsetStores.kafka(KafkaCluster.at(kafka.bootstrapServers()), prefix)) {
      OffsetCommit copy = group.latest(stream.id()).get();
      assertThat(copy.offsets()).isEqualTo(stored.offsets());
      assertThat(copy.provenance()).isEqualTo(stored.provenance());
    }
  }

  /** As any tool counts it. */
  private long lag(TrackedStream stream) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("group.id", prefix + stream.name());
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition zero = new TopicPartition(topic, 0);
      TopicPartition one = new TopicPartition(topic, 1);
      consumer.assign(Arrays.asList(zero, one));
      Map<TopicPartition, Long> ends = consumer.endOffsets(Arrays.asList(zero, one));
      return ends.get(zero) + ends.get(one) - consumer.position(zero) - consumer.position(one);
    }
  }
}
