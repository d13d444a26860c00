package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.examples.Benchmark.Trial;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/** Ways to read a topic of records of one size, for {@link SourceBenchmark} to compare. */
final class SourceTrials {

  static final int PARTITIONS = 4;

  private final SparkSession spark;
  private final int size;
  private final int records;
  private final String topic;

  SourceTrials(SparkSession spark, int size, int records) {
    this.spark = spark;
    this.size = size;
    this.records = records;
    this.topic = "records-of-" + size;
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
      for (int i = 0; i < records; i++) {
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
        .load();
  }

  /** The same with the library. */
  KafkaStreamSource source(String brokers) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(brokers)
        .startingOffsets(StartingOffsets.earliest());
  }

  Trial read(KafkaStreamSource source) {
    return read(source.load(spark));
  }

  /**
   * Reads all of it in one batch, in records per second. What is timed is Spark's own {@code
   * addBatch}: the tasks that read and write, without the start of the query and the logs in its
   * checkpoint.
   */
  Trial read(Dataset<Row> source) {
    return () -> {
      Counter.BYTES.set(0);
      StreamingQuery query =
          source
              .select("value")
              .writeStream()
              .foreach(new Counter())
              .trigger(Trigger.Once())
              .start();
      query.awaitTermination();
      long expected = (long) records * size;
      if (Counter.BYTES.get() != expected) {
        throw new IllegalStateException("read " + Counter.BYTES + " bytes of " + expected);
      }
      return records * 1_000.0 / query.lastProgress().durationMs().get("addBatch");
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

  /** The cheapest sink that every Spark has; it only counts, in this JVM. */
  private static final class Counter extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;
    private static final AtomicLong BYTES = new AtomicLong();

    private long bytes;

    @Override
    public boolean open(long partitionId, long version) {
      bytes = 0;
      return true;
    }

    @Override
    public void process(Row row) {
      bytes += ((byte[]) row.get(0)).length;
    }

    @Override
    public void close(Throwable failure) {
      BYTES.addAndGet(bytes);
    }
  }
}
