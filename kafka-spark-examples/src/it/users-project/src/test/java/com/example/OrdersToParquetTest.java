package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.ResumePolicy;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class OrdersToParquetTest {

  private final String topic = EmbeddedKafka.uniqueTopic("orders");

  @TempDir Path folder;

  @Test
  void writesEachOrderOnceWithKeptAndNewCheckpoints(SparkSession spark, EmbeddedKafka kafka)
      throws Exception {
    kafka.createTopic(topic, 3);
    kafka.produceNumbers(topic, 0, 300);
    run(spark, kafka, "first");
    kafka.addPartitions(topic, 4);
    kafka.produceNumbers(topic, 300, 500);
    run(spark, kafka, "second");
    // As after a kill between the folder and Spark's note of it.
    Files.delete(folder.resolve("second/commits/0"));
    Files.deleteIfExists(folder.resolve("second/commits/.0.crc"));
    run(spark, kafka, "second");

    assertEachOnce(500, spark);
  }

  @Test
  void refusesWhatHasAgedOutUntilTheLossIsAccepted(SparkSession spark, EmbeddedKafka kafka)
      throws Exception {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 100);
    run(spark, kafka, "first");
    kafka.produceNumbers(topic, 100, 200);
    kafka.deleteRecordsBefore(topic, 0, 150);

    assertRefused("-0 is stored at 100, the brokers have 150 to 200", spark, kafka);
    accept(Surprise.AGED_OUT, spark, kafka);
    kafka.produceNumbers(topic, 200, 210);
    run(spark, kafka, "last");
    assertEachOnce(160, spark);
  }

  @Test
  void refusesATopicThatWasCreatedAnewUntilThatIsAccepted(SparkSession spark, EmbeddedKafka kafka)
      throws Exception {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 100);
    assumeTrue(knowsIds(kafka), "the clients of this Spark do not tell the ids of topics");
    run(spark, kafka, "first");
    kafka.deleteTopic(topic);
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 1_000, 1_200);

    assertRefused("-0 is stored at 100, the brokers have 0 to 200 (the topic was", spark, kafka);
    accept(Surprise.CREATED_ANEW, spark, kafka);
    kafka.produceNumbers(topic, 1_200, 1_210);
    run(spark, kafka, "last");
    assertEachOnce(310, spark);
  }

  private boolean knowsIds(EmbeddedKafka kafka) {
    return Brokers.ask(
            KafkaCluster.at(kafka.bootstrapServers()),
            Collections.singleton(topic),
            BrokerOffsets::identities)
        .get(topic)
        .topicId()
        .isPresent();
  }

  private void assertRefused(String found, SparkSession spark, EmbeddedKafka kafka) {
    String message =
        assertThrows(IllegalStateException.class, () -> run(spark, kafka, "refused"))
            .getMessage();
    assertTrue(message.contains("'orders'") && message.contains(topic + found), message);
  }

  /** The program with the way out that its refusal names. */
  private void accept(Surprise surprise, SparkSession spark, EmbeddedKafka kafka)
      throws Exception {
    ParquetFolder orders =
        ParquetFolder.open(orders(), spark.sparkContext().hadoopConfiguration());
    // region accept
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(
                orders
                    .resume()
                    .firstTime(StartingOffsets.earliest())
                    .policy(ResumePolicy.standard().on(surprise, Answer.EARLIEST)))
            .load(spark);
    // endregion
    StreamingQuery query =
        OrdersToParquet.write(events, orders, folder.resolve("accepted").toString());
    query.processAllAvailable();
    query.stop();
  }

  private void assertEachOnce(long rows, SparkSession spark) {
    Dataset<Row> orders = spark.read().parquet(orders()).select("value");
    assertEquals(rows, orders.count());
    assertEquals(rows, orders.distinct().count());
  }

  private void run(SparkSession spark, EmbeddedKafka kafka, String checkpoint) throws Exception {
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
