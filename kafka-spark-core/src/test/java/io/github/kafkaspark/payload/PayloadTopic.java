package io.github.kafkaspark.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** A topic of two partitions with bytes in it, and both ways to read it. */
final class PayloadTopic {

  /** How a query reads. */
  enum Mode {
    STREAM,
    BATCH
  }

  private final EmbeddedKafka kafka;
  private final SparkSession spark;
  private final String name = EmbeddedKafka.uniqueTopic("payload");

  PayloadTopic(EmbeddedKafka kafka, SparkSession spark) {
    this.kafka = kafka;
    this.spark = spark;
    kafka.createTopic(name, 2);
  }

  String name() {
    return name;
  }

  static byte[] utf8(String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  /** Values without keys, in one partition. */
  void send(int partition, byte[]... values) {
    for (byte[] value : values) {
      sendKeyed(partition, null, value);
    }
  }

  void sendKeyed(int partition, byte[] key, byte[] value) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(name, partition, key, value)).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  Dataset<Row> read(Mode mode) {
    if (mode == Mode.STREAM) {
      return KafkaStreamSource.topic(name)
          .bootstrapServers(kafka.bootstrapServers())
          .startingOffsets(StartingOffsets.earliest())
          .load(spark);
    }
    return spark
        .read()
        .format("kafka")
        .option("kafka.bootstrap.servers", kafka.bootstrapServers())
        .option("subscribe", name)
        .load();
  }

  /** What a query gives, by partition and offset if these are among its columns. */
  static List<Row> rows(Dataset<Row> events) throws Exception {
    List<Row> rows = events.isStreaming() ? streamed(events) : events.collectAsList();
    List<String> columns = Arrays.asList(events.columns());
    if (columns.contains("offset")) {
      int partition = columns.indexOf("partition");
      int offset = columns.indexOf("offset");
      return rows.stream()
          .sorted(
              Comparator.comparingInt((Row row) -> row.getInt(partition))
                  .thenComparingLong(row -> row.getLong(offset)))
          .collect(Collectors.toList());
    }
    return rows;
  }

  private static List<Row> streamed(Dataset<Row> events) throws Exception {
    String query = "query_" + UUID.randomUUID().toString().replace('-', '_');
    StreamingQuery running = events.writeStream().format("memory").queryName(query).start();
    try {
      running.processAllAvailable();
      return events.sparkSession().table(query).collectAsList();
    } finally {
      running.stop();
    }
  }

  /** One column of a query as text. */
  static List<String> texts(Dataset<Row> events, String column) throws Exception {
    int index = Arrays.asList(events.columns()).indexOf(column);
    return rows(events).stream()
        .map(row -> row.get(index))
        .map(cell -> cell instanceof byte[] ? new String((byte[]) cell, UTF_8) : "" + cell)
        .collect(Collectors.toList());
  }
}
