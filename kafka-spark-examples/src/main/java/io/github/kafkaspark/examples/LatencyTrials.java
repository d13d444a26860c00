package io.github.kafkaspark.examples;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Records now and then: how long after the send of one has the sink got it. */
final class LatencyTrials extends QueryTrials {

  /** The producer of all queries that are compared, and where its topic ends. */
  static final class Sender implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private long end;

    Sender(EmbeddedKafka kafka) {
      kafka.createTopic(TOPIC, 1);
      producer =
          new KafkaProducer<>(
              Collections.<String, Object>singletonMap(
                  "bootstrap.servers", kafka.bootstrapServers()),
              new ByteArraySerializer(),
              new ByteArraySerializer());
    }

    /** Does not wait until the broker has it. */
    Future<RecordMetadata> send() {
      end++;
      return producer.send(new ProducerRecord<>(TOPIC, 0, null, new byte[100]));
    }

    @Override
    public void close() {
      producer.close();
    }
  }

  private static final String TOPIC = "now-and-then";

  /** The pauses between an arrival and the next send: so long, in ms, or up to twice as long. */
  private static final int PAUSE = 30;

  private final Sender sender;
  private final int records;
  private final Random pauses = new Random(1);

  /**
   * Without a tracker.
   *
   * @param records of one run, of which the first is not timed
   */
  LatencyTrials(SparkSession spark, String brokers, Sender sender, int records) {
    super(TOPIC, spark, brokers);
    this.sender = sender;
    this.records = records;
  }

  @Override
  double run() throws Exception {
    Arrivals.TIMES.clear();
    StreamingQuery query = start(1, sender.end, new Arrivals());
    double[] latencies = new double[records - 1];
    try {
      long unusedFirst = latency(query);
      for (int i = 0; i < latencies.length; i++) {
        pause();
        latencies[i] = latency(query);
      }
    } finally {
      query.stop();
    }
    return medianMs(latencies);
  }

  private long latency(StreamingQuery query) throws Exception {
    long sent = System.nanoTime();
    Future<RecordMetadata> record = sender.send();
    long arrived = next(Arrivals.TIMES, query);
    RecordMetadata unused = record.get();
    return arrived - sent;
  }

  /** Of random length: the query looks for records at a fixed pace. */
  private void pause() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE + pauses.nextInt(PAUSE));
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** A sink that tells when a record arrives, in this JVM. */
  private static final class Arrivals extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;

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
