package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tracker does with a query whose file sink skips its batches. */
class SkippingSinkTest extends RecorderFixture {

  @TempDir Path folder;
  private final UUID next = UUID.randomUUID();
  private FileSinkReports made;

  @BeforeEach
  void write() throws Exception {
    made = new FileSinkReports(folder, next);
    made.entry("0", -60);
    made.entry("1", -50);
  }

  private StreamingQueryProgress report(long batch, Long start, long end) {
    return made.batch(batch, Instant.now(), start, end, 0);
  }

  private StreamingQuery startedAgain(UnaryOperator<TrackerOptions> options) {
    record(options);
    reach(10);
    awaitStored(10);
    when(query.isActive()).thenReturn(false);
    StreamingQuery again = mock(StreamingQuery.class);
    when(again.isActive()).thenReturn(true);
    return again;
  }

  private void awaitFailed() {
    await().atMost(LIMIT).until(() -> stream.status().health() == Health.FAILED);
    assertThat(stream.status().reason().get()).contains("has skipped batch 0", "up to 1");
  }

  @Test
  void isStoppedAndNothingOfItIsCommitted() throws Exception {
    StreamingQuery again = startedAgain(UnaryOperator.identity());
    stream.recording().started(next, again);
    recorder.progressed(report(0, null, 20));

    verify(again, timeout(LIMIT.toMillis())).stop();
    awaitFailed();
    recorder.progressed(report(1, 20L, 30));
    assertThat(recorder.finish(LIMIT)).isEmpty();
    assertThat(stored()).isEqualTo(at(10));
  }

  private static StreamingQueryProgress of(UUID query, StreamingQueryProgress report) {
    when(report.id()).thenReturn(query);
    return report;
  }

  private void startNext(UUID query, UUID run, StreamingQuery running, long batch)
      throws Exception {
    FileSinkReports reports = new FileSinkReports(folder, run);
    when(running.isActive()).thenReturn(true);
    stream.recording().started(run, running);
    recorder.progressed(of(query, reports.batch(batch, Instant.now(), batch * 10, 90, 10)));
  }

  @Test
  void isStoppedAtEachLaterStartWithThatCheckpointAndNoOther() throws Exception {
    StreamingQuery again = startedAgain(UnaryOperator.identity());
    UUID skipping = UUID.randomUUID();
    stream.recording().started(next, again);
    recorder.progressed(of(skipping, report(0, null, 20)));
    awaitFailed();
    for (String entry : new String[] {"0", "1"}) { // By a clock that is ahead.
      Path unused =
          Files.setLastModifiedTime(
              folder.resolve("_spark_metadata/" + entry),
              FileTime.from(Instant.now().plusSeconds(60)));
    }
    for (int start = 0; start < 3; start++) {
      StreamingQuery later = mock(StreamingQuery.class);
      startNext(skipping, UUID.randomUUID(), later, 2);
      verify(later, timeout(LIMIT.toMillis())).stop();
      assertThat(stream.status().health()).isEqualTo(Health.FAILED);
      assertThat(stream.status().reason().get()).contains("has skipped a batch of this stream");
      assertThat(stored()).isEqualTo(at(10));
    }
    startNext(new UUID(0, 1), UUID.randomUUID(), mock(StreamingQuery.class), 2);
    awaitStored(90);
  }

  @Test
  void goesOnUnrecordedIfTheHostWantsThat() throws Exception {
    StreamingQuery again = startedAgain(TrackerOptions::keepSkippingQueries);
    stream.recording().started(next, again);
    recorder.progressed(report(0, null, 20));
    awaitFailed();

    recorder.progressed(made.batch(2, Instant.now(), 30L, 40, 10));
    assertThat(recorder.finish(LIMIT)).isEmpty();
    assertThat(stored()).isEqualTo(at(10));
    assertThat(stream.status().health()).isEqualTo(Health.FAILED);
    verify(again, never()).stop();
  }

  @Test
  void isHealthyAgainWithANewFolder() {
    StreamingQuery again = startedAgain(UnaryOperator.identity());
    stream.recording().started(next, again);
    recorder.progressed(report(0, null, 20));
    awaitFailed();

    UUID third = UUID.randomUUID();
    StreamingQuery other = mock(StreamingQuery.class);
    stream.recording().started(third, other);
    FileSinkReports elsewhere = new FileSinkReports(folder.resolve("new"), third);
    recorder.progressed(elsewhere.batch(0, Instant.now(), null, 20, 10));
    awaitStored(20);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void isDegradedWhereNobodyKnows() {
    StreamingQuery again = startedAgain(UnaryOperator.identity());
    FileSinkReports gone = new FileSinkReports(folder.resolve("gone"), next);
    stream.recording().started(next, again);
    recorder.progressed(gone.batch(0, Instant.now(), null, 20, 0));

    awaitStored(20);
    assertThat(stream.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(stream.status().reason().get()).contains("it has no _spark_metadata");
  }
}
