package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** A query that runs, and waits for a record: how long after its send has the sink got it. */
final class LatencyTrials extends QueryTrials {

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private StreamingQuery query;

  /** Without a tracker, on a topic of its own. */
  LatencyTrials(
      String topic,
      SparkSession spark,
      EmbeddedKafka kafka,
      KafkaProducer<byte[], byte[]> producer) {
    super(topic, spark, kafka.bootstrapServers());
    this.topic = topic;
    this.producer = producer;
    kafka.createTopic(topic, 1);
  }

  @Override
  double cost() throws Exception {
    if (query == null) {
      query = start(1, 0, new Arrivals());
    }
    long sent = System.nanoTime();
    Future<RecordMetadata> record =
        producer.send(new ProducerRecord<>(topic, 0, null, new byte[100]));
    long arrived = next(Arrivals.TIMES, query);
    RecordMetadata unused = record.get();
    return (arrived - sent) / 1e6;
  }

  @Override
  void end() throws Exception {
    query.stop();
    super.end();
  }

  /** A sink that tells when a record arrives, in this JVM. */
  private static final class Arrivals extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;

    /** Of all queries, since one record is on its way at a time. */
    static final BlockingQueue<Long> TIMES = new LinkedBlockingQueue<>();

    @Override
    public boolean open(long partitionId, long version) {
      return true;
    }

    @Override
    public void process(Row row) {
      TIMES.add(System.nanoTime());
    }

    @Override
    public void close(Throwable failure) {}
  }
}
