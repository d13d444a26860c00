package io.github.kafkaspark.offsets.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints as a crash, a loss of power or a person leaves them. */
class CheckpointReaderTest {

  private static final String SETTINGS = "{\"batchWatermarkMs\":0,\"batchTimestampMs\":1}";
  private static final String ID = "12345678-1234-1234-1234-123456789012";

  @TempDir Path folder;

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, text.getBytes(UTF_8));
  }

  private void batch(long number, long offset) throws IOException {
    write("offsets/" + number, "v1\n" + SETTINGS + "\n{\"t\":{\"0\":" + offset + "}}");
  }

  private void commit(long number) throws IOException {
    write("commits/" + number, "v1\n{\"nextBatchWatermarkMs\":0}");
  }

  private void expect(CheckpointState state, long offset, long batch) {
    CheckpointOffsets found = CheckpointOffsets.read(folder);
    assertThat(found.state()).isEqualTo(state);
    assertThat(found.offsets()).isEqualTo(TopicOffsets.empty().withOffset("t", 0, offset));
    assertThat(found.batch().orElse(-1)).isEqualTo(batch);
  }

  @Test
  void anEmptyFolderIsANewCheckpoint() {
    CheckpointOffsets found = CheckpointOffsets.read(folder);
    assertThat(found.state()).isEqualTo(CheckpointState.NEW);
    assertThat(found.offsets()).isEqualTo(TopicOffsets.empty());
    assertThat(found.queryId()).isEmpty();
    assertThat(found.batch()).isEmpty();
    assertThat(found)
        .hasToString("Checkpoint " + folder.toAbsolutePath() + ", no query has begun with it");
  }

  @Test
  void anEmptyMetadataFileHasNoQuery() throws Exception {
    write("metadata", "");
    assertThat(CheckpointOffsets.read(folder).queryId()).isEmpty();
    write("metadata", "{\"id\":\"" + ID + "\"}");
    assertThat(CheckpointOffsets.read(folder).queryId()).contains(ID);
  }

  @Test
  void beginsBehindTheNewestBatchThatIsDone() throws Exception {
    batch(0, 5);
    commit(0);
    expect(CheckpointState.BETWEEN_BATCHES, 5, 0);
    batch(1, 9);
    expect(CheckpointState.UNFINISHED_BATCH, 5, 0);
    commit(1);
    expect(CheckpointState.BETWEEN_BATCHES, 9, 1);
    assertThat(CheckpointOffsets.read(folder))
        .hasToString(
            "Checkpoint "
                + folder.toAbsolutePath()
                + ", batch 1 done, the next one begins at {\"t\":{\"0\":9}}");
  }

  @Test
  void aFileThatIsCutCountsAsNone() throws Exception {
    batch(8, 8);
    commit(8);
    batch(9, 9);
    commit(9);
    write("commits/9", "");
    expect(CheckpointState.UNFINISHED_BATCH, 8, 8);
    commit(9);
    write("offsets/9", "v1\n" + SETTINGS + "\n{\"t\":{\"0\":");
    expect(CheckpointState.UNFINISHED_BATCH, 8, 8);
    write("offsets/9", "v1\n" + SETTINGS);
    expect(CheckpointState.UNFINISHED_BATCH, 8, 8);
    write("offsets/9", "");
    expect(CheckpointState.UNFINISHED_BATCH, 8, 8);
  }

  @Test
  void beginsAtTheLastBatchThatIsCertainWhereEndsAreMissing() throws Exception {
    // Spark would begin behind batch 3, which may not be done.
    batch(2, 2);
    commit(2);
    batch(3, 3);
    batch(4, 4);
    expect(CheckpointState.UNFINISHED_BATCH, 2, 2);
  }

  @Test
  void withoutAnyEndTheBatchBeforeTheNewestIsDone() throws Exception {
    batch(6, 6);
    batch(7, 7);
    expect(CheckpointState.UNFINISHED_BATCH, 6, 6);
  }

  @Test
  void beforeTheFirstBatchIsDoneItStandsWhereTheSourcesBegan() throws Exception {
    write("sources/0/0", "\0v1\n{\"t\":{\"0\":3}}");
    expect(CheckpointState.INITIAL_ONLY, 3, -1);
    write("sources/1/0", "\0{\"t\":{\"0\":2}}"); // As Spark 2.1.0 has written it.
    write("sources/2/0", "\0v1\n{\"logOffset\":2}");
    write("sources/3/0", "");
    expect(CheckpointState.INITIAL_ONLY, 2, -1);
    batch(0, 9);
    expect(CheckpointState.UNFINISHED_BATCH, 2, -1);
  }

  @Test
  void ofASourceThatHasGivenNothingItTakesTheBegin() throws Exception {
    write("sources/0/0", "\0v1\n{\"t\":{\"0\":3}}");
    write("sources/1/0", "\0v1\n{\"u\":{\"0\":4}}");
    write("offsets/0", "v1\n\n{\"t\":{\"0\":9}}\n-");
    commit(0);
    assertThat(CheckpointOffsets.read(folder).offsets())
        .hasToString("{\"t\":{\"0\":3},\"u\":{\"0\":4}}");
    write("offsets/0", "v1\n\n{\"t\":{\"0\":9}}\n-\n{\"u\":{\"0\":5}}");
    assertThat(CheckpointOffsets.read(folder).offsets())
        .hasToString("{\"t\":{\"0\":9},\"u\":{\"0\":5}}");
  }

  @Test
  void ofTwoSourcesOfOnePartitionTheLowerOneCounts() throws Exception {
    write("offsets/0", "v1\n\n{\"t\":{\"0\":9}}\n17\n{\"t\":{\"0\":7},\"u\":{\"1\":1}}\n{}");
    commit(0);
    assertThat(CheckpointOffsets.read(folder).offsets())
        .hasToString("{\"t\":{\"0\":7},\"u\":{\"1\":1}}");
  }

  @Test
  void readsVersion2() throws Exception {
    write("offsets/0", "v2\n" + SETTINGS + "\n1:{\"t\":{\"0\":9}}\norders:{\"u\":{\"0\":5}}");
    write("commits/0", "v3\n{\"nextBatchWatermarkMs\":0,\"sinkMetadataMap\":{}}");
    assertThat(CheckpointOffsets.read(folder).offsets())
        .hasToString("{\"t\":{\"0\":9},\"u\":{\"0\":5}}");
    write("offsets/0", "v2\n" + SETTINGS + "\n{\"t\":{\"0\":9}");
    write("offsets/1", "v2\n" + SETTINGS + "\n0:-");
    assertThatThrownBy(() -> CheckpointOffsets.read(folder))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void ignoresForeignFiles() throws Exception {
    batch(0, 5);
    commit(0);
    write("offsets/.0.crc", "stale");
    write("offsets/.1.0f.tmp", "v1");
    write("offsets/notes.txt", "mine");
    Files.createDirectories(folder.resolve("offsets/7"));
    Files.createDirectories(folder.resolve("commits/7"));
    write("state/0/0/1.delta", "");
    assertThat(CheckpointOffsets.read(folder).keepsState()).isTrue();
    assertThat(CheckpointOffsets.read(folder).offsets()).hasToString("{\"t\":{\"0\":5}}");
  }

  @Test
  void refusesWhatDoesNotSayWhereTheQueryIs() throws Exception {
    batch(0, 5);
    commit(1);
    assertThatThrownBy(() -> CheckpointOffsets.read(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot read checkpoint %s: it has the end of batch 1 and not its offsets, so it does "
                + "not say where the query is; begin from a store or a consumer group, or at offsets "
                + "of your own",
            folder.toAbsolutePath());
    Files.delete(folder.resolve("commits/1"));
    Files.delete(folder.resolve("offsets/0"));
    batch(5, 5);
    assertThatThrownBy(() -> CheckpointOffsets.read(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("neither the end of a batch nor the offsets of batch 4, so ")
        .hasMessageContaining("; begin from a store or a consumer group");
  }

  @Test
  void refusesAVersionThatItDoesNotKnow() throws Exception {
    batch(0, 5);
    commit(0);
    write("offsets/1", "v3\n{}\n{}");
    write("commits/1", "v1\n{}");
    assertThatThrownBy(() -> CheckpointOffsets.read(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "offsets/1 is of version 3, and this library knows up to 2; a newer release may know it");
  }

  @Test
  void refusesWhatIsNoCheckpoint() throws Exception {
    assertThatThrownBy(() -> CheckpointOffsets.read(folder.resolve("absent")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid checkpoint: '%s' (expected the folder of a query's checkpoint): there is no "
                + "such folder",
            folder.resolve("absent").toAbsolutePath());
    write("part-0.parquet", "rows");
    assertThatThrownBy(() -> CheckpointOffsets.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("it has no metadata, offsets, commits or sources");
    write("orders/metadata", "{}");
    assertThatThrownBy(() -> CheckpointOffsets.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("it has none, but a folder in it has, 'orders'");
    assertThatThrownBy(() -> CheckpointOffsets.read((Path) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("folder");
  }

  /** Files of which some change between two looks. */
  private static final class Moving implements CheckpointFiles {
    private final CheckpointFiles files;
    private final Deque<String> next = new ArrayDeque<>();
    private final Path folder;

    Moving(Path folder, String... next) {
      this.files = new LocalCheckpointFiles(folder);
      this.folder = folder;
      this.next.addAll(Arrays.asList(next));
    }

    @Override
    public List<String> names(String directory) throws IOException {
      if (directory.equals("commits") && !next.isEmpty()) {
        String batch = next.poll();
        Files.write(
            folder.resolve("offsets/" + batch),
            ("v1\n\n{\"t\":{\"0\":" + batch + "}}").getBytes(UTF_8));
        Files.write(folder.resolve("commits/" + batch), "v1\n{}".getBytes(UTF_8));
      }
      return files.names(directory);
    }

    @Override
    public Optional<byte[]> read(String file) throws IOException {
      return files.read(file);
    }

    @Override
    public boolean exists() throws IOException {
      return files.exists();
    }

    @Override
    public boolean isAbsent() throws IOException {
      return files.isAbsent();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void readsOneThatMovesUntilTwoLooksAgree(int moves) throws Exception {
    batch(0, 5);
    commit(0);
    String[] batches = new String[moves];
    for (int i = 0; i < moves; i++) {
      batches[i] = Integer.toString(i + 1);
    }
    CheckpointLook found = CheckpointReader.read(new Moving(folder, batches));
    assertThat(found.batch).hasValue(moves);
    assertThat(found.state).isEqualTo(CheckpointState.BETWEEN_BATCHES);
  }

  @Test
  void givesUpOneThatNeverRests() throws Exception {
    batch(0, 5);
    commit(0);
    String[] batches = new String[200];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = Integer.toString(i + 1);
    }
    assertThatThrownBy(() -> CheckpointReader.read(new Moving(folder, batches)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it changes faster than it can be read");
  }

  @Test
  void saysWhatCannotBeRead() {
    Path file = Paths.get("/proc/self/mem");
    assertThatThrownBy(() -> CheckpointOffsets.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no such folder");
  }
}
