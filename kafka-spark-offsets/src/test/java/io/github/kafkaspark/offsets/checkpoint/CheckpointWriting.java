package io.github.kafkaspark.offsets.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** Lets Spark write checkpoints into a folder, and a file beside each that says what is true. */
final class CheckpointWriting {

  final SparkSession spark;
  final EmbeddedKafka kafka;
  final Path folder;

  CheckpointWriting(SparkSession spark, EmbeddedKafka kafka, Path folder) {
    this.spark = spark;
    this.kafka = kafka;
    this.folder = folder;
  }

  Dataset<Row> read(SparkSession session, String topic, String from) {
    return session
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", kafka.bootstrapServers())
        .option("subscribe", topic)
        .option("startingOffsets", from)
        .option("maxOffsetsPerTrigger", 4)
        .load()
        .selectExpr("topic", "partition", "offset");
  }

  StreamingQuery start(String name, DataStreamWriter<Row> writer) throws Exception {
    return writer.option("checkpointLocation", folder.resolve(name).toString()).start();
  }

  void finish(String name, DataStreamWriter<Row> writer) throws Exception {
    StreamingQuery query = start(name, writer);
    query.processAllAvailable();
    query.stop();
  }

  void finish(String name, Dataset<Row> events) throws Exception {
    finish(name, events.writeStream().foreach(new Sink(99)));
  }

  void fail(String name, Dataset<Row> events, Sink sink) throws Exception {
    StreamingQuery query = start(name, events.writeStream().foreach(sink));
    try {
      query.awaitTermination();
      throw new AssertionError("The sink did not fail");
    } catch (StreamingQueryException e) {
      // As it was meant to.
    }
  }

  void expect(String name, CheckpointState state, TopicOffsets offsets, long batch)
      throws IOException {
    Files.write(
        folder.resolve(name + ".properties"),
        Arrays.asList(
            "state=" + state,
            "offsets=" + offsets.toJson(),
            "batch=" + batch,
            "keepsState=" + name.equals("state")),
        UTF_8);
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
