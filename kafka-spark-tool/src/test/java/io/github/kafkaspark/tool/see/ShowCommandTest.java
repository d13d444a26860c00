package io.github.kafkaspark.tool.see;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.ToolPage;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {

  private static final TopicOffsets OFFSETS =
      TopicOffsets.empty().withOffset("orders", 0, 1_234_567).withOffset("orders", 1, 4);

  @TempDir Path folder;

  private String store;

  @BeforeEach
  void commit() {
    store = folder.toUri().toString();
    Ran.commit(folder, "orders-to-lake", OFFSETS);
  }

  @Test
  void showsTheNewestCommit() {
    Ran ran = Ran.of("show", "orders-to-lake", "--store", store);
    assertThat(ran.out)
        .isEqualTo(
            "stream       orders-to-lake\n"
                + "commit       2\n"
                + "generation   1\n"
                + "kind         BATCH\n"
                + "time         2026-05-01T11:57:00Z, 3 min ago\n"
                + "writer       4711@host\n"
                + "application  application-1\n"
                + "query        query-1\n"
                + "batch        7\n"
                + "owner        the writer, unless it has died\n"
                + "\n"
                + "topic   partition  next offset\n"
                + "orders          0    1,234,567\n"
                + "orders          1            4\n");
    assertThat(ran.err).isEmpty();
    assertThat(ran.status).isZero();
  }

  @Test
  void showsWhoseTheTopicsAre() throws Exception {
    Provenance by = Provenance.of("4711@host", Ran.NOON);
    try (OffsetStore opened = OffsetStores.file(folder)) {
      opened
          .claim(
              StreamId.of("billing"),
              NewCommit.start(OFFSETS, by)
                  .withIdentity("orders", TopicIdentity.of("cluster-1").withTopicId("topic-1")))
          .close();
    }
    assertThat(Ran.of("show", "billing", "--store", store).out)
        .endsWith("topic   of cluster  topic id\norders  cluster-1   topic-1\n");
    Ran json = Ran.of("show", "billing", "--store", store, "--json");
    assertThat(json.out).contains("\"offsets\":{\"orders\":{\"0\":1234567,\"1\":4}}");
    ToolPage.assertHasFieldsOf("show", json.out);
  }

  @Test
  void tellsProgramsTheHistory() throws Exception {
    Ran json = Ran.of("history", "orders-to-lake", "--store", store, "--json");
    assertThat(json.out).contains("\"sequence\":2,").contains("\"movedBy\":0,");
    ToolPage.assertHasFieldsOf("history", json.out);
  }

  @Test
  void showsAnOlderCommitByItsNumber() {
    Ran ran = Ran.of("show", "--stream=orders-to-lake", "--sequence=1", "--store", store);
    assertThat(ran.out).contains("kind         START\n").doesNotContain("batch ");
    assertThat(ran.status).isZero();
  }

  @Test
  void namesTheNumbersThatThereAre() {
    Ran ran = Ran.of("show", "orders-to-lake", "--sequence", "9", "--store", store);
    assertThat(ran.err)
        .startsWith("kafka-spark: Cannot find commit 9 of stream 'orders-to-lake': the ")
        .endsWith(" has 2, 1\n");
    assertThat(ran.status).isOne();
  }

  @Test
  void namesTheNearestStream() {
    Ran ran = Ran.of("show", "orders-to-lakes", "--store", store);
    assertThat(ran.err)
        .startsWith("kafka-spark: Cannot find stream 'orders-to-lakes': nothing is stored for it")
        .endsWith("it has 'orders-to-lake'\n");
    assertThat(ran.out).isEmpty();
    assertThat(ran.status).isOne();
  }

  @Test
  void wantsOneStream() {
    assertThat(Ran.of("show", "--store", store).err)
        .startsWith("kafka-spark: Missing a stream: name it, as kafka-spark streams lists them;");
    Ran twice = Ran.of("show", "a", "--stream", "b", "--store", store);
    assertThat(twice.err)
        .startsWith("kafka-spark: Invalid stream: both 'a' and --stream 'b' (expected one);");
    assertThat(twice.status).isEqualTo(2);
    Ran illegal = Ran.of("show", "a/b", "--store", store);
    assertThat(illegal.err).startsWith("kafka-spark: Invalid stream id: 'a/b' (expected ");
    assertThat(illegal.status).isEqualTo(2);
  }

  @Test
  void fitsAllIntoSixtyColumns() {
    Ran.commit(folder, "a-stream-whose-name-is-rather-long-for-a-terminal", OFFSETS);
    for (String command : new String[] {"streams", "history"}) {
      String[] args =
          command.equals("streams")
              ? new String[] {command, "--store", store}
              : new String[] {command, "orders-to-lake", "--store", store};
      Ran ran = Ran.with(Collections.singletonMap("COLUMNS", "60"), args);
      assertThat(ran.out.split("\n")).allMatch(line -> line.length() <= 60);
      assertThat(ran.status).isZero();
    }
  }

  @Test
  void listsTheHistoryNewestFirst() {
    Ran.commit(folder, "orders-to-lake", OFFSETS.withOffset("orders", 0, 1_234_560));
    Ran ran = Ran.of("history", "orders-to-lake", "--store", store);
    assertThat(ran.out)
        .isEqualTo(
            "sequence  generation  kind   time                  batch  moved by  writer\n"
                + "       4           2  BATCH  2026-05-01T11:57:00Z      7         0  4711@host\n"
                + "       3           2  START  2026-05-01T11:57:00Z      -        -7  4711@host\n"
                + "       2           1  BATCH  2026-05-01T11:57:00Z      7         0  4711@host\n"
                + "       1           1  START  2026-05-01T11:57:00Z      -         -  4711@host\n");
    assertThat(ran.status).isZero();
  }

  @Test
  void refusesAHistoryThatNobodyHas() {
    Ran ran = Ran.of("history", "billing", "--store", store);
    assertThat(ran.err).startsWith("kafka-spark: Cannot find stream 'billing': ");
    assertThat(ran.status).isOne();
  }
}
