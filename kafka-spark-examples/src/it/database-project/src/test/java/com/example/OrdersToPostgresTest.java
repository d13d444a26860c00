package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kafkaspark.offsets.store.jdbc.TestPostgres;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class OrdersToPostgresTest {

  private final PGSimpleDataSource database = TestPostgres.newSchema();
  private final String topic = EmbeddedKafka.uniqueTopic("orders");

  @Test
  void writesEachOrderOnceThroughFailuresAndLostCheckpoints(
      SparkSession spark, EmbeddedKafka kafka, @TempDir Path folder) throws Exception {
    assertEquals(System.getProperty("expected.spark"), spark.version());
    TestPostgres.execute(
        database, "CREATE TABLE orders (value VARCHAR(100) NOT NULL CHECK (value <> '133'))");
    kafka.createTopic(topic, 3);
    kafka.produceNumbers(topic, 0, 100);
    run(spark, kafka, folder.resolve("one"));
    assertEquals("100 of 100", rows());

    kafka.produceNumbers(topic, 100, 200);
    assertThrows(
        StreamingQueryException.class, () -> run(spark, kafka, folder.resolve("one")));
    assertEquals("100 of 100", rows(), "of a batch that failed there is no row");
    TestPostgres.execute(database, "ALTER TABLE orders DROP CONSTRAINT orders_value_check");
    run(spark, kafka, folder.resolve("one"));
    assertEquals("200 of 200", rows());

    kafka.produceNumbers(topic, 200, 300);
    run(spark, kafka, folder.resolve("two"));
    assertEquals("300 of 300", rows());
  }

  /** As a restored backup of the folder, or a query of an older driver. */
  @Test
  void refusesACheckpointThatHasFallenBehindBeforeAnyRowIsWritten(
      SparkSession spark, EmbeddedKafka kafka, @TempDir Path folder) throws Exception {
    TestPostgres.execute(database, "CREATE TABLE orders (value VARCHAR(100) NOT NULL)");
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 10);
    run(spark, kafka, folder.resolve("old"));
    kafka.produceNumbers(topic, 10, 20);
    run(spark, kafka, folder.resolve("new"));
    kafka.produceNumbers(topic, 20, 30);

    StreamingQueryException failure =
        assertThrows(
            StreamingQueryException.class, () -> run(spark, kafka, folder.resolve("old")));
    assertTrue(
        failure.getMessage().contains(topic + "-0 is of 10 to 30, committed 20"),
        failure.getMessage());
    assertEquals("20 of 20", rows());
    run(spark, kafka, folder.resolve("third"));
    assertEquals("30 of 30", rows());
  }

  private void run(SparkSession spark, EmbeddedKafka kafka, Path checkpoint) throws Exception {
    StreamingQuery query =
        OrdersToPostgres.start(
            spark, kafka.bootstrapServers(), topic, database, checkpoint.toString());
    try {
      query.processAllAvailable();
    } finally {
      query.stop();
    }
  }

  private String rows() throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT COUNT(*) || ' of ' || COUNT(DISTINCT value) FROM orders")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
