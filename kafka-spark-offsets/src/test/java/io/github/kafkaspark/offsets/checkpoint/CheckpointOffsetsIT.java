package io.github.kafkaspark.offsets.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reads what the Spark that is there writes. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class CheckpointOffsetsIT {

  private final String orders = EmbeddedKafka.uniqueTopic("orders");
  private final String payments = EmbeddedKafka.uniqueTopic("payments");

  @TestFactory
  Stream<DynamicTest> readsWhatThisSparkWrites(
      SparkSession spark, EmbeddedKafka kafka, @TempDir Path folder) {
    CheckpointCases cases = new CheckpointCases(spark, kafka, folder, orders, payments);
    return cases.all().entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(),
                    () -> {
                      each.getValue().write();
                      ExpectedCheckpoint expected = ExpectedCheckpoint.of(folder, each.getKey());
                      expected.compare(CheckpointOffsets.read(folder.resolve(each.getKey())));
                      keep(folder, each.getKey(), spark.version());
                      expected.compare(
                          CheckpointOffsets.read(spark, folder.resolve(each.getKey()).toString()));
                    }));
  }

  /** {@code build/golden-checkpoints} asks for it. */
  private static void keep(Path folder, String name, String version) throws IOException {
    String wanted = System.getenv("KAFKASPARK_CHECKPOINTS");
    if (wanted == null) {
      return;
    }
    Path kept = Files.createDirectories(Paths.get(wanted, version));
    Files.write(
        kept.resolve("written.properties"),
        Arrays.asList("spark=" + version, "date=" + LocalDate.now(ZoneOffset.UTC)),
        UTF_8);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path relative = folder.relativize(file);
        if (Files.isRegularFile(file)
            && relative.toString().matches(name + "(/.*|\\.properties)")) {
          Path copy = kept.resolve(relative.toString());
          Files.createDirectories(copy.getParent());
          Path unused = Files.copy(file, copy);
        }
      }
    }
  }

  @Test
  void anotherQueryGoesOnWhereTheCheckpointStands(
      SparkSession spark, EmbeddedKafka kafka, @TempDir Path folder) throws Exception {
    new CheckpointCases(spark, kafka, folder, orders, payments).all().get("unfinished").write();
    kafka.addPartitions(orders, 3);
    kafka.produceNumbers(orders, 8, 11);
    String brokers = kafka.bootstrapServers();
    Path checkpoint = folder.resolve("unfinished");

    // region read
    CheckpointOffsets old = CheckpointOffsets.read(checkpoint);
    KafkaStreamSource source =
        KafkaStreamSource.topics(orders, payments)
            .bootstrapServers(brokers)
            .startingOffsets(old.asStart().orElse(StartingOffsets.earliest()));
    // endregion
    assertThat(old.state()).isEqualTo(CheckpointState.UNFINISHED_BATCH);
    StreamingQuery query =
        source
            .load(spark)
            .selectExpr("topic", "partition", "offset")
            .writeStream()
            .format("memory")
            .queryName("goes_on")
            .start();
    query.processAllAvailable();
    query.stop();

    List<String> read =
        spark.table("goes_on").collectAsList().stream()
            .map(row -> row.getString(0).equals(orders) ? place(row) : "payments")
            .sorted()
            .collect(Collectors.toList());
    assertThat(read)
        .containsExactly("0@2", "0@3", "0@4", "1@2", "1@3", "1@4", "2@0", "payments", "payments");

    KafkaStreamSource failing = source.startingOffsets(old.asStart().orFail());
    assertThatThrownBy(() -> failing.load(spark))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Cannot start where checkpoint " + folder.resolve("unfinished"))
        .hasMessageContaining("the checkpoint does not know")
        .hasMessageContaining(orders + "-2");
  }

  @Test
  void tellsTheRangeOfTheBatchThatTheThreadRuns(
      SparkSession spark, EmbeddedKafka kafka, @TempDir Path folder) throws Exception {
    new CheckpointCases(spark, kafka, folder, orders, payments).all().get("unfinished").write();
    String checkpoint = folder.resolve("unfinished").toString();
    String query = CheckpointOffsets.read(spark, checkpoint).queryId().get();
    String wayOut =
        "; call it in the function of foreachBatch itself, with the id that the function gets";
    assertThatThrownBy(() -> BatchOffsets.of(spark, checkpoint, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot tell the range of batch 1: this thread runs no query" + wayOut);

    SparkContext context = spark.sparkContext();
    context.setLocalProperty("sql.streaming.queryId", query);
    context.setLocalProperty("streaming.sql.batchId", "1");
    try {
      BatchOffsets batch = BatchOffsets.of(spark, checkpoint, 1);
      TopicOffsets start = TopicOffsets.empty().withOffset(orders, 0, 2).withOffset(orders, 1, 2);
      assertThat(batch.start()).isEqualTo(start);
      assertThat(batch.end()).isEqualTo(start.withOffset(orders, 0, 4).withOffset(orders, 1, 4));
      assertThat(BatchOffsets.of(spark, "file:" + checkpoint, 1)).isEqualTo(batch);
      assertThatThrownBy(() -> BatchOffsets.of(spark, checkpoint, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot tell the range of batch 0: this thread runs batch 1 of query "
                  + query
                  + wayOut);
    } finally {
      context.setLocalProperty("sql.streaming.queryId", null);
      context.setLocalProperty("streaming.sql.batchId", null);
    }
  }

  private static String place(Row row) {
    return row.getInt(1) + "@" + row.getLong(2);
  }
}
