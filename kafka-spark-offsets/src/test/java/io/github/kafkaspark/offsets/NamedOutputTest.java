package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.StartingOffsets;
import java.nio.file.Path;
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
