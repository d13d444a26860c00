package io.github.kafkaspark.tool.see;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.ToolPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsCommandTest {

  @TempDir Path folder;

  private String store;

  @BeforeEach
  void locate() {
    store = folder.toUri().toString();
  }

  @Test
  void listsTheStreamsWithTheirNewestCommits() {
    TopicOffsets offsets = TopicOffsets.empty().withOffset("orders", 0, 17);
    Ran.commit(folder, "orders-to-lake", offsets.withOffset("orders", 1, 4));
    Ran.commit(folder, "billing", offsets);
    Ran ran = Ran.of("streams", "--store", store);
    assertThat(ran.out)
        .isEqualTo(
            "stream          partitions  last commit  generation  sequence  writer\n"
                + "billing                  1  3 min ago             1         2  4711@host\n"
                + "orders-to-lake           2  3 min ago             1         2  4711@host\n");
    assertThat(ran.err).isEmpty();
    assertThat(ran.status).isZero();
  }

  @Test
  void tellsProgramsTheSameOnOneLine() throws Exception {
    Ran.commit(folder, "billing", TopicOffsets.empty().withOffset("orders", 0, 17));
    Ran ran = Ran.of("--json", "streams", "--store=" + store);
    assertThat(ran.out)
        .startsWith("{\"store\":\"")
        .endsWith(
            ",\"streams\":[{\"stream\":\"billing\",\"generation\":1,\"sequence\":2,\"kind\":\"BATCH\","
                + "\"time\":\"2026-05-01T11:57:00Z\",\"writer\":\"4711@host\",\"application\":"
                + "\"application-1\",\"query\":\"query-1\",\"batch\":7,\"closed\":false,"
                + "\"partitions\":1,\"error\":null}]}\n");
    ToolPage.assertHasFieldsOf("streams", ran.out);
    assertThat(ran.status).isZero();
  }

  @Test
  void takesTheStoreFromTheEnvironment() {
    OffsetStores.file(folder).close();
    Ran ran = Ran.with(Collections.singletonMap("KAFKA_SPARK_STORE", store), "streams");
    assertThat(ran.out).startsWith("The ").endsWith(" has no stream\n");
    assertThat(ran.status).isZero();
  }

  @Test
  void listsTheOtherStreamsBesideOneThatCannotBeRead() throws Exception {
    Ran.commit(folder, "billing", TopicOffsets.empty().withOffset("orders", 0, 17));
    Ran.commit(folder, "orders", TopicOffsets.empty().withOffset("orders", 0, 17));
    try (Stream<Path> files = Files.list(folder.resolve("orders"))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Files.write(file, "{".getBytes(StandardCharsets.UTF_8));
      }
    }
    Ran ran = Ran.of("streams", "--store", store);
    assertThat(ran.out).contains("billing  ").containsPattern("orders +- +unreadable");
    assertThat(ran.err).startsWith("kafka-spark: Cannot read").hasLineCount(1);
    assertThat(ran.status).isOne();
  }

  @Test
  void makesNoStoreByLooking() {
    Path missing = folder.resolve("missing");
    Ran ran = Ran.of("streams", "--store", missing.toUri().toString());
    assertThat(ran.err).startsWith("kafka-spark: Cannot ").contains(missing.toString());
    assertThat(ran.out).isEmpty();
    assertThat(ran.status).isOne();
    assertThat(missing).doesNotExist();
  }

  @Test
  void wantsAStore() {
    Ran ran = Ran.of("streams");
    assertThat(ran.err)
        .isEqualTo(
            "kafka-spark: Missing a store: give --store LOCATION, such as file:/var/lib/offsets, or"
                + " set KAFKA_SPARK_STORE; 'kafka-spark streams --help' says how to call it\n");
    assertThat(ran.status).isEqualTo(2);
  }

  @Test
  void refusesALocationOfNoKnownForm() {
    Ran ran = Ran.of("streams", "--store", "/var/lib/offsets");
    assertThat(ran.err).startsWith("kafka-spark: Invalid store location: '/var/lib/offsets'");
    assertThat(ran.status).isEqualTo(2);
  }
}
