package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.benchmarks.Benchmark.Trial;
import io.github.kafkaspark.offsets.IncrementalBatch;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Ways to read a topic to its very end in a batch, in milliseconds. */
final class WholeTopicTrials {

  /** Two full polls of Kafka's 500, and one that is not. */
  private static final int RECORDS_EACH = 1_010;

  private final SparkSession spark;
  private final EmbeddedKafka kafka;
  private final String topic;
  private final int partitions;

  /** Fills the topic. */
  WholeTopicTrials(SparkSession spark, EmbeddedKafka kafka, int partitions) {
    this.spark = spark;
    this.kafka = kafka;
    this.partitions = partitions;
    this.topic = "whole-topic";
    kafka.createTopic(topic, partitions);
    kafka.produceNumbers(topic, 0, partitions * RECORDS_EACH);
  }

  /** As it is written without the library. */
  Trial plain() {
    return counted(
        () ->
            spark
                .read()
                .format("kafka")
                .option("kafka.bootstrap.servers", kafka.bootstrapServers())
                .option("subscribe", topic)
                .load());
  }

  KafkaBatchSource source() {
    return KafkaBatchSource.topic(topic).bootstrapServers(kafka.bootstrapServers());
  }

  Trial read(KafkaBatchSource source) {
    return counted(() -> source.load(spark));
  }

  /** The first batch of a stream that is recorded, with its commit. */
  Trial incremental() {
    return () -> {
      long start = System.nanoTime();
      try (OffsetStore store = OffsetStores.inMemory();
          IncrementalBatch batch = IncrementalBatch.begin(spark, store, topic, source())) {
        requireAll(batch.records().count());
        batch.commit();
      }
      return (System.nanoTime() - start) / 1e6;
    };
  }

  private Trial counted(Callable<Dataset<Row>> load) {
    return () -> {
      long start = System.nanoTime();
      long count = load.call().count();
      double cost = (System.nanoTime() - start) / 1e6;
      requireAll(count);
      return cost;
    };
  }

  private void requireAll(long count) {
    long expected = (long) partitions * RECORDS_EACH;
    if (count != expected) {
      throw new IllegalStateException("read " + count + " records of " + expected);
    }
  }

  /** What is read. */
  @Override
  public String toString() {
    return String.format("%d partitions of %,d", partitions, RECORDS_EACH);
  }
}
