package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;

/** A run that a checkpoint may have let begin elsewhere, where that must not be. */
class OverruledRecordingTest extends RecorderFixture {

  private static final ResumePolicy STRICT =
      ResumePolicy.standard().on(Surprise.CHECKPOINT, Answer.FAIL);

  private final UUID next = UUID.randomUUID();

  /** The stream is stored at 10, and loaded again for a run that has yet to report. */
  private StreamingQuery loadedAgain() {
    record(UnaryOperator.identity());
    reach(10);
    awaitStored(10);
    when(query.isActive()).thenReturn(false);
    TopicOffsets unused =
        stream
            .resume()
            .firstTimeFails()
            .policy(STRICT)
            .resolve(new FixedBrokers("t", 1, "cluster"));
    StreamingQuery again = mock(StreamingQuery.class);
    when(again.isActive()).thenReturn(true);
    return again;
  }

  private StreamingQueryProgress report(long batch, String start, long end) {
    StreamingQueryProgress progress =
        Progress.of(next, batch, Progress.kafka(start, at(end).toJson()));
    when(progress.name()).thenReturn(STREAM.name());
    return progress;
  }

  @Test
  void isStoppedAndNotCommitted() throws Exception {
    StreamingQuery again = loadedAgain();
    stream.recording().started(next, again);
    TestLog log = TestLog.sinceNow();
    recorder.progressed(report(3, at(20).toJson(), 30));

    verify(again, timeout(LIMIT.toMillis())).stop();
    await().atMost(LIMIT).until(() -> stream.status().health() == Health.FAILED);
    assertThat(stream.status().reason().get())
        .isEqualTo(
            "a checkpoint of the query overrules where the stream is stored: t-0 at 20 in place of "
                + "10; the query is stopped and nothing of it is committed; start it with a new "
                + "checkpoint, or, to go on where its own stands, answer Surprise.CHECKPOINT by "
                + "Answer.WIN");
    recorder.progressed(report(4, at(30).toJson(), 40));
    stream.recording().look();
    assertThat(stored()).isEqualTo(at(10));
    assertThat(log.warnings("is not recorded: a checkpoint")).hasSize(1);
  }

  @Test
  void isNotTakenForOneWhoseFirstReportsWereDropped() throws Exception {
    StreamingQueryProgress first = report(0, null, 20);
    StreamingQuery again = loadedAgain();
    when(again.recentProgress()).thenReturn(new StreamingQueryProgress[] {first});
    stream.recording().started(next, again);
    recorder.progressed(report(1, at(20).toJson(), 30));

    awaitStored(30);
    verify(again, never()).stop();
    assertThat(inner.history(STREAM)).extracting(OffsetCommit::offsets).contains(at(30), at(10));
  }
}
