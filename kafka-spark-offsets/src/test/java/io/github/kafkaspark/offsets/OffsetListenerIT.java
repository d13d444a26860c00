package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.NeedsSpark;
import io.github.kafkaspark.testing.SparkExtension;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFiles;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A listener that Spark's settings configure, with queries that know nothing of it. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class OffsetListenerIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** It stays: a listener has no end, and may mark that of a query when the test is over. */
  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  private final Collected sink = new Collected();
  private final String topic = EmbeddedKafka.uniqueTopic("events");
  private SparkSession spark;
  private EmbeddedKafka kafka;
  private OffsetListener listener;

  @BeforeEach
  void produce(SparkSession spark, EmbeddedKafka kafka) {
    this.spark = spark;
    this.kafka = kafka;
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 10);
  }

  @AfterEach
  void stop() throws Exception {
    for (StreamingQuery query : spark.streams().active()) {
      query.stop();
    }
    spark.streams().removeListener(listener);
  }

  private void listen(String store, String streams) {
    listen(store, streams, "");
  }

  private void listen(String store, String streams, String config) {
    SparkConf settings =
        new SparkConf(false)
            .set(OffsetListener.STORE, store)
            .set(OffsetListener.STORE_CONFIG, config)
            .set(OffsetListener.STREAMS, streams);
    listener = new OffsetListener(settings);
    spark.streams().addListener(listener);
  }

  private String store() {
    return "file:" + folder.resolve("offsets");
  }

  private DataStreamWriter<Row> events() {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", kafka.bootstrapServers())
        .option("subscribe", topic)
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", 8)
        .load()
        .writeStream();
  }

  private StreamingQuery run(String name) throws Exception {
    StreamingQuery query =
        (name == null ? events() : events().queryName(name))
            .foreach(sink)
            .option("checkpointLocation", folder.resolve("checkpoint-" + name).toString())
            .start();
    query.processAllAvailable();
    return query;
  }

  private void awaitStored(String name, long offset) {
    awaitStored(store(), name, offset);
  }

  private void awaitStored(String location, String name, long offset) {
    try (OffsetStore store = OffsetStores.at(location)) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(store.latest(StreamId.of(name)).map(OffsetCommit::offsets))
                      .contains(TopicOffsets.empty().withOffset(topic, 0, offset)));
    }
  }

  @Test
  void recordsEveryQueryThatHasANameAndReadsKafka() throws Exception {
    TestLog log = TestLog.sinceNow();
    listen(store(), "");
    StreamingQuery first = run("first");
    StreamingQuery unused = run("second");
    run(null).stop();
    awaitStored("first", 10);
    awaitStored("second", 10);
    await().atMost(LIMIT).until(() -> log.warnings("A query without a name").size() == 1);
    assertThat(log.warnings("give it one with queryName")).hasSize(1);

    first.stop();
    kafka.produceNumbers(topic, 10, 14);
    StreamingQuery again = run("first");
    awaitStored("first", 14);
    awaitStored("second", 14);
    try (OffsetStore store = OffsetStores.at(store())) {
      OffsetCommit commit = store.latest(StreamId.of("first")).get();
      assertThat(commit.generation()).isEqualTo(2); // Each run is a life of its own.
      assertThat(commit.provenance().applicationId())
          .contains(spark.sparkContext().applicationId());
      assertThat(commit.provenance().queryId()).contains(again.id().toString());
    }
    assertThat(sink.records()).hasSize(10 + 10 + 10 + 4 + 4);
  }

  @Test
  void recordsOnlyWhatTheSettingNames() throws Exception {
    TestLog log = TestLog.sinceNow();
    listen(store(), " named , other");
    run("left-out").stop();
    run("left-out").stop();
    run("names").stop();
    run("named").stop();
    awaitStored("named", 10);
    assertThat(log.warnings("reads Kafka but is not recorded"))
        .hasSize(2)
        .anyMatch(
            line ->
                line.endsWith(
                    "Query 'left-out' reads Kafka but is not recorded: spark.kafkaspark.streams "
                        + "names only named, other; add it, or remove the setting to record every "
                        + "query with a name"))
        .anyMatch(line -> line.endsWith("named, other; did you mean it by 'named'?"));
    try (OffsetStore store = OffsetStores.at(store())) {
      assertThat(store.streams()).containsExactly(StreamId.of("named"));
    }
  }

  @Test
  void recordsInMirroredStoresWithAFileThatIsSentAlong() throws Exception {
    Path file = Files.createFile(folder.resolve("client-" + topic + ".properties"));
    spark.sparkContext().addFile(file.toString());
    String groups = "kafka:" + kafka.bootstrapServers() + "/" + topic + "-";
    TestLog log = TestLog.sinceNow();
    listen("mirrored:" + store() + "|" + groups, "", file.getFileName().toString());
    run("mirrored").stop();
    awaitStored("mirrored", 10);
    awaitStored(groups, "mirrored", 10);
    String place =
        store() + "|" + groups + "?config=" + SparkFiles.get(file.getFileName().toString());
    await()
        .atMost(LIMIT)
        .until(
            () ->
                log.lines("Recording offsets of streaming queries in mirrored:" + place).size()
                    == 1);
  }

  @Test
  void leavesTheQueryAloneWhenAnotherDriverClaimsItsStream() throws Exception {
    TestLog log = TestLog.sinceNow();
    listen(store(), "");
    StreamingQuery query = run("claimed");
    awaitStored("claimed", 10);
    try (OffsetStore store = OffsetStores.at(store())) {
      OffsetCommit commit = store.latest(StreamId.of("claimed")).get();
      store.claim(commit.stream(), NewCommit.start(commit.offsets(), commit.provenance())).close();
    }
    kafka.produceNumbers(topic, 10, 14);
    query.processAllAvailable();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                log.warnings("'claimed' is fenced and its query is no longer recorded").size()
                    == 1);
    assertThat(query.isActive()).isTrue();
    awaitStored("claimed", 10);
  }

  @Test
  @NeedsSpark(SparkVersion.V3_2)
  void showsOverJmxHowFarBehindSparkReportsItToBe() throws Exception {
    listen(store(), "");
    StreamingQuery unused =
        events()
            .queryName("behind")
            .foreach(sink)
            .trigger(Trigger.ProcessingTime(1, TimeUnit.HOURS))
            .start();
    awaitStored("behind", 8);
    ObjectName name = new ObjectName("io.github.kafkaspark:type=TrackedStream,name=\"behind\"");
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    TrackedStreamMXBean bean = JMX.newMXBeanProxy(server, name, TrackedStreamMXBean.class);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(bean.getLag()).isEqualTo(Collections.singletonMap(topic + "-0", 2L)));
    assertThat(bean.getPendingRecords()).isEqualTo(2);
  }

  @Test
  void saysThatContinuousProcessingCannotBeRecorded() throws Exception {
    TestLog log = TestLog.sinceNow();
    listen(store(), "");
    StreamingQueryListener impatient = new Impatient();
    spark.streams().addListener(impatient);
    try {
      StreamingQuery continuous =
          spark
              .readStream()
              .format("kafka")
              .option("kafka.bootstrap.servers", kafka.bootstrapServers())
              .option("subscribe", topic)
              .load()
              .writeStream()
              .format("memory")
              .queryName("continuous")
              .trigger(Trigger.Continuous(100))
              .option("checkpointLocation", folder.resolve("continuous").toString())
              .start();
      StreamingQuery unused = run("micro-batch");
      awaitStored("micro-batch", 10);
      await().atMost(LIMIT).until(() -> !log.warnings("it is in continuous processing").isEmpty());
      assertThat(log.warnings("it is in continuous processing"))
          .hasSize(1)
          .allMatch(line -> line.contains("Query 'continuous' is not recorded: "));
      assertThat(continuous.isActive()).isTrue();
    } finally {
      spark.streams().removeListener(impatient);
    }
  }

  /** Does not wait as long as the listener does before it looks at a query that reports nothing. */
  private final class Impatient extends StreamingQueryListener {

    private final ApplicationRecorder recorder =
        ApplicationRecorder.of(StoreLocation.parse(store()), Collections.emptySet());

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
      recorder.started(event, Duration.ofMillis(500));
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {}

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}
  }

  @Test
  void triesAStoreAgainThatCannotBeOpened() throws Exception {
    TestLog log = TestLog.sinceNow();
    Path blocked = folder.resolve("offsets");
    Files.createFile(blocked);
    listen(store(), "");
    StreamingQuery query = run("patient");
    await()
        .atMost(LIMIT)
        .until(() -> !log.warnings("Could not commit offsets of 'patient'").isEmpty());
    assertThat(log.warnings("Could not commit offsets of 'patient'").get(0))
        .contains("Cannot open the store that spark.kafkaspark.store names: ");
    assertThat(query.isActive()).isTrue();
    assertThat(log.lines("Recording offsets of streaming queries")).isEmpty();
    Files.delete(blocked);
    awaitStored("patient", 10);
    String line = "Recording offsets of streaming queries in " + store();
    await().atMost(LIMIT).until(() -> !log.lines(line).isEmpty());
    assertThat(log.lines(line)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://host/offsets | '' | '' | spark.kafkaspark.store cannot be used: Invalid",
        "kafka | '' | '' | spark.kafkaspark.store cannot be used: Invalid store location: 'kafka'",
        "file:offsets | '' | '' | spark.kafkaspark.store cannot be used: Invalid",
        "'' | '' | '' | spark.kafkaspark.store is not set; set it to where offsets are kept",
        "file:/tmp/offsets | a/b | '' | spark.kafkaspark.streams cannot be used: Invalid",
        "kafka:b:1/p | '' | no.properties | spark.kafkaspark.store.config cannot be used: Invalid"
      })
  void aSettingThatCannotBeUsedIsSaidAndTheJobRuns(
      String store, String streams, String config, String error) throws Exception {
    TestLog log = TestLog.sinceNow();
    listen(store, streams, config);
    StreamingQuery query = run("unrecorded");
    assertThat(query.isActive()).isTrue();
    assertThat(sink.records()).hasSize(10);
    assertThat(log.lines("Streaming queries are not recorded: " + error))
        .hasSize(1)
        .allMatch(line -> line.startsWith("ERROR"));
  }

  @Test
  void namesThePlacesWhereAFileWasLookedFor() {
    String found = Paths.get("no.properties").toAbsolutePath() + " or ";
    assertThatThrownBy(() -> OffsetStores.at("kafka:b:1/p?config=no.properties"))
        .hasMessageContaining(
            "found none as " + found + SparkFiles.getRootDirectory() + "/no.properties; give its");
  }

  @Test
  void saysThatAFileForKafkaIsForNoOtherStore() throws Exception {
    Path file = Files.createFile(folder.resolve("client.properties"));
    TestLog log = TestLog.sinceNow();
    listen(store(), "", file.toString());
    assertThat(
            log.warnings("spark.kafkaspark.store.config is ignored: " + store() + " has no store"))
        .hasSize(1);
    spark.streams().removeListener(listener);
    String own = "kafka:127.0.0.1:1/offsets-?config=" + file;
    listen(own, "", file.toString());
    assertThat(log.warnings("spark.kafkaspark.store.config is ignored: " + own)).hasSize(1);
  }
}
