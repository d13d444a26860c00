package io.github.kafkaspark.offsets.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * The kinds of checkpoints that every Spark writes, and those of newer ones. A topic has two
 * partitions, and each batch takes two records of each.
 */
final class CheckpointCases {

  static final Duration LIMIT = Duration.ofSeconds(60);

  /** Writes one case. */
  interface Case {
    void write() throws Exception;
  }

  private final CheckpointWriting writing;
  private final SparkSession spark;
  private final String orders;
  private final String payments;

  CheckpointCases(
      SparkSession spark, EmbeddedKafka kafka, Path folder, String orders, String payments) {
    this.writing = new CheckpointWriting(spark, kafka, folder);
    this.spark = spark;
    this.orders = orders;
    this.payments = payments;
    kafka.createTopic(orders, 2);
    kafka.createTopic(payments, 1);
    kafka.produceNumbers(orders, 0, 8);
    kafka.produceNumbers(payments, 0, 2);
  }

  /** Those that the running Spark can write. */
  Map<String, Case> all() {
    Map<String, Case> all = new LinkedHashMap<>();
    all.put("between-batches", this::betweenBatches);
    all.put("unfinished", this::unfinished);
    all.put("unfinished-first", this::unfinishedFirst);
    all.put("initial-only", this::initialOnly);
    all.put("self-union", this::selfUnion);
    all.put("two-sources", this::twoSources);
    all.put("beside-another-source", this::besideAnotherSource);
    all.put("state", this::state);
    all.put("continuous", this::continuous);
    NewerCheckpointCases newer = new NewerCheckpointCases(writing, orders, payments);
    if (SparkVersion.V3_4.isRunning()) {
      all.put("async", newer::async);
    }
    if (SparkVersion.V4_2.isRunning()) {
      all.put("log-2", newer::log2);
      all.put("log-2-unfinished", newer::log2Unfinished);
      all.put("log-2-self-union", newer::log2SelfUnion);
      all.put("named", newer::named);
      all.put("named-log-2", newer::namedLog2);
    }
    return all;
  }

  private Dataset<Row> read(String topic, String from) {
    return writing.read(spark, topic, from);
  }

  private void betweenBatches() throws Exception {
    writing.finish("between-batches", read(orders, "earliest"));
    writing.expect("between-batches", CheckpointState.BETWEEN_BATCHES, orders(4, 4), 1);
  }

  private void unfinished() throws Exception {
    writing.fail("unfinished", read(orders, "earliest"), new CheckpointWriting.Sink(2));
    writing.expect("unfinished", CheckpointState.UNFINISHED_BATCH, orders(2, 2), 0);
  }

  private void unfinishedFirst() throws Exception {
    writing.fail("unfinished-first", read(orders, "earliest"), new CheckpointWriting.Sink(0));
    writing.expect("unfinished-first", CheckpointState.UNFINISHED_BATCH, orders(0, 0), -1);
  }

  /** Newer Sparks run a first batch without a record too. */
  private void initialOnly() throws Exception {
    writing.finish("initial-only", read(orders, "latest"));
    boolean hasBatch = Files.exists(writing.folder.resolve("initial-only/commits/0"));
    writing.expect(
        "initial-only",
        hasBatch ? CheckpointState.BETWEEN_BATCHES : CheckpointState.INITIAL_ONLY,
        orders(4, 4),
        hasBatch ? 0 : -1);
  }

  private void selfUnion() throws Exception {
    Dataset<Row> events = read(orders, "earliest");
    writing.finish("self-union", events.union(events));
    writing.expect("self-union", CheckpointState.BETWEEN_BATCHES, orders(4, 4), 1);
  }

  private void twoSources() throws Exception {
    writing.finish("two-sources", read(orders, "earliest").union(read(payments, "earliest")));
    writing.expect(
        "two-sources", CheckpointState.BETWEEN_BATCHES, orders(4, 4).withOffset(payments, 0, 2), 1);
  }

  private void besideAnotherSource() throws Exception {
    Path files = Files.createDirectories(writing.folder.resolve("input"));
    Files.write(files.resolve("one.txt"), "a".getBytes(UTF_8));
    Dataset<Row> lines =
        spark
            .readStream()
            .text(files.toString())
            .selectExpr("value AS topic", "0 AS partition", "CAST(0 AS BIGINT) AS offset");
    writing.finish("beside-another-source", lines.union(read(orders, "earliest")));
    writing.expect("beside-another-source", CheckpointState.BETWEEN_BATCHES, orders(4, 4), 1);
  }

  private void state() throws Exception {
    Dataset<Row> counts =
        read(orders, "earliest").groupBy("topic").count().selectExpr("topic", "0 AS partition");
    writing.finish(
        "state", counts.writeStream().outputMode("update").foreach(new CheckpointWriting.Sink(99)));
    writing.expect("state", CheckpointState.BETWEEN_BATCHES, orders(4, 4), 1);
  }

  private void continuous() throws Exception {
    StreamingQuery query =
        writing.start(
            "continuous",
            spark
                .readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", writing.kafka.bootstrapServers())
                .option("subscribe", orders)
                .option("startingOffsets", "earliest")
                .load()
                .writeStream()
                .format("console")
                .trigger(Trigger.Continuous("100 milliseconds")));
    Path folder = writing.folder.resolve("continuous");
    await()
        .atMost(LIMIT)
        .until(() -> CheckpointOffsets.read(folder).offsets().equals(orders(4, 4)));
    query.stop();
    CheckpointOffsets now = CheckpointOffsets.read(folder);
    writing.expect("continuous", now.state(), orders(4, 4), now.batch().orElse(-1));
  }

  private TopicOffsets orders(long first, long second) {
    return TopicOffsets.empty().withOffset(orders, 0, first).withOffset(orders, 1, second);
  }
}
