package io.github.kafkaspark.tool.see;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.tool.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code lag} says where there are no brokers. */
class LagCommandTest {

  private static final String NOBODY = "127.0.0.1:1";

  @TempDir Path folder;

  private Ran lag(String... more) {
    String[] all = new String[more.length + 5];
    all[0] = "lag";
    all[1] = "--store";
    all[2] = "file:" + folder;
    all[3] = "--bootstrap-server";
    all[4] = NOBODY;
    System.arraycopy(more, 0, all, 5, more.length);
    return Ran.now(all);
  }

  private void commit(String stream, TopicOffsets offsets) {
    try (OffsetStore store = OffsetStores.at("file:" + folder)) {
      Ran.claim(store, stream, offsets);
    }
  }

  @Test
  void aStreamWithoutOffsetsHasAnUnknownLag() {
    commit("orders-to-lake", TopicOffsets.empty());

    Ran seen = lag();
    Ran json = lag("--json");

    assertThat(seen.status).as(seen.toString()).isZero();
    assertThat(seen.out)
        .containsPattern("1 stream, at least 0 behind, at \\S+Z\n")
        .containsPattern("orders-to-lake +- +0 +unknown +\\S.* +no offset is committed yet\n");
    assertThat(json.out).contains("\"behind\":null,\"behindAtLeast\":0,");
  }

  @Test
  void brokersThatAreDownAreOneErrorAndNoTable() {
    commit("orders-to-lake", TopicOffsets.empty().withOffset("orders", 0, 3));
    commit("orders-to-bill", TopicOffsets.empty().withOffset("orders", 0, 3));

    Ran seen = lag("--timeout", "2s");

    assertThat(seen.status).isEqualTo(1);
    assertThat(seen.out).isEmpty();
    assertThat(seen.err.split("\n")).hasSize(1);
    assertThat(seen.err)
        .startsWith("kafka-spark: Cannot connect to the Kafka brokers '" + NOBODY + "': ");
  }

  @Test
  void anUnknownStreamNamesTheNearest() {
    commit("orders-to-lake", TopicOffsets.empty());

    Ran seen = lag("order-to-lake");
    Ran json = lag("order-to-lake", "--json");

    assertThat(seen.status).isEqualTo(1);
    assertThat(seen.out).isEmpty();
    assertThat(seen.err)
        .startsWith(
            "kafka-spark: Cannot find stream 'order-to-lake': nothing is stored for it in the ")
        .endsWith(": it has 'orders-to-lake'\n");
    assertThat(json.status).isEqualTo(1);
    assertThat(json.out).contains("\"error\":\"Cannot find stream");
  }

  @Test
  void aStoreThatIsEmptyOrNotThereIsAnErrorAndIsNotMade() throws Exception {
    Path missing = folder.resolve("missing");
    Ran typo = Ran.now("lag", "--store", "file:" + missing, "--bootstrap-server", NOBODY);
    Files.createDirectories(folder);
    Ran empty = lag();

    assertThat(typo.status).isEqualTo(1);
    assertThat(typo.err).contains("there is no such directory");
    assertThat(missing).doesNotExist();
    assertThat(empty.status).isEqualTo(1);
    assertThat(empty.err).endsWith(" has no stream; check its location\n");
  }

  @Test
  void refusesWhatItCannotMakeSenseOf() {
    Ran brokers = Ran.now("lag", "--store", "file:" + folder);
    Ran every = lag("--every", "soon");
    Ran name = lag("a/b");

    assertThat(brokers.status).isEqualTo(2);
    assertThat(brokers.err)
        .startsWith("kafka-spark: Missing the brokers: give --bootstrap-server HOST:PORT; ");
    assertThat(every.status).isEqualTo(2);
    assertThat(every.err).contains("'soon' (expected 1s to 1h, such as 30s or 2min)");
    assertThat(name.status).isEqualTo(2);
    assertThat(name.err).startsWith("kafka-spark: Invalid stream").contains("'a/b'");
  }
}
