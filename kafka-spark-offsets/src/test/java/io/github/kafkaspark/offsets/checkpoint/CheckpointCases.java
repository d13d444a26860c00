package io.github.kafkaspark.offsets.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Lets the Spark that is there write a checkpoint of each kind, beside a file that says what is
 * true of it. A topic has two partitions, and each batch takes two records of each.
 */
final class CheckpointCases {

  static final Duration LIMIT = Duration.ofSeconds(60);

  /** Writes one case. */
  interface Case {
    void write() throws Exception;
  }

  private final SparkSession spark;
  private final EmbeddedKafka kafka;
  private final Path folder;
  private final String orders;
  private final String payments;

  CheckpointCases(
      SparkSession spark, EmbeddedKafka kafka, Path folder, String orders, String payments) {
    this.spark = spark;
    this.kafka = kafka;
    this.folder = folder;
    this.orders = orders;
    this.payments = payments;
    kafka.createTopic(orders, 2);
    kafka.createTopic(payments, 1);
    kafka.produceNumbers(orders, 0, 8);
    kafka.produceNumbers(payments, 0, 2);
  }

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
    return all;
  }

  private Dataset<Row> read(String topic, String from) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", kafka.bootstrapServers())
        .option("subscribe", topic)
        .option("startingOffsets", from)
        .option("maxOffsetsPerTrigger", 4)
        .load()
        .selectExpr("topic", "partition", "offset");
  }

  private StreamingQuery start(String name, DataStreamWriter<Row> writer) throws Exception {
    return writer.option("checkpointLocation", folder.resolve(name).toString()).start();
  }

  private void finish(String name, DataStreamWriter<Row> writer) throws Exception {
    StreamingQuery query = start(name, writer);
    query.processAllAvailable();
    query.stop();
  }

  private void betweenBatches() throws Exception {
    finish("between-batches", read(orders, "earliest").writeStream().foreach(new Sink(99)));
    expect("between-batches", CheckpointState.BETWEEN_BATCHES, orders(4, 4), 1);
  }

  private void unfinished() throws Exception {
    fail("unfinished", new Sink(2));
    expect("unfinished", CheckpointState.UNFINISHED_BATCH, orders(2, 2), 0);
  }

  private void unfinishedFirst() throws Exception {
    fail("unfinished-first", new Sink(0));
    expect("unfinished-first", CheckpointState.UNFINISHED_BATCH, orders(0, 0), -1);
  }

  private void fail(String name, Sink sink) throws Exception {
    StreamingQuery query = start(name, read(orders, "earliest").writeStream().foreach(sink));
    try {
      query.awaitTermination();
      throw new AssertionError("The sink did not fail");
    } catch (StreamingQueryException e) {
      // As it was meant to.
    }
  }

  /** Newer Sparks run a first batch without a record too. */
  private void initialOnly() throws Exception {
    StreamingQuery query =
        start("initial-only", read(orders, "latest").writeStream().foreach(new Sink(99)));
    query.processAllAvailable();
    query.stop();
    boolean hasBatch = Files.exists(folder.resolve("initial-only/commits/0"));
    expect(
        "initial-only",
        hasBatch ? CheckpointState.BETWEEN_BATCHES : CheckpointState.INITIAL_ONLY,
        orders(4, 4),
        hasBatch ? 0 : -1);
  }

  private void selfUnion() throws Exception {
    Dataset<Row> events = read(orders, "earliest");
    finish("self-union", events.union(events).writeStream().foreach(new Sink(99)));
    expect("self-union", CheckpointState.BETWEEN_BATCHES, orders(4, 4), 1);
  }

  private void twoSources() throws Exception {
    Dataset<Row> both = read(orders, "earliest").union(read(payments, "earliest"));
    finish("two-sources", both.writeStream().foreach(new Sink(99)));
    expect(
        "two-sources", CheckpointState.BETWEEN_BATCHES, orders(4, 4).withOffset(payments, 0, 2), 1);
  }

  private void besideAnotherSource() throws Exception {
    Path files = Files.createDirectories(folder.resolve("input"));
    Files.write(files.resolve("one.txt"), "a".getBytes(UTF_8));
    Dataset<Row> lines =
        spark
            .readStream()
            .text(files.toString())
            .selectExpr("value AS topic", "0 AS partition", "CAST(0 AS BIGINT) AS offset");
    Dataset<Row> both = lines.union(read(orders, "earliest"));
    finish("beside-another-source", both.writeStream().foreach(new Sink(99)));
    expect("beside-another-source", CheckpointState.BETWEEN_BATCHES, orders(4, 4), 1);
  }

  private void state() throws Exception {
    Dataset<Row> counts =
        read(orders, "earliest").groupBy("topic").count().selectExpr("topic", "0 AS partition");
    finish("state", counts.writeStream().outputMode("update").foreach(new Sink(99)));
    expect("state", CheckpointState.BETWEEN_BATCHES, orders(4, 4), 1);
  }

  private void continuous() throws Exception {
    StreamingQuery query =
        start(
            "continuous",
            spark
                .readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", kafka.bootstrapServers())
                .option("subscribe", orders)
                .option("startingOffsets", "earliest")
                .load()
                .writeStream()
                .format("console")
                .trigger(Trigger.Continuous("100 milliseconds")));
    Path folder = this.folder.resolve("continuous");
    await()
        .atMost(LIMIT)
        .until(() -> CheckpointOffsets.read(folder).offsets().equals(orders(4, 4)));
    query.stop();
    CheckpointOffsets now = CheckpointOffsets.read(folder);
    expect("continuous", now.state(), orders(4, 4), now.batch().orElse(-1));
  }

  private TopicOffsets orders(long first, long second) {
    return TopicOffsets.empty().withOffset(orders, 0, first).withOffset(orders, 1, second);
  }

  private void expect(String name, CheckpointState state, TopicOffsets offsets, long batch)
      throws Exception {
    Properties expected = new Properties();
    expected.setProperty("spark", spark.version());
    expected.setProperty("state", state.name());
    expected.setProperty("offsets", offsets.toJson());
    expected.setProperty("batch", Long.toString(batch));
    expected.setProperty("keepsState", Boolean.toString(name.equals("state")));
    try (Writer out = Files.newBufferedWriter(folder.resolve(name + ".properties"))) {
      expected.store(out, null);
    }
  }

  /** Takes what comes up to an offset, and fails there. */
  static final class Sink extends ForeachWriter<Row> {
    private static final long serialVersionUID = 1L;
    private final long failsAt;

    Sink(long failsAt) {
      this.failsAt = failsAt;
    }

    @Override
    public boolean open(long partition, long batch) {
      return true;
    }

    @Override
    public void process(Row row) {
      if (row.length() > 2 && row.getLong(2) >= failsAt) {
        throw new IllegalStateException("The sink fails at offset " + failsAt);
      }
    }

    @Override
    public void close(Throwable failure) {}
  }
}
