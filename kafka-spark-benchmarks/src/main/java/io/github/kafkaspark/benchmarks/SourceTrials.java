package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.benchmarks.Benchmark.Trial;
import io.github.kafkaspark.examples.Example;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Ways to read a topic of records of one size, for {@link SourceBenchmark} to compare. What is read
 * ends well before the topic does, as when a job has fallen behind: a consumer that has seen the
 * end waits there for more, up to {@code fetch.max.wait.ms}, and sees it only if its last poll was
 * not full.
 */
final class SourceTrials {

  static final int PARTITIONS = 4;

  private final SparkSession spark;
  private final int size;
  private final int records;
  private final int more;
  private final String topic;

  /**
   * Of one topic.
   *
   * @param records how many are read
   * @param more how many there are after them
   */
  SourceTrials(SparkSession spark, int size, int records, int more) {
    this.spark = spark;
    this.size = size;
    this.records = records;
    this.more = more;
    this.topic = "records-of-" + size;
  }

  /** One whose consumers, with what they have read ahead, do not outlive their query for long. */
  static SparkSession session() {
    return Example.localSettings()
        .config("spark.ui.enabled", "false")
        .config("spark.sql.kafkaConsumerCache.capacity", PARTITIONS) // Spark 2
        .config("spark.kafka.consumer.cache.capacity", PARTITIONS)
        .config("spark.kafka.consumer.fetchedData.cache.timeout", "1s")
        .config("spark.kafka.consumer.fetchedData.cache.evictorThreadRunInterval", "1s")
        .getOrCreate();
  }

  /** Fills the topic, evenly over its partitions, with records of random bytes. */
  void produce(EmbeddedKafka kafka) {
    // Kafka's own limit is 1 MB with what is around the record.
    kafka.createTopic(topic, PARTITIONS, Collections.singletonMap("max.message.bytes", "2000000"));
    byte[] value = new byte[size];
    new Random(1).nextBytes(value);
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("linger.ms", "100");
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < records + more; i++) {
        Future<?> unused =
            producer.send(
                new ProducerRecord<>(topic, i % PARTITIONS, null, value),
                (metadata, e) -> failure.compareAndSet(null, e));
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("Cannot fill topic '" + topic + "'", failure.get());
    }
  }

  /** As it is written without the library. */
  Dataset<Row> plain(String brokers) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", brokers)
        .option("subscribe", topic)
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", records)
        .load();
  }

  /** The same with the library. */
  KafkaStreamSource source(String brokers) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(brokers)
        .startingOffsets(StartingOffsets.earliest())
        .maxOffsetsPerTrigger(records);
  }

  /** Asks for an offset, in milliseconds. */
  Trial request(KafkaConsumer<?, ?> consumer) {
    return Benchmark.timed(
        () -> Collections.singleton(new TopicPartition(topic, 0)), consumer::beginningOffsets);
  }

  Trial read(KafkaStreamSource source) {
    return read(source.load(spark));
  }

  /**
   * Reads one batch, in records per second. What is timed is Spark's own {@code addBatch}: the
   * tasks that read and write, without the start of the query and the logs in its checkpoint.
   */
  Trial read(Dataset<Row> source) {
    return () -> {
      CountingSink.reset();
      StreamingQuery query =
          source
              .select("value")
              .writeStream()
              .foreach(new CountingSink())
              .trigger(Trigger.ProcessingTime(1, TimeUnit.HOURS))
              .start();
      while (query.lastProgress() == null && !query.awaitTermination(5)) {
        // The first batch is still running.
      }
      Map<String, Long> took = query.lastProgress().durationMs();
      query.stop();
      long expected = (long) records * size;
      if (CountingSink.bytes() != expected) {
        throw new IllegalStateException("read " + CountingSink.bytes() + " bytes of " + expected);
      }
      return records * 1_000.0 / took.get("addBatch");
    };
  }

  /** The bytes of a record. */
  int size() {
    return size;
  }

  /** The same for people. */
  @Override
  public String toString() {
    return size < 1_000 ? size + " B" : size < 1_000_000 ? size / 1_000 + " KB" : "1 MB";
  }
}
