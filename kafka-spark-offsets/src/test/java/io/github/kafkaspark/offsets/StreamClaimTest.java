package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.Progress.kafka;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StreamClaimTest extends ClaimFixture {

  private StreamClaim claimAt(TopicOffsets start) {
    FixedBrokers brokers = new FixedBrokers("t", 2, "cluster-a");
    ResumePlan plan = Resume.from(store, id).firstTime(StartingOffsets.at(start)).plan(brokers);
    return StreamClaim.of(store, plan, brokers, BY);
  }

  @Test
  void commitsWhereTheNewestBatchEnded() {
    StreamClaim claim = claimAt(offsets(1, 1));

    assertThat(claim.commit(done(0, null, json(5, 6)), BY).offsets()).isEqualTo(offsets(5, 6));
    assertThat(store.latest(id).get().kind()).isEqualTo(Kind.BATCH);
  }

  @Test
  void commitsNothingWhenNothingMoved() {
    StreamClaim claim = claimAt(offsets(1, 1));
    OffsetCommit first = claim.commit(done(0, null, json(5, 6)), BY);
    StreamingQueryProgress idle = Progress.of(run, 1, kafka(json(5, 6), json(5, 6)));

    assertThat(claim.commit(PendingProgress.of(2, 0, ProgressOffsets.of(idle)), BY))
        .isSameAs(first);
    assertThat(store.history(id)).hasSize(2);
  }

  @Test
  void keepsThePartitionsThatAnEventDoesNotName() {
    StreamClaim claim = claimAt(offsets(1, 1));
    OffsetCommit commit = claim.commit(done(0, null, "{\"t\":{\"1\":4}}"), BY);

    assertThat(commit.offsets()).isEqualTo(offsets(1, 4));
  }

  @Test
  void followsAStepBackThatSparkReportsAndSaysSoOnce() {
    TestLog log = TestLog.sinceNow();
    StreamClaim claim = claimAt(offsets(1, 1));
    OffsetCommit first = claim.commit(done(0, null, json(5, 6)), BY);
    OffsetCommit back = claim.commit(done(1, json(5, 6), json(2, 7)), BY);
    OffsetCommit again = claim.commit(done(2, json(2, 7), json(1, 8)), BY);

    assertThat(first.offsets()).isEqualTo(offsets(5, 6));
    assertThat(back.offsets()).isEqualTo(offsets(2, 7));
    assertThat(again.offsets()).isEqualTo(offsets(1, 8));
    assertThat(log.warnings("the query has stepped back to {\"t\":{\"0\":2}}")).hasSize(1);
  }

  @Test
  void aTriggerWithoutDataThatIsReportedLateIsNoStepBack() {
    // It has the number of the batch that comes next.
    StreamClaim claim = claimAt(offsets(1, 1));
    StreamingQueryProgress idle = Progress.of(run, 1, kafka(json(3, 4), json(3, 4)));
    when(idle.timestamp()).thenReturn("2026-01-01T00:00:00.000Z");
    StreamingQueryProgress data = Progress.of(run, 1, kafka(json(3, 4), json(5, 6)));
    when(data.timestamp()).thenReturn("2026-01-01T00:00:00.010Z");
    OffsetCommit newest = claim.commit(PendingProgress.of(1, 0, ProgressOffsets.of(data)), BY);

    assertThat(claim.commit(PendingProgress.of(2, 0, ProgressOffsets.of(idle)), BY))
        .isSameAs(newest);
  }

  @Test
  void aReportThatComesAfterANewerOneIsNoStepBack() {
    // A flush hands over the last progress, and the listener bus brings those before it later.
    TestLog log = TestLog.sinceNow();
    StreamClaim claim = claimAt(offsets(1, 1));
    OffsetCommit newest = claim.commit(done(2, json(5, 6), json(7, 8)), BY);

    assertThat(claim.commit(done(0, null, json(3, 4)), BY)).isSameAs(newest);
    assertThat(claim.commit(done(1, json(3, 4), json(5, 6)), BY)).isSameAs(newest);
    assertThat(log.warnings("has stepped back")).isEmpty();
    assertThat(log.warnings("or Spark has not reported its first batches")).hasSize(1);
  }

  @Test
  void correctsTheStartThatACheckpointOverrules() {
    StreamClaim claim = claimAt(offsets(5, 5));
    OffsetCommit commit = claim.commit(done(7, json(2, 8), json(4, 9)), BY);

    assertThat(commit.offsets()).isEqualTo(offsets(4, 9));
    assertThat(store.history(id))
        .extracting(OffsetCommit::kind, OffsetCommit::offsets)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Kind.BATCH, offsets(4, 9)),
            org.assertj.core.groups.Tuple.tuple(Kind.START, offsets(2, 8)),
            org.assertj.core.groups.Tuple.tuple(Kind.START, offsets(5, 5)));
  }

  @Test
  void correctsTheStartWhenACheckpointRepeatsItsFirstBatch() {
    // Spark reports no start offset for batch 0, also when a checkpoint makes it run again.
    StreamClaim claim = claimAt(offsets(5, 5));
    OffsetCommit commit = claim.commit(done(0, null, json(3, 9)), BY);

    assertThat(commit.offsets()).isEqualTo(offsets(3, 9));
  }

  @Test
  void aSecondSourceOnAPartitionMakesTheStartTheLower() {
    StreamClaim claim = claimAt(offsets(5, 2));
    FixedBrokers brokers = new FixedBrokers("t", 2, "cluster-a");
    ResumePlan plan =
        Resume.from(OffsetStores.inMemory(), id)
            .firstTime(StartingOffsets.at(offsets(3, 4)))
            .plan(brokers);

    assertThat(claim.join(plan, brokers, BY).offsets()).isEqualTo(offsets(3, 2));
    assertThat(claim.problem()).isEmpty();
  }

  @Test
  void aSecondSourceFromTheBeginningMakesTheStartTheBeginning() {
    StreamClaim claim = claimAt(offsets(5, 2));
    FixedBrokers brokers = new FixedBrokers("t", 2, "cluster-a");
    ResumePlan plan =
        Resume.from(OffsetStores.inMemory(), id)
            .firstTime(StartingOffsets.earliest())
            .plan(brokers);

    assertThat(claim.join(plan, brokers, BY).offsets()).isEqualTo(TopicOffsets.empty());
  }

  @Test
  void whatIsBegunCountsAfterItsAppendHasReturned() {
    ModelStore failing = new ModelStore();
    FixedBrokers first = new FixedBrokers("t", 1, "cluster-a");
    FixedBrokers second = new FixedBrokers("u", 1, "cluster-a");
    Resume latest = Resume.from(store, id).firstTime(StartingOffsets.latest());
    StreamClaim claim = StreamClaim.of(failing, latest.plan(first), first, BY);
    failing.turn(ModelStore.Weather.FAILS_BEFORE);
    assertThatThrownBy(() -> claim.join(latest.plan(second), second, BY))
        .isInstanceOf(OffsetStoreException.class);
    failing.turn(ModelStore.Weather.FAIR);

    assertThat(claim.stored(second)).isEmpty();
    assertThat(claim.join(latest.plan(second), second, BY).offsets())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 100).withOffset("u", 0, 100));
  }

  @Test
  void aTopicOfTwoClustersStaysAtTheLowerStart() {
    // Nothing tells the clusters' offsets apart, so the next run begins both where no record of
    // either is skipped.
    StreamClaim claim = claimAt(offsets(5, 2));
    FixedBrokers elsewhere = new FixedBrokers("t", 2, "cluster-b");
    ResumePlan plan =
        Resume.from(OffsetStores.inMemory(), id)
            .firstTime(StartingOffsets.at(offsets(3, 4)))
            .plan(elsewhere);

    assertThat(claim.join(plan, elsewhere, BY).offsets()).isEqualTo(offsets(3, 2));
    assertThat(claim.problem()).isEmpty();
    assertThat(claim.doubt().get())
        .startsWith("sources of topics [t] were loaded from two clusters");
    assertThat(claim.commit(both(0, json(8, 9)), BY).offsets()).isEqualTo(offsets(3, 2));
    assertThat(claim.doubt()).isEmpty();
    assertThat(claim.problem().get()).startsWith("topics [t] are read from two clusters");
    assertThat(claim.commit(both(1, json(8, 9)), BY).offsets()).isEqualTo(offsets(3, 2));
  }

  @Test
  void aLoadFromAnotherClusterReplacesTheOneThatWasNeverUsed() {
    StreamClaim claim = claimAt(offsets(5, 2));
    FixedBrokers elsewhere = new FixedBrokers("t", 2, "cluster-b");
    ResumePlan plan =
        Resume.from(OffsetStores.inMemory(), id)
            .firstTime(StartingOffsets.at(offsets(3, 4)))
            .plan(elsewhere);
    OffsetCommit unused = claim.join(plan, elsewhere, BY);

    assertThat(claim.commit(done(0, null, json(8, 9)), BY).offsets()).isEqualTo(offsets(8, 9));
    assertThat(claim.problem()).isEmpty();
  }

  private PendingProgress both(long batch, String end) {
    StreamingQueryProgress progress = Progress.of(run, batch, kafka(null, end), kafka(null, end));
    return PendingProgress.of(batch, 0, ProgressOffsets.of(progress));
  }

  @Test
  void aPatternOnAnotherClusterLeavesTheTopicsOfTheFirstAlone() {
    StreamClaim claim = claimAt(offsets(5, 2));
    FixedBrokers elsewhere = new AllTopics("u", "cluster-b");
    ResumePlan plan =
        Resume.from(OffsetStores.inMemory(), id)
            .firstTime(StartingOffsets.latest())
            .plan(elsewhere);

    assertThat(claim.join(plan, elsewhere, BY).offsets())
        .isEqualTo(offsets(5, 2).withOffset("u", 0, 100));
  }

  @Test
  void aNewPartitionIsNotSkippedAfterACrashInItsFirstBatch() {
    // All that was stored has vanished, so the START has nothing but what is new.
    TopicOffsets vanished = TopicOffsets.empty().withOffset("vanished", 0, 50);
    store.claim(id, NewCommit.start(vanished, BY)).close();
    FixedBrokers brokers = new AllTopics("t", "cluster-a");
    Resume resume = Resume.from(store, id).firstTime(StartingOffsets.latest());
    ResumePlan first = resume.plan(brokers);
    assertThat(first.start()).isEqualTo(TopicOffsets.empty());

    StreamClaim.of(store, first, brokers, BY).close();
    assertThat(resume.plan(brokers).start()).isEqualTo(TopicOffsets.empty().withOffset("t", 0, 0));
  }

  @Test
  @Timeout(180)
  void thousandsOfPartitionsTakeNoMinutes() {
    FixedBrokers brokers = new FixedBrokers("t", 4_000, "cluster-a");
    ResumePlan plan = Resume.from(store, id).firstTime(StartingOffsets.latest()).plan(brokers);
    StreamClaim claim = StreamClaim.of(store, plan, brokers, BY);

    assertThat(claim.join(plan, brokers, BY).offsets()).isEqualTo(brokers.end());
  }
}
