package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaBatch;
import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.checkpoint.BatchOffsets;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetStore;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetWriter;
import io.github.kafkaspark.offsets.store.jdbc.TestPostgres;
import io.github.kafkaspark.testing.NeedsSpark;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A tracker on a store in a database, beside streams whose offsets the host commits itself. */
class JdbcTrackerIT extends TrackerFixture {

  private final PGSimpleDataSource dataSource = TestPostgres.newSchema();
  private final StreamId host = StreamId.of("host");
  private JdbcOffsetStore store;

  @BeforeEach
  void attachToTheDatabase() {
    tracker.close();
    store = OffsetStores.jdbc(dataSource);
    tracker = OffsetTracker.attach(spark, store);
  }

  @Test
  void recordsAndResumesAStreamInADatabase() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("tracked");
    start(stream, "one").processAllAvailable();
    stream.flush(LIMIT);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
    spark.streams().active()[0].stop();

    kafka.produceNumbers(topic, 10, 20);
    start(stream, "two").processAllAvailable();
    stream.flush(LIMIT);
    assertThat(sink.records()).hasSize(20).doesNotHaveDuplicates();
    assertThat(stored(stream).generation()).isEqualTo(2);
  }

  @Test
  void refusesAStreamThatTheHostCommitsItself() throws Exception {
    JdbcOffsetWriter writer = store.claim(host, BasicStoreContract.provenance());
    TrackedStream stream = tracker.stream("host");

    assertThatThrownBy(() -> load(stream, topic))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot record 'host': a JdbcOffsetWriter of this store owns it, and each of the two "
                + "would replace the other; commit its offsets with the rows by that writer and load "
                + "its source with Resume.from(store, stream), or close the writer and leave the "
                + "stream to the tracker");
    assertThat(store.latest(host)).contains(writer.latest());

    writer.close();
    kafka.produceNumbers(topic, 0, 10);
    start(stream, "one").processAllAvailable();
    stream.flush(LIMIT);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
  }

  @Test
  void ofTwoBatchesOfOneJvmTheNewerBegins() {
    kafka.produceNumbers(topic, 0, 10);
    KafkaBatchSource source =
        KafkaBatchSource.topic(topic).bootstrapServers(kafka.bootstrapServers());
    try (IncrementalBatch older = IncrementalBatch.begin(spark, store, "nightly", source);
        IncrementalBatch newer = IncrementalBatch.begin(spark, store, "nightly", source)) {
      assertThatThrownBy(older::commit).isInstanceOf(StaleWriterException.class);
      newer.commit();
    }
    assertThat(store.latest(StreamId.of("nightly")).get().offsets()).isEqualTo(offsets(5, 5));
  }

  @Test
  void doesNotReplaceTheHostsWriterForAQueryThatDidNotResume() throws Exception {
    JdbcOffsetWriter writer = store.claim(host, BasicStoreContract.provenance());
    TrackedStream stream = tracker.stream("host");
    kafka.produceNumbers(topic, 0, 10);
    writer(Resume.from(store, host), "one").queryName("host").start().processAllAvailable();

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stream.status().reason())
                    .hasValueSatisfying(
                        reason ->
                            assertThat(reason)
                                .contains("a JdbcOffsetWriter of this store owns it")));
    assertThat(stream.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(store.latest(host)).contains(writer.latest());
    writer.close();
  }

  private DataStreamWriter<Row> writer(Resume.Fallback from, String checkpoint) {
    return writer(
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(from.firstTime(StartingOffsets.earliest()))
            .load(spark),
        checkpoint);
  }

  @Test
  void saysNothingOfAQueryWhoseOffsetsTheHostCommits() throws Exception {
    TestLog log = TestLog.sinceNow();
    JdbcOffsetWriter writer = store.claim(host, BasicStoreContract.provenance());
    kafka.produceNumbers(topic, 0, 10);
    writer(Resume.from(store, host), "one").queryName("host").start().processAllAvailable();
    writer(Resume.from(store, host), "two").queryName("forgotten").start().processAllAvailable();

    await().atMost(LIMIT).until(() -> log.warnings("Query 'forgotten'").size() == 1);
    assertThat(log.warnings("Query 'host'")).isEmpty();
    writer.close();
  }

  /** The pattern of the Javadoc of {@link JdbcOffsetWriter}, with a crash and a lost checkpoint. */
  @Test
  @NeedsSpark(SparkVersion.V2_4)
  void aHostThatCommitsOffsetsWithItsRowsWritesEachRowOnce() throws Exception {
    TestPostgres.execute(dataSource, "CREATE TABLE rows_of_sink (number INTEGER)");
    kafka.produceNumbers(topic, 0, 100);
    JdbcOffsetWriter first = store.claim(host, BasicStoreContract.provenance());
    AtomicInteger batches = new AtomicInteger();
    StreamingQuery crashing =
        foreachBatch(
            "one",
            (batch, id) -> {
              sink(first, "one", batch, id);
              if (batches.incrementAndGet() == 2) {
                throw new IllegalStateException("a crash after the commit");
              }
            });
    assertThatThrownBy(crashing::processAllAvailable)
        .isInstanceOf(StreamingQueryException.class)
        .hasMessageContaining("a crash after the commit");
    assertThat(rows()).isEqualTo(upTo(2 * 30));

    foreachBatch("one", (batch, id) -> sink(first, "one", batch, id)).processAllAvailable();
    assertThat(rows()).isEqualTo(upTo(100));
    spark.streams().active()[0].stop();

    kafka.produceNumbers(topic, 100, 150);
    JdbcOffsetWriter second = store.claim(host, BasicStoreContract.provenance());
    foreachBatch("two", (batch, id) -> sink(second, "two", batch, id)).processAllAvailable();
    assertThat(rows()).isEqualTo(upTo(150));
    assertThat(store.latest(host).get().offsets()).isEqualTo(offsets(75, 75));
    second.close();
    first.close();
  }

  /** Compiled where there is no foreachBatch yet. */
  private StreamingQuery foreachBatch(String checkpoint, VoidFunction2<Dataset<Row>, Long> function)
      throws Exception {
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(Resume.from(store, host).firstTime(StartingOffsets.earliest()))
            .option("maxOffsetsPerTrigger", 30)
            .load(spark);
    DataStreamWriter<Row> writer =
        events
            .writeStream()
            .queryName(host.name())
            .option("checkpointLocation", folder.resolve(checkpoint).toString());
    Object same =
        DataStreamWriter.class
            .getMethod("foreachBatch", VoidFunction2.class)
            .invoke(writer, function);
    assertThat(same).isNotNull();
    return writer.start();
  }

  private void sink(JdbcOffsetWriter writer, String checkpoint, Dataset<Row> frame, long id)
      throws SQLException {
    BatchOffsets batch =
        BatchOffsets.of(frame.sparkSession(), folder.resolve(checkpoint).toString(), id);
    if (writer.isDone(batch)) {
      return;
    }
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      insert(connection, frame);
      OffsetCommit commit = writer.append(connection, batch, BasicStoreContract.provenance());
      assertThat(commit.offsets()).isEqualTo(batch.end());
      connection.commit();
    }
  }

  @Test
  void aJobOfASchedulerWritesEachRowOnceToo() throws Exception {
    TestPostgres.execute(dataSource, "CREATE TABLE rows_of_sink (number INTEGER)");
    kafka.produceNumbers(topic, 0, 20);
    runJob();
    runJob();
    kafka.produceNumbers(topic, 20, 30);
    runJob();
    assertThat(rows()).isEqualTo(upTo(30));
    assertThat(store.latest(host).get().offsets()).isEqualTo(offsets(15, 15));
  }

  @Test
  void whatAPolicyAcceptsIsCommittedByTheHostsWriterSoThatItIsNotTakenForAReplay() {
    kafka.produceNumbers(topic, 0, 20);
    store.claim(host, NewCommit.start(offsets(50, 50), BasicStoreContract.provenance())).close();
    try (JdbcOffsetWriter writer = store.claim(host, BasicStoreContract.provenance())) {
      KafkaBatchSource refused =
          KafkaBatchSource.topic(topic)
              .bootstrapServers(kafka.bootstrapServers())
              .startingOffsets(Resume.from(store, host).firstTimeFails());
      assertThatThrownBy(() -> refused.loadBatch(spark))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("by a resume policy, which the open writer commits");
      assertThat(store.latest(host)).contains(writer.latest());

      KafkaBatch batch =
          refused
              .startingOffsets(
                  Resume.from(store, host)
                      .firstTimeFails()
                      .policy(
                          ResumePolicy.standard()
                              .on(ResumePolicy.Surprise.BEYOND_END, ResumePolicy.Answer.EARLIEST)))
              .loadBatch(spark);
      assertThat(store.latest(host).get().offsets()).isEqualTo(offsets(0, 0));
      assertThat(store.latest(host)).contains(writer.latest());
      assertThat(writer.isDone(batch)).isFalse();
    }
  }

  private void runJob() throws SQLException {
    String brokers = kafka.bootstrapServers();
    Provenance now = BasicStoreContract.provenance();
    // region job
    JdbcOffsetWriter writer = store.claim(host, now);
    KafkaBatch batch =
        KafkaBatchSource.topic(topic)
            .bootstrapServers(brokers)
            .startingOffsets(Resume.from(store, host).firstTime(StartingOffsets.earliest()))
            .loadBatch(spark);
    if (!batch.isEmpty()) {
      try (Connection connection = dataSource.getConnection()) {
        connection.setAutoCommit(false);
        insert(connection, batch.records());
        OffsetCommit unused = writer.append(connection, batch, now);
        connection.commit();
      }
    }
    writer.close();
    // endregion
  }

  private static void insert(Connection connection, Dataset<Row> records) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (Row row : records.selectExpr("CAST(value AS STRING)").collectAsList()) {
        statement.execute("INSERT INTO rows_of_sink VALUES (" + row.getString(0) + ")");
      }
    }
  }

  private List<Integer> rows() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT number FROM rows_of_sink ORDER BY number")) {
      List<Integer> numbers = new ArrayList<>();
      while (rows.next()) {
        numbers.add(rows.getInt(1));
      }
      return numbers;
    }
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().collect(Collectors.toList());
  }
}
