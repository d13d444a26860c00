package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.delta.tables.DeltaTable;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.ResumePolicy;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A topic whose records are gone, and one that was created anew, are refused until accepted. */
@ExtendWith(KafkaExtension.class)
class OtherTopicsTest {

  private final SparkSession spark = Lakehouse.session();
  private final String topic = EmbeddedKafka.uniqueTopic("orders");

  @TempDir Path folder;

  /** Starts the query where its table stands, by a policy. */
  interface Job {
    StreamingQuery start(ResumePolicy policy, String checkpoint) throws Exception;
  }

  @Test
  void ofADeltaTable(EmbeddedKafka kafka) throws Exception {
    String path = folder.resolve("delta").toString();
    DeltaTable.createIfNotExists(spark).location(path).addColumn("value", "string").execute();
    refusesAndGoesOn(
        kafka,
        (policy, checkpoint) -> {
          DeltaStream orders = DeltaStream.claim(spark, path, "orders-to-lake");
          return OrdersToDelta.write(events(kafka, orders.resume(), policy), orders, checkpoint);
        });
    assertEachOnce(spark.read().format("delta").load(path));
  }

  @Test
  void ofAnIcebergTable(EmbeddedKafka kafka) throws Exception {
    String table = "lake.db.others";
    spark.sql("CREATE TABLE " + table + " (value string) USING iceberg");
    refusesAndGoesOn(
        kafka,
        (policy, checkpoint) -> {
          IcebergStream orders = IcebergStream.claim(spark, table, "orders-to-lake");
          return OrdersToIceberg.write(events(kafka, orders.resume(), policy), orders, checkpoint);
        });
    spark.sql("REFRESH TABLE " + table);
    assertEachOnce(spark.table(table));
  }

  private void refusesAndGoesOn(EmbeddedKafka kafka, Job job) throws Exception {
    ResumePolicy standard = ResumePolicy.standard();
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 100);
    finish(job, standard, "first");
    kafka.produceNumbers(topic, 100, 200);
    kafka.deleteRecordsBefore(topic, 0, 150);
    assertRefused("-0 is stored at 100, the brokers have 150 to 200 (50 records were", job);
    finish(job, standard.on(Surprise.AGED_OUT, Answer.EARLIEST), "second");

    kafka.deleteTopic(topic);
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 1_000, 1_300);
    assertRefused("-0 is stored at 200, the brokers have 0 to 300 (the topic was created", job);
    finish(job, standard.on(Surprise.CREATED_ANEW, Answer.EARLIEST), "third");
    kafka.produceNumbers(topic, 1_300, 1_310);
    finish(job, standard, "fourth");
  }

  private void assertRefused(String found, Job job) {
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> finish(job, ResumePolicy.standard(), "refused"))
            .getMessage();
    assertTrue(message.contains("'orders-to-lake'") && message.contains(topic + found), message);
  }

  private void finish(Job job, ResumePolicy policy, String checkpoint) throws Exception {
    StreamingQuery query = job.start(policy, folder.resolve(checkpoint).toString());
    query.processAllAvailable();
    query.stop();
  }

  private Dataset<Row> events(EmbeddedKafka kafka, Resume.Fallback resume, ResumePolicy policy) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(resume.firstTime(StartingOffsets.earliest()).policy(policy))
        .load(spark);
  }

  private static void assertEachOnce(Dataset<Row> rows) {
    assertEquals(460, rows.count());
    assertEquals(460, rows.distinct().count());
  }
}
