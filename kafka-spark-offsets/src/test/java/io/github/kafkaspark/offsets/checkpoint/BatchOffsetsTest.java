package io.github.kafkaspark.offsets.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.OffsetRange.Position;
import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The range of a batch, in checkpoints that Spark has written and in those that it would not. */
class BatchOffsetsTest {

  private static final String QUERY = "20a0b3bc-d9ef-4b23-8976-590044c03d25";

  @TempDir Path folder;

  private BatchOffsets read(long id) {
    return BatchOffsets.read(new LocalCheckpointFiles(folder), QUERY, id);
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, text.getBytes(UTF_8));
  }

  private void query(String... starts) throws IOException {
    write("metadata", "{\"id\":\"" + QUERY + "\"}");
    for (int i = 0; i < starts.length; i++) {
      write("sources/" + i + "/0", "\0v1\n" + starts[i]);
    }
  }

  private void batch(long id, String... lines) throws IOException {
    write("offsets/" + id, "v1\n{\"batchWatermarkMs\":0}\n" + String.join("\n", lines));
  }

  private static TopicOffsets json(String json) {
    return TopicOffsets.fromJson(json);
  }

  /** Of two partitions, in which each of the two batches has two records. */
  @TestFactory
  List<DynamicTest> readsWhatEachSparkHasWritten() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path version : KeptCheckpoints.versions()) {
      for (Path kept : KeptCheckpoints.of(version)) {
        long id = kept.getFileName().toString().endsWith("unfinished") ? 1 : 0;
        if (id == 1 || kept.endsWith("unfinished-first")) {
          tests.add(
              DynamicTest.dynamicTest(
                  version.getFileName() + " " + kept.getFileName(), () -> readsKept(kept, id)));
        }
      }
    }
    assertThat(tests).hasSize(5 * 2 + 1);
    return tests;
  }

  private static void readsKept(Path kept, long id) {
    CheckpointOffsets whole = CheckpointOffsets.read(kept);
    String query = whole.queryId().get();
    BatchOffsets batch = BatchOffsets.read(new LocalCheckpointFiles(kept), query, id);

    assertThat(batch.id()).isEqualTo(id);
    assertThat(batch.queryId()).isEqualTo(query);
    assertThat(batch.start()).isEqualTo(whole.offsets());
    assertThat(batch.start().asMap().values()).containsExactly(2 * id, 2 * id);
    assertThat(batch.end().partitions()).isEqualTo(batch.start().partitions());
    assertThat(batch.end().asMap().values()).containsExactly(2 + 2 * id, 2 + 2 * id);
    assertThat(batch.isDone(batch.start())).isFalse();
    assertThat(batch.isDone(batch.end())).isTrue();
  }

  @Test
  void anAddedPartitionHasNoStart() throws IOException {
    query("{\"orders\":{\"0\":4}}");
    batch(0, "{\"orders\":{\"0\":10}}");
    write("commits/0", "v1\n{}");
    batch(1, "{\"orders\":{\"0\":12,\"1\":3}}");

    BatchOffsets batch = read(1);
    assertThat(batch.start()).isEqualTo(json("{\"orders\":{\"0\":10}}"));
    assertThat(batch.end()).isEqualTo(json("{\"orders\":{\"0\":12,\"1\":3}}"));
    assertThat(batch)
        .hasToString(
            "batch 1 of query "
                + QUERY
                + ", from {\"orders\":{\"0\":10}} to {\"orders\":{\"0\":12,\"1\":3}}");
    assertThat(batch).isEqualTo(read(1)).hasSameHashCodeAs(read(1));
  }

  @Test
  void fromTheSecondBatchOnAPartitionThatWasNeverCommittedIsAGap() throws IOException {
    query("{\"orders\":{\"0\":4,\"1\":0}}");
    batch(0, "{\"orders\":{\"0\":10,\"1\":3}}");
    TopicOffsets committed = json("{\"orders\":{\"0\":4}}");
    assertThat(read(0).against(committed)).isEqualTo(Position.NEXT);

    batch(1, "{\"orders\":{\"0\":10,\"1\":6}}");
    TopicOffsets later = json("{\"orders\":{\"0\":10}}");
    assertThat(read(1).against(later)).isEqualTo(Position.AFTER_GAP);
    assertThatThrownBy(() -> read(1).isDone(later))
        .hasMessageContaining("orders-1 is of 3 to 6, committed 0)");
    assertThat(read(1).against(TopicOffsets.empty())).isEqualTo(Position.NEXT);
    assertThat(read(1).against(read(0).end())).isEqualTo(Position.NEXT);
  }

  @Test
  void aSourceThatHasGivenNothingIsWhereItBegan() throws IOException {
    query("{\"orders\":{\"0\":4}}", "{\"payments\":{\"0\":7}}");
    batch(0, "{\"orders\":{\"0\":10}}", "-");
    batch(1, "{\"orders\":{\"0\":12}}", "{\"payments\":{\"0\":9}}");

    assertThat(read(0).end()).isEqualTo(json("{\"orders\":{\"0\":10},\"payments\":{\"0\":7}}"));
    assertThat(read(1).start()).isEqualTo(read(0).end());
    assertThat(read(1).end()).isEqualTo(json("{\"orders\":{\"0\":12},\"payments\":{\"0\":9}}"));
  }

  @Test
  void refusesTwoReadersOfAPartitionThatAreNotAtTheSamePlace() throws IOException {
    query("{\"orders\":{\"0\":4}}", "{\"orders\":{\"0\":4}}");
    batch(0, "{\"orders\":{\"0\":10}}", "{\"orders\":{\"0\":10}}");
    assertThat(read(0).end()).isEqualTo(json("{\"orders\":{\"0\":10}}"));

    batch(1, "{\"orders\":{\"0\":10}}", "{\"orders\":{\"0\":12}}");
    refuses(
        1,
        "two of the query's sources read orders-0, and not to the same place; read each topic by one "
            + "source, or write each source by a query of its own");
    batch(0, "{\"orders\":{\"0\":10}}", "-");
    refuses(
        0,
        "two of the query's sources read orders-0, and not to the same place; read each topic by one "
            + "source, or write each source by a query of its own");
  }

  private void refuses(long id, String why) {
    assertThatThrownBy(() -> read(id))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot tell the range of batch %d of query %s by checkpoint %s: %s",
            id, QUERY, folder, why);
  }

  @Test
  void refusesAnotherCheckpoint() throws IOException {
    String own = "; name the folder that this query has as checkpointLocation";
    assertThatThrownBy(() -> read(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it does not say of which query it is" + own);
    write("metadata", "{\"id\":\"" + QUERY.replace('2', '3') + "\"}");
    refuses(0, "it is of query " + QUERY.replace('2', '3') + own);
    query("{\"orders\":{\"0\":4}}");
    refuses(0, "offsets/0 is not there, or damaged" + own + ", not a copy");
    batch(0, "{\"orders\":{\"0\":");
    refuses(0, "offsets/0 is not there, or damaged" + own + ", not a copy");
    batch(0, "{\"orders\":{\"0\":10}}");
    write("commits/0", "v1\n{}");
    refuses(
        0,
        "in it the batch is done, which runs now"
            + own
            + ", not a copy, and let no other driver run the query");
    write("commits/0", "");
    assertThat(read(0).end()).isEqualTo(json("{\"orders\":{\"0\":10}}"));

    Path none = folder.resolve("none");
    assertThatThrownBy(() -> BatchOffsets.read(new LocalCheckpointFiles(none), QUERY, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no such folder");
  }

  @Test
  void refusesARangeWhoseBeginIsNotKnown() throws IOException {
    String anew = "; start the query with a new checkpoint, and its source where the rows end";
    query();
    batch(0, "{\"orders\":{\"0\":10}}");
    refuses(0, "sources/, where it begins, has no Kafka source, or is damaged" + anew);
    batch(2, "{\"orders\":{\"0\":10}}");
    refuses(2, "offsets/1, where it begins, is not there, or damaged" + anew);
    batch(0, "17");
    refuses(0, "the query reads no Kafka source; ask for the range of a query that reads Kafka");
  }

  @Test
  void aLineHasNoMorePartitionsThanAPersonReads() {
    TopicOffsets end = TopicOffsets.empty();
    for (int i = 0; i < 21; i++) {
      end = end.withOffset("orders", i, 1);
    }
    assertThat(new BatchOffsets(QUERY, 3, TopicOffsets.empty(), end))
        .hasToString("batch 3 of query " + QUERY + ", 21 partitions");
  }
}
