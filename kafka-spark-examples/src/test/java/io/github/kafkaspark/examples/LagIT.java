package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code run Lag} tells of stores that are there; of its own {@link OperationExamplesIT}
 * knows.
 */
@Timeout(120)
@ExtendWith(KafkaExtension.class)
class LagIT {

  @TempDir Path folder;
  private final String topic = EmbeddedKafka.uniqueTopic("lag");
  private final EmbeddedKafka kafka;

  LagIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 10);
  }

  private void commit(OffsetStore store, String stream, String topic, long offset) {
    TopicOffsets offsets = TopicOffsets.empty().withOffset(topic, 0, offset);
    store
        .claim(
            StreamId.of(stream), NewCommit.start(offsets, Provenance.of("a test", Instant.now())))
        .close();
  }

  private OffsetStore threeStreams() {
    OffsetStore store = OffsetStores.at("file:" + folder);
    commit(store, "a-reports", topic, 9);
    commit(store, "b-orders-to-lake", topic, 3);
    commit(store, "c-payments", topic + ".gone", 3);
    return store;
  }

  private Captured lag(String store, String... more) throws Exception {
    String[] all = new String[more.length + 4];
    all[0] = "--store";
    all[1] = store;
    all[2] = "--bootstrap";
    all[3] = kafka.bootstrapServers();
    System.arraycopy(more, 0, all, 4, more.length);
    return Captured.run(Lag::run, all);
  }

  @Test
  void tellsTheWorstFirstAndClaimsNothing() throws Exception {
    try (OffsetStore store = threeStreams()) {
      Captured told = lag("file:" + folder);

      assertThat(told.status).as(told.text).isZero();
      assertThat(told.text.split("\n"))
          .filteredOn(line -> line.startsWith("Stream"))
          .extracting(line -> line.replaceAll(";.*| at .*Z", ""))
          .containsExactly(
              "Streams in the offset store " + folder.toUri() + ": 3",
              "Stream 'b-orders-to-lake': 7 behind in 1 partition",
              "Stream 'a-reports': 1 behind in 1 partition",
              "Stream 'c-payments': 0 behind in 1 partition, 1 vanished",
              "Stream 'b-orders-to-lake': 7 behind in 1 partition",
              "Stream 'a-reports': 1 behind in 1 partition",
              "Stream 'c-payments': 0 behind in 1 partition, 1 vanished");
      assertThat(told.text).containsPattern("\n" + topic + "-0 +3 +0 +10 +7\n");
      for (StreamId stream : store.streams()) {
        assertThat(store.latest(stream).get().generation()).isEqualTo(1);
      }
    }
  }

  @Test
  void tellsOneStreamAndNamesTheOthersInPlaceOfAnUnknownOne() throws Exception {
    threeStreams().close();
    Captured told = lag("file:" + folder, "--stream", "a-reports");
    Captured unknown = lag("file:" + folder, "--stream", "orders-to-lake");

    assertThat(told.status).as(told.text).isZero();
    assertThat(told.text).contains("1 behind").doesNotContain("b-orders-to-lake");
    assertThat(unknown.status).isEqualTo(1);
    assertThat(unknown.text)
        .contains("Lag: Cannot tell how far 'orders-to-lake' is behind: nothing is stored for it")
        .contains(": it has 'b-orders-to-lake', 'a-reports', 'c-payments'\n");
  }

  @Test
  void aLocationWithATypoIsAnErrorAndCreatesNothing() throws Exception {
    threeStreams().close();
    Path typo = folder.resolveSibling(folder.getFileName() + "s");
    Captured missing = lag("file:" + typo);
    Path other = Files.createDirectory(folder.resolve("empty"));
    Captured empty = lag("file:" + other);

    assertThat(missing.status).isEqualTo(1);
    assertThat(missing.text)
        .contains("Cannot look at the offset store in " + typo + ": there is no such directory");
    assertThat(typo).doesNotExist();
    assertThat(empty.status).isEqualTo(1);
    assertThat(empty.text)
        .contains("Lag: the offset store " + other.toUri() + " has no stream; check its location");
  }

  @Test
  void takesThePrefixOfGroupsOfTheSameBrokers() throws Exception {
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    try (OffsetStore store = OffsetStores.kafka(cluster, topic + "-")) {
      commit(store, "orders-to-lake", topic, 3);
    }
    Captured here = lag("kafka:" + topic + "-", "--stream", "orders-to-lake");
    Captured there =
        lag("kafka:" + kafka.bootstrapServers() + "/" + topic + "-", "--stream", "orders-to-lake");

    for (Captured each : new Captured[] {here, there}) {
      assertThat(each.status).as(each.text).isZero();
      assertThat(each.text).contains("Stream 'orders-to-lake': 7 behind in 1 partition;");
    }
  }

  @Test
  void looksAgainAndAgainUntilItIsStopped() throws Exception {
    threeStreams().close();
    int[] looks = new int[1];
    PrintStream out = System.out;
    System.setOut(
        new PrintStream(new ByteArrayOutputStream(), true, UTF_8.name()) {
          @Override
          public void println(String line) {
            if (line.startsWith("Streams in ") && ++looks[0] == 2) {
              Thread.currentThread().interrupt();
            }
          }
        });
    try {
      String brokers = kafka.bootstrapServers();
      int status = Lag.run("--store", "file:" + folder, "--bootstrap", brokers, "--every", "1s");
      assertThat(status).isEqualTo(1);
    } finally {
      System.setOut(out);
    }
    assertThat(looks[0]).isEqualTo(2);
  }

  @Test
  void refusesWhatItCannotMakeSenseOf() throws Exception {
    Captured half = Captured.run(Lag::run, "--store", "file:/tmp");
    Captured store = lag("/var/lib/offsets");
    Captured driver = lag("jdbc:none://host/db?password=geheim");
    Captured every = lag("file:" + folder, "--every", "soon");

    assertThat(half.status).isEqualTo(2);
    assertThat(half.text).startsWith("Lag: --store and --bootstrap go together\nusage: Lag ");
    assertThat(store.status).isEqualTo(1);
    assertThat(store.text)
        .startsWith("Lag: Invalid store location: '/var/lib/offsets' (expected file:, hdfs:, ");
    assertThat(driver.status).isEqualTo(1);
    assertThat(driver.text)
        .startsWith("Lag: Cannot open the offset store in jdbc:none://host/db?…: no JDBC driver")
        .doesNotContain("geheim");
    assertThat(every.status).isEqualTo(2);
    assertThat(every.text).startsWith("Lag: 'soon' is not a number\nusage: ");
  }
}
