package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that names its checkpoint and the folder that Spark's file sink will write. */
class NamedOutputTest extends ClaimFixture {

  @TempDir Path folder;

  private final FixedBrokers brokers = new FixedBrokers("t", 2, "cluster-a");

  private Path checkpoint() {
    return folder.resolve("checkpoint");
  }

  private Path output() {
    return folder.resolve("output");
  }

  private Resume resume() {
    return Resume.from(store, id)
        .firstTime(StartingOffsets.at(offsets(5, 5)))
        .checkpoint(checkpoint(), output());
  }

  private void entries(String... names) throws Exception {
    FileSinkReports made = new FileSinkReports(output(), UUID.randomUUID());
    for (String name : names) {
      made.entry(name, 0);
    }
  }

  private void assertBegins() {
    assertThat(resume().resolve(brokers).partitions()).hasSize(2);
  }

  private void assertRefused(int next, int newest) {
    assertThatThrownBy(() -> resume().resolve(brokers))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot resume 'claimed' with checkpoint %s: it runs batch %d next, and the file sink of "
                + "'%s' skips each batch up to %d, since its _spark_metadata has these numbers: their "
                + "records would be lost; name and start with a new output folder, or with the "
                + "checkpoint by which this folder was written",
            checkpoint(), next, output().toUri(), newest);
  }

  @Test
  void isRefusedWithANewCheckpointOverAnOldFolder() throws Exception {
    entries("0", "1");
    assertRefused(0, 1);
  }

  @Test
  void isRefusedWithACheckpointThatIsBehindTheFolder() throws Exception {
    WrittenCheckpoint unused = WrittenCheckpoint.at(checkpoint(), 7, offsets(5, 5));
    entries("9.compact");
    assertRefused(8, 9);
  }

  @Test
  void beginsWithItsOwnCheckpoint() throws Exception {
    WrittenCheckpoint unused = WrittenCheckpoint.at(checkpoint(), 7, offsets(5, 5));
    entries("6", "7");
    assertBegins();
  }

  @Test
  void beginsWithABatchThatIsRunAgain() throws Exception {
    WrittenCheckpoint unused =
        WrittenCheckpoint.at(checkpoint(), 6, offsets(5, 5)).begun(7, offsets(9, 9));
    entries("6", "7");
    assertBegins();

    entries("8");
    assertRefused(7, 8);
  }

  private void storedBy(String query) {
    store.claim(id, NewCommit.start(offsets(5, 5), BY.withBatch(query, 3))).close();
  }

  /** An entry of the folder that was written so long after the checkpoint planned that batch. */
  private void entry(String name, long seconds) throws Exception {
    entries(name);
    Instant planned =
        Files.getLastModifiedTime(checkpoint().resolve("offsets/" + name)).toInstant();
    Path unused =
        Files.setLastModifiedTime(
            output().resolve("_spark_metadata/" + name),
            FileTime.from(planned.plusSeconds(seconds)));
  }

  private void assertLeavesOut(String words) {
    for (int start = 0; start < 3; start++) {
      assertThatThrownBy(() -> resume().resolve(brokers))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "Cannot resume 'claimed' with checkpoint %s: it has the batches up to 1 as done, of which "
                  + "the stream knows nothing, and the file sink of '%s' has skipped some: by its "
                  + "_spark_metadata %s; name and start with a new output folder and a new "
                  + "checkpoint",
              checkpoint(), output().toUri(), words);
    }
    assertThat(store.latest(id).get().offsets()).isEqualTo(offsets(5, 5));
  }

  @Test
  void isRefusedWithACheckpointThatHasSkippedBatchesAsDone() throws Exception {
    storedBy("another query");
    WrittenCheckpoint unused =
        WrittenCheckpoint.at(checkpoint(), 1, offsets(9, 9)).begun(0, offsets(7, 7));
    entry("0", -1);
    entry("1", 1);
    assertLeavesOut("batch 0 is older than the checkpoint's");
    Files.delete(output().resolve("_spark_metadata/0"));
    assertLeavesOut("batch 0 is gone");
    Files.delete(output().resolve("_spark_metadata/1"));
    assertLeavesOut("it has none of them");

    store.claim(id, CheckpointOffsets.read(checkpoint()).asCommit()).close();
    assertBegins();
  }

  @Test
  void beginsBehindBatchesThatTheSinkHasWrittenAndNobodyHasSeen() throws Exception {
    storedBy("another query");
    WrittenCheckpoint unused =
        WrittenCheckpoint.at(checkpoint(), 1, offsets(9, 9)).begun(0, offsets(7, 7));
    entry("0", 0);
    entry("1", 1);
    assertBegins();
  }

  @Test
  void beginsWithTheCheckpointOfTheStoredQueryWhateverTheClocksSay() throws Exception {
    storedBy(WrittenCheckpoint.QUERY);
    WrittenCheckpoint unused = WrittenCheckpoint.at(checkpoint(), 1, offsets(9, 9));
    entry("1", -60);
    assertBegins();
  }

  @Test
  void beginsInANewFolder() {
    assertBegins();
  }

  @Test
  void namesBoth() {
    Resume resume = Resume.from(store, id).firstTimeFails();
    assertThatThrownBy(() -> resume.checkpoint("hdfs://namenode/checkpoint", " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid output: ' ' (expected the folder that the query's file sink writes, such as "
                + "'hdfs://namenode/lake/orders')");
    assertThatThrownBy(() -> resume.checkpoint(folder, null)).hasMessage("output");
    assertThatThrownBy(() -> resume.checkpoint("hdfs://namenode/checkpoint", null))
        .hasMessage("output");
  }
}
