package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class OrdersToParquetTest {

  @TempDir Path folder;

  @Test
  void writesEachOrderOnceWithKeptAndNewCheckpoints(SparkSession spark, EmbeddedKafka kafka)
      throws Exception {
    String topic = EmbeddedKafka.uniqueTopic("orders");
    kafka.createTopic(topic, 3);
    kafka.produceNumbers(topic, 0, 300);
    run(spark, kafka, topic, "first");
    kafka.addPartitions(topic, 4);
    kafka.produceNumbers(topic, 300, 500);
    run(spark, kafka, topic, "second");
    // As after a kill between the folder and Spark's note of it.
    Files.delete(folder.resolve("second/commits/0"));
    Files.deleteIfExists(folder.resolve("second/commits/.0.crc"));
    run(spark, kafka, topic, "second");

    Dataset<Row> orders = spark.read().parquet(orders()).select("value");
    assertEquals(500, orders.count());
    assertEquals(500, orders.distinct().count());
  }

  private void run(SparkSession spark, EmbeddedKafka kafka, String topic, String checkpoint)
      throws Exception {
    StreamingQuery query =
        OrdersToParquet.start(
            spark,
            kafka.bootstrapServers(),
            topic,
            orders(),
            folder.resolve(checkpoint).toString());
    query.processAllAvailable();
    query.stop();
  }

  private String orders() {
    return folder.resolve("orders").toString();
  }
}
