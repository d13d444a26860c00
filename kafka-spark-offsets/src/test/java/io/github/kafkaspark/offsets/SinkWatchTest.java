package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.FileSinkReports.BEGUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a run's folder is looked at, and what becomes of a folder that cannot be. */
class SinkWatchTest {

  @TempDir Path folder;
  private final UUID run = UUID.randomUUID();
  private final RunningQuery query = mock(RunningQuery.class);
  private final StreamRun known = new StreamRun(run, query, () -> 0, work -> {});
  private Optional<OffsetCommit> before = Optional.empty();
  private long now;
  private final SinkWatch watch = new SinkWatch(Runnable::run, () -> now);
  private FileSinkReports made;

  @BeforeEach
  void make() {
    made = new FileSinkReports(folder, run);
  }

  private PendingProgress batch(long batch, Long start, long end, long rows) {
    ProgressOffsets report = ProgressOffsets.of(made.batch(batch, BEGUN, start, end, rows));
    when(query.recentProgress()).thenReturn(Collections.singletonList(report));
    return PendingProgress.of(batch, 0, report);
  }

  private Optional<String> refusal(PendingProgress progress) {
    return watch.refusal(
        progress, known, () -> before, () -> stored(5), () -> Optional.of("another query"));
  }

  private static Optional<OffsetCommit> stored(long offset) {
    return stored(offset, Provenance.of("test", BEGUN));
  }

  private static Optional<OffsetCommit> stored(long offset, Provenance by) {
    try (OffsetStore store = OffsetStores.inMemory()) {
      store.claim(RecorderFixture.STREAM, NewCommit.start(RecorderFixture.at(offset), by)).close();
      return store.latest(RecorderFixture.STREAM);
    }
  }

  private FileSinkLog look() throws IOException {
    return FileSinkLog.read(new Configuration(), folder.toString());
  }

  @Test
  void looksOnceForARunAndSaysTheSameOfEachReport() throws IOException {
    made.entry("0", -60);
    when(query.sinkLog(anyString())).thenReturn(look());
    assertThat(refusal(batch(0, null, 10, 0)).get()).contains("has skipped batch 0");
    assertThat(refusal(batch(1, 10L, 20, 10)).get()).contains("has skipped batch 0");
    verify(query, times(1)).sinkLog(folder.toString());

    watch.reset();
    assertThat(refusal(batch(1, 10L, 20, 10))).isEmpty();
    assertThat(refusal(batch(2, 20L, 30, 0))).isEmpty();
    verify(query, times(1)).sinkLog(folder.toString());
  }

  @Test
  void looksAtNoFolderWhereNothingCanBeLost() throws IOException {
    assertThat(refusal(batch(0, null, 10, 10))).as("written").isEmpty();
    watch.reset();
    assertThat(refusal(batch(3, 10L, 10, 0))).as("without data").isEmpty();
    watch.reset();
    assertThat(refusal(batch(0, null, 5, 0))).as("where it is stored").isEmpty();
    verify(query, never()).sinkLog(anyString());
  }

  @Test
  void looksWhenABatchHasDataAfterOthersWithout() throws IOException {
    made.entry("3", -60);
    made.entry("4", -60);
    when(query.sinkLog(anyString())).thenReturn(look());
    assertThat(refusal(batch(3, 10L, 10, 0))).isEmpty();
    assertThat(refusal(batch(4, 10L, 20, 0)).get()).contains("has skipped batch 4");
  }

  @Test
  void waitsForAFolderThatCannotBeRead() throws IOException {
    made.entry("0", -60);
    PendingProgress report = batch(0, null, 10, 0);
    when(query.sinkLog(anyString())).thenThrow(new IOException("it is down")).thenReturn(look());
    assertThatThrownBy(() -> refusal(report))
        .isInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot see yet whether the file sink of '%s' has skipped a batch, and commits nothing "
                + "before: java.io.IOException: it is down",
            folder);
    assertThat(refusal(report).get()).contains("has skipped batch 0");
  }

  @Test
  void doesNotWaitForEver() throws IOException {
    PendingProgress report = batch(0, null, 10, 0);
    when(query.sinkLog(anyString())).thenThrow(new IOException("it is down"));
    for (int seconds = 0; seconds <= 30; seconds += 10) {
      now = Duration.ofSeconds(seconds).toNanos();
      assertThatThrownBy(() -> refusal(report)).isInstanceOf(OffsetStoreException.class);
    }
    now = Duration.ofSeconds(31).toNanos();
    assertThat(refusal(report)).isEmpty();
    assertThat(watch.doubt().get())
        .contains("its _spark_metadata cannot be read: java.io.IOException: it is down");
  }

  /** The stream is at 5 by the query of this number; all runs here are of number 1. */
  private static Optional<OffsetCommit> storedBy(long query) {
    String id = new UUID(0, query).toString();
    return stored(5, Provenance.of("test", BEGUN).withBatch(id, 7));
  }

  @Test
  void looksWhatIsWrittenBeforeARunOfAnotherQueryThatGoesOnBehindTheStore() throws IOException {
    before = storedBy(2);
    made.entry("0", -60);
    made.entry("1", 60);
    made.entry("3", 90);
    when(query.sinkLog(anyString())).thenReturn(look());
    assertThat(refusal(batch(1, 10L, 20, 10)).get())
        .contains(
            "has the batches up to 0 as done",
            "batch 0 is older than what is stored",
            "with a new output folder and a new checkpoint",
            "claim the stream behind them");
    assertThat(refusal(batch(2, 20L, 30, 10))).as("of each report").isPresent();

    watch.reset();
    assertThat(refusal(batch(3, 10L, 20, 10)).get()).contains("none comes after batch 1");
  }

  @Test
  void letsARunGoOnBehindBatchesThatAreWrittenSinceTheStoreWas() throws IOException {
    before = storedBy(2);
    made.entry("0", 1);
    made.entry("1", 60);
    when(query.sinkLog(anyString())).thenReturn(look());
    assertThat(refusal(batch(1, 10L, 10, 0))).as("without data").isEmpty();
    assertThat(refusal(batch(1, 10L, 20, 10))).isEmpty();
    assertThat(watch.doubt()).isEmpty();
    verify(query, times(1)).sinkLog(anyString());
  }

  @Test
  void asksNoFolderForThePastOfARunThatLeavesOutNothing() throws IOException {
    for (Optional<OffsetCommit> each :
        Arrays.asList(storedBy(1), stored(5), Optional.<OffsetCommit>empty())) {
      before = each;
      watch.reset();
      assertThat(refusal(batch(1, 10L, 20, 10))).isEmpty();
    }
    before = storedBy(2);
    watch.reset();
    assertThat(refusal(batch(1, 4L, 20, 10))).as("reads again").isEmpty();
    watch.reset();
    assertThat(refusal(batch(1, 5L, 20, 10))).as("goes on").isEmpty();
    watch.reset();
    assertThat(refusal(batch(0, 10L, 20, 10))).as("has done nothing").isEmpty();
    verify(query, never()).sinkLog(anyString());
  }

  @Test
  void waitsForThePastHoweverLongThatTakes() throws IOException {
    before = storedBy(2);
    PendingProgress report = batch(1, 10L, 20, 10);
    when(query.sinkLog(anyString())).thenThrow(new IOException("it is down"));
    for (int minutes = 0; minutes < 10; minutes++) {
      now = Duration.ofMinutes(minutes).toNanos();
      assertThatThrownBy(() -> refusal(report)).isInstanceOf(OffsetStoreException.class);
    }
  }

  @Test
  void knowsTheFirstReportThatSparkHasForgotten() throws IOException {
    made.entry("3", 0);
    when(query.sinkLog(anyString())).thenReturn(look());
    assertThat(refusal(batch(2, 10L, 10, 0))).isEmpty();
    ProgressOffsets later = ProgressOffsets.of(made.batch(3, BEGUN.plusSeconds(60), 10L, 20, 0));
    when(query.recentProgress()).thenReturn(Collections.singletonList(later));
    assertThat(refusal(PendingProgress.of(9, 0, later))).as("written by the run").isEmpty();
    assertThat(watch.doubt()).isEmpty();
  }
}
