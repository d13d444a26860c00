package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.Progress.kafka;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import org.apache.spark.sql.streaming.SourceProgress;
import org.junit.jupiter.api.Test;

/** What the first report of a run says of a checkpoint that nobody has named. */
class OverruledRunTest extends ClaimFixture {

  private final FixedBrokers brokers = new FixedBrokers("t", 2, "cluster-a");

  private StreamClaim claim() {
    Resume resume = Resume.from(store, id).firstTime(StartingOffsets.at(offsets(5, 5)));
    return StreamClaim.of(store, resume.plan(brokers), brokers, BY);
  }

  private void store(TopicOffsets offsets) {
    store.claim(id, NewCommit.start(offsets, BY)).close();
  }

  private ProgressOffsets report(long batch, String start, String end) {
    return report(batch, kafka(start, end));
  }

  private ProgressOffsets report(long batch, SourceProgress... sources) {
    return ProgressOffsets.of(Progress.of(run, batch, sources));
  }

  @Test
  void isWhereARunHasBegunInPlaceOfItsStart() {
    store(offsets(5, 5));
    StreamClaim claim = claim();

    assertThat(claim.overruled(report(7, json(5, 5), json(9, 9))).isEmpty()).isTrue();
    assertThat(claim.overruled(report(7, json(5, 3), json(9, 9))))
        .hasToString("t-1 at 3 in place of 5");
    assertThat(claim.overruled(report(7, json(6, 7), json(9, 9))))
        .hasToString("t-0 at 6 in place of 5, t-1 at 7 in place of 5");
    assertThat(claim.overruled(report(0, null, json(4, 9))))
        .as("it ends before its start")
        .hasToString("t-0 at 4 in place of 5");
  }

  @Test
  void isNothingWhereNobodyCanKnow() {
    store(offsets(5, 5));
    StreamClaim claim = claim();

    assertThat(claim.overruled(report(0, null, json(9, 9))).isEmpty())
        .as("a first batch, be it the second time")
        .isTrue();
    assertThat(claim.overruled(report(7, "{", json(9, 9))).isEmpty()).isTrue();
  }

  @Test
  void isNothingTheFirstTime() {
    assertThat(claim().overruled(report(7, json(3, 3), json(9, 9))).isEmpty()).isTrue();
  }

  @Test
  void isNothingOfATopicThatTheSourcesDoNotRead() {
    store(offsets(5, 5).withOffset("x", 0, 9));
    String start = offsets(5, 5).withOffset("x", 0, 3).toJson();

    assertThat(claim().overruled(report(7, start, json(9, 9))).isEmpty()).isTrue();
  }

  @Test
  void isNothingOnceTheRunIsRecorded() {
    store(offsets(5, 5));
    StreamClaim claim = claim();
    assertThat(claim.commit(done(0, null, json(9, 9)), BY).offsets()).isEqualTo(offsets(9, 9));

    assertThat(claim.overruled(report(1, json(3, 3), json(9, 9))).isEmpty()).isTrue();
  }

  @Test
  void looksAtTheOldestReportThatSparkStillHas() {
    // The listener bus may have dropped it, so the first that the stream has seen begins later.
    ProgressOffsets oldest = report(0, null, json(9, 9));
    ProgressOffsets known = report(3, json(20, 20), json(30, 30));
    ProgressOffsets later = report(90, json(80, 80), json(90, 90));
    RunningQuery query = mock(RunningQuery.class);
    StreamRun seen = new StreamRun(run, query, () -> 0, work -> {});

    assertThat(seen.first(known)).isSameAs(known);
    when(query.firstProgress()).thenReturn(oldest);
    assertThat(seen.first(known)).isSameAs(oldest);
    when(query.firstProgress()).thenReturn(later);
    assertThat(seen.first(known)).isSameAs(known);
  }
}
