package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryTerminatedEvent;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import scala.Option;

/** A stream that has ended in order says so in its newest commit; any other does not. */
class EndMarkTest extends RecorderFixture {

  private OffsetCommit newest() {
    return inner.latest(STREAM).get();
  }

  private void end(String failure) {
    when(query.isActive()).thenReturn(false);
    recorder.terminated(new QueryTerminatedEvent(run, run, Option.apply(failure)));
  }

  /** As the close of a tracker does, which closes the store too. */
  private void endRecording() throws Exception {
    recorder.storeThread().submit(() -> stream.recording().close()).get();
  }

  private void awaitMark() {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(newest().provenance().isClosed()).isTrue());
  }

  @Test
  void aQueryThatHasStoppedLeavesItsNewestCommitAsTheLastOne() throws Exception {
    record(UnaryOperator.identity());
    reach(5);
    awaitStored(5);
    OffsetCommit before = newest();
    assertThat(before.provenance().isClosed()).isFalse();

    end(null);

    awaitMark();
    assertThat(newest())
        .isEqualTo(
            before.next(
                NewCommit.batch(before.offsets(), before.provenance().asClosed())
                    .withIdentities(before.identities())));
    await().untilAsserted(() -> assertThat(stream.status().committed()).contains(newest()));
    endRecording();
    assertThat(inner.history(STREAM)).hasSize(3);
  }

  @Test
  void aReportThatComesLateIsCommittedAndThenTheLastOne() throws Exception {
    record(UnaryOperator.identity());
    reach(5);
    end(null);
    awaitMark();

    reach(6);

    awaitStored(6);
    awaitMark();
    assertThat(newest().offsets()).isEqualTo(at(6));
  }

  @Test
  void aTrackerThatClosesMarksAQueryWhoseEndItsListenerHasNotHeardOf() throws Exception {
    record(UnaryOperator.identity());
    reach(5);
    awaitStored(5);
    when(query.isActive()).thenReturn(false);
    when(query.exception()).thenReturn(Option.empty());

    endRecording();

    assertThat(newest().provenance().isClosed()).isTrue();
  }

  @Test
  void aQueryThatStillRunsHasNoLastCommit() throws Exception {
    record(UnaryOperator.identity());
    reach(5);
    awaitStored(5);

    endRecording();

    assertThat(newest().provenance().isClosed()).isFalse();
  }

  @Test
  void aQueryThatHasFailedHasNoLastCommit() throws Exception {
    record(UnaryOperator.identity());
    reach(5);
    awaitStored(5);
    when(query.exception()).thenReturn(Option.apply(Mockito.mock(StreamingQueryException.class)));

    end("it has failed");
    endRecording();

    assertThat(newest().provenance().isClosed()).isFalse();
  }

  @Test
  void whatIsNotCommittedHasNoLastCommit() throws Exception {
    record(UnaryOperator.identity());
    reach(5);
    awaitStored(5);
    down = true;
    reach(6);
    end(null);
    await().atMost(LIMIT).until(() -> stream.recording().slot().failed() > 0);

    assertThat(newest().offsets()).isEqualTo(at(5));
    assertThat(newest().provenance().isClosed()).isFalse();
  }

  @Test
  void aStreamThatWasHandedOverIsNotMarkedAndItsOutcomeStays() throws Exception {
    record(UnaryOperator.identity());
    reach(5);
    awaitStored(5);
    claimElsewhere();
    OffsetCommit other = newest();

    end(null);
    endRecording();

    assertThat(newest()).isEqualTo(other);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
  }
}
