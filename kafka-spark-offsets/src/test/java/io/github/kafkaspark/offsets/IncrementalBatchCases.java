package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A topic of three records in two partitions, and a store, for incremental batches. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
abstract class IncrementalBatchCases {

  static final String STREAM = "orders-to-lake";

  final SparkSession spark;
  final EmbeddedKafka kafka;
  final String topic = EmbeddedKafka.uniqueTopic("orders");
  final StreamId id = StreamId.of(STREAM);
  OffsetStore store;

  IncrementalBatchCases(SparkSession spark, EmbeddedKafka kafka) {
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

  KafkaBatchSource source() {
    return KafkaBatchSource.topic(topic).bootstrapServers(kafka.bootstrapServers());
  }

  IncrementalBatch begin() {
    return begin(source());
  }

  IncrementalBatch begin(KafkaBatchSource source) {
    return IncrementalBatch.begin(spark, store, STREAM, source);
  }

  static List<String> values(IncrementalBatch batch) {
    return batch
        .records()
        .selectExpr("CAST(value AS STRING)")
        .as(Encoders.STRING())
        .collectAsList();
  }

  TopicOffsets offsets(long zero, long one) {
    return TopicOffsets.empty().withOffset(topic, 0, zero).withOffset(topic, 1, one);
  }

  OffsetCommit stored() {
    return store.latest(id).get();
  }

  void readAll() {
    try (IncrementalBatch batch = begin()) {
      assertThat(values(batch)).isNotEmpty();
      batch.commit();
    }
    assertThat(stored().kind()).isEqualTo(Kind.BATCH);
  }
}
