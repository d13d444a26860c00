package io.github.kafkaspark.jobs.stream;

import static io.github.kafkaspark.jobs.api.StreamHealth.FENCED;
import static io.github.kafkaspark.jobs.api.StreamHealth.IDLE;
import static io.github.kafkaspark.jobs.api.StreamHealth.LATE;
import static io.github.kafkaspark.jobs.api.StreamHealth.MOVING;
import static io.github.kafkaspark.jobs.api.StreamHealth.NEW;
import static io.github.kafkaspark.jobs.api.StreamHealth.STOPPED;
import static io.github.kafkaspark.jobs.api.StreamHealth.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.jobs.api.StreamHealth;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HealthRulesTest {

  private static final TopicOffsets OFFSETS = TopicOffsets.empty().withOffset("orders", 0, 10);
  private static final List<RunningApplication> NOBODY = List.of();
  private static final List<RunningApplication> APP_1 =
      List.of(new RunningApplication("orders", "run-1", "app-1"));

  private final HealthRules rules = new HealthRules();
  private final Map<String, Long> history = new HashMap<>();
  private Instant now = Instant.parse("2026-05-01T12:00:00Z");

  @Test
  void aStreamThatNobodyHasClaimedIsNewOrNotClaimedYet() {
    assertSays(nothing(), NOBODY, NEW, "nothing is stored for the stream yet");
    Look folder = Look.nothing("/offsets");
    assertSays(folder, NOBODY, NEW, "the store is /offsets on this host", "not visible from here");
    assertSays(folder, APP_1, UNKNOWN, "not claimed the stream yet", "not visible from here");
    assertSays(nothing(), APP_1, UNKNOWN, "has not claimed the stream yet");
  }

  @Test
  void aStoreThatIsAwayIsUnknownWithAReason() {
    Look away = Look.unseen("the store does not answer: no route");
    assertSays(away, APP_1, UNKNOWN, "the store does not answer: no route");
    assertSays(away, NOBODY, UNKNOWN, "the store does not answer: no route");
  }

  @Test
  void brokersThatAreAwayAreUnknownWhileARunGoesOn() {
    Look away = new Look(commit("app-1", 1, 2), null, "the brokers do not say", null);
    assertSays(away, APP_1, UNKNOWN, "the brokers do not say");
    assertSays(away, NOBODY, STOPPED, "of application app-1", "the brokers do not say");
  }

  @Test
  void withoutARunItIsStoppedAndNamesWhoCommitsOutsideOfTheService() {
    OffsetCommit old = commit("app-9", 3, 7);
    assertSays(behind(old, 5), NOBODY, STOPPED, "of application app-9, which has");
    now = now.plus(Duration.ofHours(1));
    assertThat(judge(behind(old, 5), NOBODY).why())
        .isEqualTo("no run of this service goes on; the newest commit is of application app-9");
  }

  @Test
  void aRunThatHasCommittedLatelyMovesAndIsLateAfterAMinuteWithoutACommit() {
    assertSays(behind(commit("app-1", 1, 2), 50), APP_1, MOVING, "50 records wait");
    now = now.plus(HealthRules.LATE_AFTER).minusSeconds(1);
    assertSays(behind(commit("app-1", 1, 2), 50), APP_1, MOVING, "50 records wait");
    now = now.plusSeconds(1);
    assertSays(
        behind(commit("app-1", 1, 2), 50), APP_1, LATE, "nothing was committed for 60 s", "50");
    assertSays(behind(commit("app-1", 1, 3), 40), APP_1, MOVING, "40 records wait");
  }

  @Test
  void aStreamThatHasBeenIdleForAnHourIsNotLateWithItsNextRecord() {
    assertSays(behind(commit("app-1", 1, 2), 0), APP_1, IDLE, "all that the topics have");
    now = now.plus(Duration.ofHours(1));
    assertSays(behind(commit("app-1", 1, 2), 1), APP_1, MOVING, "1 record waits");
  }

  @Test
  void aClaimAloneIsNotMoving() {
    Look claimed = behind(OffsetCommit.of(id(), 1, 1, NewCommit.start(OFFSETS, by("app-1"))), 3);
    assertSays(claimed, APP_1, UNKNOWN, "committed no batch yet");
  }

  @Test
  void aClaimOfAStreamThatIsNewIsNotIdleThoughNothingSaysHowFarItIsBehind() {
    NewCommit claim = NewCommit.start(TopicOffsets.empty(), by("app-1"));
    Look claimed =
        new Look(OffsetCommit.of(id(), 1, 1, claim), new Lag(null, 0, List.of()), null, null);
    assertSays(claimed, APP_1, UNKNOWN, "committed no batch yet");
  }

  @Test
  void aRunWhoseStreamAnotherHasClaimedIsFenced() {
    assertSays(behind(commit("app-1", 1, 2), 3), APP_1, MOVING, "3 records wait");
    assertSays(
        behind(commit("app-2", 2, 3), 3),
        APP_1,
        FENCED,
        "application app-2 has claimed the stream, generation 2",
        "app-1 can commit nothing any more");
  }

  @Test
  void aServiceThatHasJustBegunKnowsAFencedRunByTheHistory() {
    history.put("app-1", 1L);
    assertSays(behind(commit("app-2", 2, 3), 3), APP_1, FENCED, "app-2");
  }

  @Test
  void aRunThatHasNotClaimedTheStreamOfTheOneBeforeIsNotFenced() {
    assertSays(behind(commit("app-0", 1, 2), 3), APP_1, UNKNOWN, "not claimed the stream yet");
    Look ofThisHost =
        new Look(commit("app-0", 1, 2), new Lag(3L, 0, List.of()), null, "the folder /offsets");
    assertSays(ofThisHost, APP_1, UNKNOWN, "the folder /offsets", "not visible from here");
    assertSays(
        behind(commit("app-0", 1, 2), 3),
        List.of(new RunningApplication("orders", "run-1", null)),
        UNKNOWN,
        "no application id yet");
  }

  @Test
  void aPartitionThatIsGoneMakesTheLagUnknown() {
    Look vanished = new Look(commit("app-1", 1, 2), new Lag(null, 0, List.of()), null, null);
    assertSays(vanished, APP_1, UNKNOWN, "does not exist");
  }

  private void assertSays(
      Look look, List<RunningApplication> runs, StreamHealth health, String... texts) {
    HealthRules.Finding finding = judge(look, runs);
    assertThat(finding.health()).as(finding.why()).isEqualTo(health);
    assertThat(finding.why()).contains(texts);
  }

  private HealthRules.Finding judge(Look look, List<RunningApplication> runs) {
    return rules.judge(
        look,
        runs,
        now,
        application ->
            history.containsKey(application)
                ? OptionalLong.of(history.get(application))
                : OptionalLong.empty());
  }

  private static Look nothing() {
    return new Look(null, null, null, null);
  }

  private static Look behind(OffsetCommit commit, long lag) {
    return new Look(commit, new Lag(lag, 0, List.of()), null, null);
  }

  private OffsetCommit commit(String application, long generation, long sequence) {
    return OffsetCommit.of(id(), generation, sequence, NewCommit.batch(OFFSETS, by(application)));
  }

  private Provenance by(String application) {
    return Provenance.of("4711@host", now).withApplication(application);
  }

  private static StreamId id() {
    return StreamId.of("orders");
  }
}
