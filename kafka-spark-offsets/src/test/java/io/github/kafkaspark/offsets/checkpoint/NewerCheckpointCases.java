package io.github.kafkaspark.offsets.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Checkpoints of which older Sparks have no kind. */
final class NewerCheckpointCases {

  private static final String LOG_VERSION = "spark.sql.streaming.offsetLog.formatVersion";
  private static final String EVOLUTION =
      "spark.sql.streaming.queryEvolution.enableSourceEvolution";

  private final CheckpointWriting writing;
  private final String orders;
  private final String payments;

  NewerCheckpointCases(CheckpointWriting writing, String orders, String payments) {
    this.writing = writing;
    this.orders = orders;
    this.payments = payments;
  }

  /** Some batches have no files. Where a restart begins is what Spark itself says. */
  void async() throws Exception {
    String clicks = EmbeddedKafka.uniqueTopic("clicks");
    writing.kafka.createTopic(clicks, 1);
    StreamingQuery query = writing.start("async", asynchronously(clicks));
    int[] produced = {0};
    await()
        .atMost(CheckpointCases.LIMIT)
        .until(
            () -> {
              writing.kafka.produceNumbers(clicks, produced[0], produced[0] += 60);
              query.processAllAvailable();
              return skipsABatch();
            });
    query.stop();
    CheckpointOffsets found = CheckpointOffsets.read(writing.folder.resolve("async"));

    copy(writing.folder.resolve("async"), writing.folder.resolve("async-again"));
    writing.kafka.produceNumbers(clicks, produced[0], ++produced[0]);
    StreamingQuery again = writing.start("async-again", asynchronously(clicks));
    await().atMost(CheckpointCases.LIMIT).until(() -> again.lastProgress() != null);
    TopicOffsets begun =
        TopicOffsets.fromJson(again.recentProgress()[0].sources()[0].startOffset());
    again.stop();
    writing.expect("async", found.state(), begun, found.batch().orElse(-1));
  }

  private DataStreamWriter<Row> asynchronously(String topic) {
    return writing
        .read(writing.spark, topic, "earliest")
        .writeStream()
        .format("noop")
        .option("asyncProgressTrackingEnabled", "true")
        .option("asyncProgressTrackingCheckpointIntervalMs", "3000");
  }

  /** Whether both files of the newest batch are there, and none of the one before. */
  private boolean skipsABatch() throws IOException {
    NavigableSet<Integer> offsets = batches("offsets");
    return !offsets.isEmpty()
        && offsets.last() > 1
        && !offsets.contains(offsets.last() - 1)
        && batches("commits").contains(offsets.last());
  }

  private NavigableSet<Integer> batches(String directory) throws IOException {
    Path path = writing.folder.resolve("async").resolve(directory);
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d+"))
          .map(Integer::valueOf)
          .collect(toCollection(TreeSet::new));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path unused = Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private SparkSession session(String... settings) {
    SparkSession session = writing.spark.newSession();
    for (int i = 0; i < settings.length; i += 2) {
      session.conf().set(settings[i], settings[i + 1]);
    }
    return session;
  }

  void log2() throws Exception {
    SparkSession session = session(LOG_VERSION, "2");
    finish(
        "log-2",
        writing
            .read(session, orders, "earliest")
            .union(writing.read(session, payments, "earliest")),
        "v2\n");
  }

  void log2Unfinished() throws Exception {
    writing.fail(
        "log-2-unfinished",
        writing.read(session(LOG_VERSION, "2"), orders, "earliest"),
        new CheckpointWriting.Sink(2));
    writing.expect(
        "log-2-unfinished",
        CheckpointState.UNFINISHED_BATCH,
        TopicOffsets.empty().withOffset(orders, 0, 2).withOffset(orders, 1, 2),
        0);
  }

  void log2SelfUnion() throws Exception {
    Dataset<Row> events = writing.read(session(LOG_VERSION, "2"), orders, "earliest");
    writing.finish("log-2-self-union", events.union(events));
    writing.expect(
        "log-2-self-union",
        CheckpointState.BETWEEN_BATCHES,
        TopicOffsets.empty().withOffset(orders, 0, 4).withOffset(orders, 1, 4),
        1);
  }

  void named() throws Exception {
    finish("named", bothByName(session(EVOLUTION, "true", LOG_VERSION, "1")), "v1\n");
  }

  void namedLog2() throws Exception {
    finish("named-log-2", bothByName(session(EVOLUTION, "true", LOG_VERSION, "2")), "v2\n");
  }

  private Dataset<Row> bothByName(SparkSession session) {
    return byName(session, orders, "orders").union(byName(session, payments, "payments"));
  }

  private Dataset<Row> byName(SparkSession session, String topic, String name) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(writing.kafka.bootstrapServers())
        .startingOffsets(StartingOffsets.earliest())
        .option("maxOffsetsPerTrigger", 4)
        .sourceName(name)
        .load(session)
        .selectExpr("topic", "partition", "offset");
  }

  private void finish(String name, Dataset<Row> both, String version) throws Exception {
    writing.finish(name, both);
    String written =
        new String(Files.readAllBytes(writing.folder.resolve(name + "/offsets/1")), UTF_8);
    if (!written.startsWith(version)) {
      throw new AssertionError("Not of the version that was asked for: " + written);
    }
    writing.expect(
        name,
        CheckpointState.BETWEEN_BATCHES,
        TopicOffsets.empty()
            .withOffset(orders, 0, 4)
            .withOffset(orders, 1, 4)
            .withOffset(payments, 0, 2),
        1);
  }
}
