package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.FileSinkReports.BEGUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.SkippedBatches.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reports and a folder's log say of a run: each test has a log, and what the run did. */
class SkippedBatchesTest {

  /** Of all that {@link Progress} makes. */
  private static final Optional<String> SAME = Optional.of(new UUID(0, 1).toString());

  private static final Optional<String> OTHER = Optional.of(new UUID(0, 2).toString());
  private static final Optional<String> NOBODY = Optional.empty();

  @TempDir Path folder;
  private final List<ProgressOffsets> reports = new ArrayList<>();
  private FileSinkReports made;

  @BeforeEach
  void make() {
    made = new FileSinkReports(folder, UUID.randomUUID());
  }

  /** A batch of the run, one second after the one before. */
  private void batch(long batch, Long start, long end, long rows) {
    Instant begun = BEGUN.plusSeconds(reports.size());
    reports.add(ProgressOffsets.of(made.batch(batch, begun, start, end, rows)));
  }

  private void log(String... entries) throws IOException {
    for (String entry : entries) {
      int at = entry.indexOf('@');
      made.entry(entry.substring(0, at), Long.parseLong(entry.substring(at + 1)));
    }
  }

  private Verdict verdict(Optional<String> doneBy) throws IOException {
    SkippedBatches batches = new SkippedBatches(folder.toString(), reports, true);
    Optional<ProgressOffsets> suspect = batches.suspect();
    FileSinkLog log = FileSinkLog.read(new Configuration(), folder.toString());
    return suspect.isPresent()
        ? batches.by(log, suspect.get(), BEGUN.plusSeconds(10), doneBy)
        : Verdict.WRITTEN;
  }

  private void assertWritten(Optional<String> doneBy) throws IOException {
    assertThat(verdict(doneBy).refusal()).isEmpty();
    assertThat(verdict(doneBy).doubt()).isEmpty();
  }

  private void assertSkipped(String words) throws IOException {
    assertThat(verdict(OTHER).refusal().get())
        .startsWith("the file sink of '" + folder + "' has skipped batch " + words)
        .contains("nothing of this run is committed")
        .contains("start the query with a new output folder and a new checkpoint")
        .contains("nothing of a later one with this checkpoint");
  }

  private void assertUnknown(String words) throws IOException {
    assertThat(verdict(NOBODY).refusal()).isEmpty();
    assertThat(verdict(NOBODY).doubt().get())
        .startsWith("nobody knows whether the file sink of '" + folder + "' has skipped batch 0: ")
        .contains(words);
  }

  @Test
  void aFirstBatchThatTheRunHasWritten() throws IOException {
    batch(0, null, 10, 0);
    log("0@1");
    assertWritten(OTHER);
  }

  @Test
  void aBatchThatAnEarlierRunHasWritten() throws IOException {
    batch(0, null, 10, 0);
    log("0@-1");
    assertSkipped("0, as it does with each batch up to 0,");
  }

  @Test
  void moreBatchesThanTheRunCanHaveWritten() throws IOException {
    batch(0, null, 10, 0);
    log("0@1", "1@2", "2@3");
    assertSkipped("0, as it does with each batch up to 2,");
  }

  @Test
  void aBatchThatRunsIsNotReportedYet() throws IOException {
    batch(0, null, 10, 0);
    log("0@1", "1@2");
    assertWritten(OTHER);
  }

  @Test
  void anEntryThatACompactedOneHasTakenIn() throws IOException {
    batch(0, null, 10, 0);
    log("9.compact@-600");
    assertSkipped("0, as it does with each batch up to 9,");
  }

  @Test
  void anEntryThatIsGoneWhileLaterOnesAreThere() throws IOException {
    batch(3, 5L, 10, 0);
    log("4@1");
    assertSkipped("3, as it does with each batch up to 4,");
  }

  @Test
  void anEntryThatTheRunItselfHasCompacted() throws IOException {
    batch(8, 5L, 10, 0);
    batch(9, 10L, 20, 0);
    log("9.compact@2");
    assertWritten(OTHER);
  }

  @Test
  void theReplayOfTheNewestBatchOfItsOwnQuery() throws IOException {
    batch(7, 5L, 10, 0);
    batch(8, 10L, 20, 10);
    log("6@-20", "7@-10", "8@1");
    assertWritten(SAME);
    assertSkipped("7, as it does with each batch up to 7,");
  }

  @Test
  void theReplayOfABatchThatIsNotTheNewest() throws IOException {
    batch(6, 5L, 10, 0);
    log("6@-20", "7@-10");
    assertThat(verdict(SAME).refusal()).isPresent();
  }

  @Test
  void theNewestBatchOfNobodyKnowsWhom() throws IOException {
    batch(0, null, 10, 0);
    log("0@-10");
    assertUnknown("if this query has its old checkpoint, it is written");
  }

  @Test
  void aBatchOfWhichSparkHasReadRowsWhateverTheClocksSay() throws IOException {
    batch(0, null, 10, 10);
    log("0@-60");
    assertWritten(OTHER);
  }

  @Test
  void rowsAfterABatchWithout() throws IOException {
    batch(0, null, 10, 0);
    batch(1, 10L, 20, 10);
    log("0@-60", "1@-59");
    assertSkipped("0, as it does with each batch up to 0,");
  }

  @Test
  void anOldBatchByAClockThatIsAMinuteAhead() throws IOException {
    batch(0, null, 10, 0);
    log("0@40");
    assertSkipped("0, as it does with each batch up to 0,");
  }

  @Test
  void aReplayByAClockThatIsAMinuteBehind() throws IOException {
    batch(7, 5L, 10, 0);
    batch(8, 10L, 20, 10);
    batch(9, 20L, 30, 10);
    log("7@-90", "8@-59", "9@-58");
    assertWritten(SAME);
  }

  @Test
  void batchesWithoutDataLoseNothing() throws IOException {
    batch(3, 10L, 10, 0);
    batch(4, 10L, 20, 10);
    log("3@-60");
    assertWritten(OTHER);
  }

  @Test
  void aClockOfWholeSeconds() throws IOException {
    batch(0, null, 10, 0);
    log("0@0");
    Path unused =
        Files.setLastModifiedTime(
            folder.resolve("_spark_metadata/0"),
            FileTime.from(BEGUN.truncatedTo(ChronoUnit.SECONDS)));
    assertWritten(OTHER);
  }

  @Test
  void aFolderThatIsGone() throws IOException {
    batch(0, null, 10, 0);
    assertUnknown("it has no _spark_metadata");
  }

  @Test
  void aLogWithoutTheBatch() throws IOException {
    batch(0, null, 10, 0);
    log(".1b2c.tmp@1", "x@1");
    assertUnknown("its _spark_metadata has no such number");
  }
}
