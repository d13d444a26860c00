package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
class OrdersToLakehouseTest {

  private final SparkSession spark = Lakehouse.session();
  private final String topic = EmbeddedKafka.uniqueTopic("orders");

  @TempDir Path folder;

  /** Starts the query with a checkpoint. */
  interface Job {
    StreamingQuery start(String checkpoint) throws Exception;
  }

  @Test
  void writesEachOrderOnceToDelta(EmbeddedKafka kafka) throws Exception {
    String path = folder.resolve("delta").toString();
    run(
        kafka,
        checkpoint ->
            OrdersToDelta.start(spark, kafka.bootstrapServers(), topic, path, checkpoint));
    assertEachOnce(spark.read().format("delta").load(path));
  }

  @Test
  void writesEachOrderOnceToIceberg(EmbeddedKafka kafka) throws Exception {
    String table = "lake.db.orders";
    run(
        kafka,
        checkpoint ->
            OrdersToIceberg.start(spark, kafka.bootstrapServers(), topic, table, checkpoint));
    spark.sql("REFRESH TABLE " + table);
    assertEachOnce(spark.table(table));
  }

  /** A new checkpoint, then a kept one whose last batch Spark runs again. */
  private void run(EmbeddedKafka kafka, Job job) throws Exception {
    kafka.createTopic(topic, 3);
    kafka.produceNumbers(topic, 0, 300);
    finish(job, "first");
    kafka.addPartitions(topic, 4);
    kafka.produceNumbers(topic, 300, 500);
    finish(job, "second");
    forgetLastCommit(folder.resolve("second"));
    finish(job, "second");
  }

  private void finish(Job job, String checkpoint) throws Exception {
    StreamingQuery query = job.start(folder.resolve(checkpoint).toString());
    query.processAllAvailable();
    query.stop();
  }

  private static void forgetLastCommit(Path checkpoint) throws IOException {
    Path last;
    try (Stream<Path> commits = Files.list(checkpoint.resolve("commits"))) {
      last =
          commits
              .filter(file -> file.getFileName().toString().matches("\\d+"))
              .max((a, b) -> Long.compare(number(a), number(b)))
              .orElseThrow();
    }
    Files.delete(last);
    Files.deleteIfExists(last.resolveSibling("." + last.getFileName() + ".crc"));
  }

  private static long number(Path file) {
    return Long.parseLong(file.getFileName().toString());
  }

  private static void assertEachOnce(Dataset<Row> rows) {
    assertEquals(500, rows.count());
    assertEquals(500, rows.distinct().count());
  }
}
