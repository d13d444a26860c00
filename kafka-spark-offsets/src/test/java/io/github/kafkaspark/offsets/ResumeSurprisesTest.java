package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.SurprisingBrokers.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Outcome;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each surprise with each answer: what the plan says, and what the next start finds. */
class ResumeSurprisesTest {

  private static final TopicPartition T0 = SurprisingBrokers.ODD;
  private static final TopicPartition T1 = new TopicPartition("t", 1);
  private static final TopicPartition U0 = new TopicPartition("u", 0);

  private final OffsetStore store = OffsetStores.inMemory();

  private Resume resume() {
    return Resume.from(store, STREAM).firstTimeFails();
  }

  private static ResumePolicy policy(Surprise surprise, Answer answer) {
    return ResumePolicy.standard().on(surprise, answer);
  }

  private static ResumeLine line(ResumePlan plan, TopicPartition partition) {
    return plan.lines().stream()
        .filter(line -> line.partition().equals(partition))
        .findFirst()
        .orElseThrow(() -> new AssertionError(partition + " is not in " + plan.describe()));
  }

  private static String figures(ResumeLine line) {
    List<String> cells = line.cells();
    return String.join(" ", cells.subList(4, 8));
  }

  /** What the odd partition begins at, and the records that are skipped, gone and read again. */
  @ParameterizedTest
  @CsvSource({
    "NEW, EARLIEST, EARLIEST, earliest 0 0 0",
    "NEW, LATEST, OFFSET, 100 90 0 0",
    "NEW, FAIL, REFUSED, - 0 0 0",
    "AGED_OUT, EARLIEST, EARLIEST, earliest 0 6 0",
    "AGED_OUT, LATEST, OFFSET, 100 90 6 0",
    "AGED_OUT, FAIL, REFUSED, - 0 6 0",
    "BEYOND_END, EARLIEST, EARLIEST, earliest 0 ? 90",
    "BEYOND_END, LATEST, OFFSET, 100 90 ? 0",
    "BEYOND_END, FAIL, REFUSED, - 0 ? 0",
    "CREATED_ANEW, EARLIEST, EARLIEST, earliest 0 ? 0",
    "CREATED_ANEW, LATEST, OFFSET, 100 90 ? 0",
    "CREATED_ANEW, KEEP, OFFSET, 40 30 ? 0",
    "CREATED_ANEW, FAIL, REFUSED, - 0 ? 0",
    "OTHER_CLUSTER, EARLIEST, EARLIEST, earliest 0 ? 30",
    "OTHER_CLUSTER, LATEST, OFFSET, 100 90 ? 0",
    "OTHER_CLUSTER, KEEP, OFFSET, 40 0 0 0",
    "OTHER_CLUSTER, FAIL, REFUSED, - 0 ? 0",
    "VANISHED, KEEP, KEPT, - 0 ? 0",
    "VANISHED, DROP, DROPPED, - 0 ? 0",
    "VANISHED, FAIL, REFUSED, - 0 ? 0",
  })
  void isPlannedAsItIsAnswered(Surprise surprise, Answer answer, Outcome outcome, String figures) {
    SurprisingBrokers.store(surprise, store);
    ResumePlan plan = resume().policy(policy(surprise, answer)).plan(SurprisingBrokers.failing());
    ResumeLine odd = line(plan, SurprisingBrokers.odd(surprise));

    assertThat(odd.reason()).isEqualTo(Reason.valueOf(surprise.name()));
    assertThat(odd.answer()).contains(answer);
    assertThat(odd.outcome()).isEqualTo(outcome);
    assertThat(figures(odd)).isEqualTo(figures);
    assertThat(plan.start().get(odd.partition())).isEqualTo(odd.start());
    assertThat(plan.refused().isEmpty()).isEqualTo(outcome != Outcome.REFUSED);
    assertThat(figures(line(plan, U0))).as("another topic").isEqualTo("60 0 0 0");
    boolean isOfTopic = surprise == Surprise.CREATED_ANEW || surprise == Surprise.OTHER_CLUSTER;
    assertThat(line(plan, T1).reason() != Reason.STORED).isEqualTo(isOfTopic);
  }

  /** Only a stored id tells a log that was cut from a topic that was created anew. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aTopicThatMayBeAnotherOneIsToldWithThePartitionsThatGoOn(boolean hasId) {
    if (hasId) {
      SurprisingBrokers.store(Surprise.BEYOND_END, store);
    } else {
      SurprisingBrokers.storeWithoutIds(store);
    }
    ResumePlan plan = resume().plan(SurprisingBrokers.skipping());

    String doubt =
        "a partition of the topic ends before its stored offset, and no topic id is stored, so the "
            + "topic may have been created anew; then others of it begin behind records that nobody "
            + "has read [t-1 at 50]";
    if (hasId) {
      assertThat(plan.describe() + plan.accepted()).doesNotContain("created anew");
    } else {
      assertThat(plan.describe()).contains("\nwarning: " + doubt);
      assertThat(plan.accepted()).endsWith("; " + doubt);
    }
    assertThat(plan.accepted())
        .startsWith(
            "[t-0 (beyond end, from its earliest record: nobody knows how many records are gone, up "
                + "to 90 records read again)]");
  }

  @Test
  void aKeptOffsetOfATopicThatWasCreatedAnewIsToldWithWhatItLeavesOut() {
    SurprisingBrokers.store(Surprise.CREATED_ANEW, store);

    assertThat(
            resume()
                .policy(policy(Surprise.CREATED_ANEW, Answer.KEEP))
                .plan(SurprisingBrokers.failing())
                .accepted())
        .isEqualTo(
            "[t-0 (created anew, where it was stored, at 40: nobody knows how many records are gone, "
                + "up to 30 records skipped), t-1 (created anew, where it was stored, at 50: nobody "
                + "knows how many records are gone, up to 40 records skipped)]");
  }

  @ParameterizedTest
  @EnumSource(value = Surprise.class, mode = EnumSource.Mode.EXCLUDE, names = "CHECKPOINT")
  void withoutAPolicyItIsAnsweredAsTheStandardSays(Surprise surprise) {
    SurprisingBrokers.store(surprise, store);
    ResumePlan plan = resume().plan(SurprisingBrokers.failing());

    assertThat(line(plan, SurprisingBrokers.odd(surprise)).answer())
        .contains(ResumePolicy.standard().answer(surprise));
  }

  @ParameterizedTest
  @CsvSource({
    "NEW, LATEST",
    "AGED_OUT, EARLIEST",
    "AGED_OUT, LATEST",
    "BEYOND_END, EARLIEST",
    "BEYOND_END, LATEST",
    "CREATED_ANEW, EARLIEST",
    "CREATED_ANEW, LATEST",
    "CREATED_ANEW, KEEP",
    "OTHER_CLUSTER, EARLIEST",
    "OTHER_CLUSTER, LATEST",
    "OTHER_CLUSTER, KEEP",
  })
  void onceAcceptedItIsNoSurpriseAnyMore(Surprise surprise, Answer answer) {
    SurprisingBrokers.store(surprise, store);
    SurprisingBrokers brokers = SurprisingBrokers.failing();
    Recording recording =
        ModelDriver.record(STREAM, store, () -> Provenance.of("this run", Instant.EPOCH), () -> 1);
    TopicOffsets start =
        new TrackedStream(null, recording, loaded -> {}, () -> {}, () -> {})
            .resume()
            .firstTimeFails()
            .policy(policy(surprise, answer))
            .resolve(brokers);
    OffsetCommit committed = store.latest(STREAM).get();

    assertThat(committed.identities()).isEqualTo(brokers.identities());
    assertThat(committed.offsets().partitions()).isEqualTo(brokers.partitions());
    assertThat(committed.offsets())
        .as("the START has a number also where Spark has the word")
        .isEqualTo(brokers.beginning().merge(start));
    assertThat(start.get(SurprisingBrokers.ODD).isPresent()).isEqualTo(answer != Answer.EARLIEST);
    assertThat(resume().plan(brokers).lines())
        .extracting(ResumeLine::reason)
        .containsOnly(Reason.STORED);
  }

  @Test
  void anAnswerOfATopicIsForNoOther() {
    SurprisingBrokers.store(Surprise.AGED_OUT, store);
    ResumePolicy policy =
        policy(Surprise.AGED_OUT, Answer.LATEST)
            .forTopic("t", Surprise.AGED_OUT, Answer.EARLIEST)
            .forTopic("u", Surprise.AGED_OUT, Answer.FAIL);

    assertThat(line(resume().policy(policy).plan(SurprisingBrokers.failing()), T0).outcome())
        .isEqualTo(Outcome.EARLIEST);
  }

  @Test
  void aPolicyForATopicThatIsNotReadIsRefusedByName() {
    SurprisingBrokers.store(Surprise.NEW, store);
    Resume misspelt =
        resume()
            .policy(ResumePolicy.standard().forTopic("orders", Surprise.AGED_OUT, Answer.EARLIEST));
    assertThatThrownBy(() -> misspelt.plan(SurprisingBrokers.failing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid topic of the resume policy of 'surprised': 'orders' (expected one that the "
                + "source reads: t, u); leave it out of this source's policy");
    FixedBrokers brokers = new FixedBrokers("order", 1, "here");
    assertThatThrownBy(
            () ->
                Resume.from(store, STREAM)
                    .firstTime(StartingOffsets.latest())
                    .policy(
                        ResumePolicy.standard()
                            .forTopic("orders", Surprise.AGED_OUT, Answer.EARLIEST))
                    .resolve(brokers))
        .hasMessageEndingWith(
            "'orders' (expected one that the source reads: order); did you mean 'order'?");
    assertThat(
            resume()
                .policy(ResumePolicy.standard().forTopic("x", Surprise.NEW, Answer.LATEST))
                .plan(SurprisingBrokers.failing())
                .refused())
        .as("a pattern may find x later")
        .isEmpty();
  }

  @Test
  void aSourceThatAcceptsLossHasSaidItInOnePlace() {
    for (Surprise surprise :
        Arrays.asList(Surprise.AGED_OUT, Surprise.BEYOND_END, Surprise.CREATED_ANEW)) {
      SurprisingBrokers.store(surprise, store);
      TestLog log = TestLog.sinceNow();
      TopicOffsets start = resume().resolve(SurprisingBrokers.skipping());

      assertThat(start.get(SurprisingBrokers.ODD)).as("%s", surprise).isEmpty();
      assertThat(log.warnings("does not begin where it was stored")).hasSize(1);
      ResumePolicy own = policy(surprise, Answer.FAIL);
      assertThatThrownBy(() -> resume().policy(own).resolve(SurprisingBrokers.skipping()))
          .as("what the policy says itself wins")
          .isInstanceOf(IllegalStateException.class);
    }
    SurprisingBrokers.store(Surprise.OTHER_CLUSTER, store);
    assertThatThrownBy(() -> resume().resolve(SurprisingBrokers.skipping()))
        .as("another cluster is no loss, but most likely a mistake")
        .hasMessageContaining("it is stored for the cluster 'there'");
  }

  @Test
  void aStartThatAcceptsASurpriseSaysWhatItCosts() {
    SurprisingBrokers.store(Surprise.AGED_OUT, store);
    TestLog log = TestLog.sinceNow();
    Resume resume = resume().policy(policy(Surprise.AGED_OUT, Answer.EARLIEST));
    ResumePlan plan = resume.plan(SurprisingBrokers.failing());
    assertThat(log.lines("surprised")).as("a look is silent").isEmpty();
    TopicOffsets unused = resume.resolve(SurprisingBrokers.failing());

    assertThat(log.warnings("'surprised'"))
        .hasSize(1)
        .first()
        .asString()
        .endsWith(
            "Stream 'surprised' does not begin where it was stored, as its resume policy or the "
                + "source's onDataLoss accepts: [t-0 (aged out, from its earliest record: 6 records "
                + "gone)]");
    assertThat(log.lines("Stream 'surprised' begins: ")).hasSize(1);
    assertThat(plan)
        .hasToString(
            "Stream 'surprised' begins: 2 partitions where they were stored, 1 partition (aged out) "
                + "from its earliest record [t-0]; 6 records gone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NEW | the brokers have partitions that are not stored: t-0 is not stored, the brokers have 10 "
            + "to 100 (the partition is new); to begin with what is there, start once with",
        "AGED_OUT | the brokers do not have what is stored: t-0 is stored at 4, the brokers have 10 to "
            + "100 (6 records were deleted unread, by retention or by hand); bring the records back",
        "BEYOND_END | t-0 is stored at 130, the brokers have 10 to 100 (the topic was created anew, or",
        "CREATED_ANEW | t-9 is stored at 90, the brokers have no such partition (the topic was created",
        "VANISHED | the brokers do not have what is stored: t-7 is stored at 70, the brokers have no "
            + "such partition (its topic was deleted, is hidden from this user, or has fewer "
            + "partitions); bring the records back, or accept the loss: start once with"
      })
  void aRefusalNamesItAndTheWaysOut(Surprise surprise, String text) {
    SurprisingBrokers.store(surprise, store);
    assertThatThrownBy(
            () ->
                resume().policy(policy(surprise, Answer.FAIL)).resolve(SurprisingBrokers.failing()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot resume 'surprised': ")
        .hasMessageContaining(text)
        .hasMessageEndingWith("in code or by spark.kafkaspark.resume." + surprise.word());
  }

  @Test
  void aVanishedPartitionIsKeptByItselfOnlyIfItCanBeToldApartLater() {
    SurprisingBrokers.store(Surprise.VANISHED, store);
    ResumePlan known = resume().plan(SurprisingBrokers.failing());
    assertThat(line(known, new TopicPartition("t", 7)).outcome()).isEqualTo(Outcome.KEPT);

    store
        .claim(
            STREAM,
            NewCommit.start(
                store.latest(STREAM).get().offsets(), Provenance.of("no ids", Instant.EPOCH)))
        .close();
    ResumePlan unknown = resume().plan(SurprisingBrokers.failing());
    assertThat(line(unknown, new TopicPartition("t", 7)).outcome()).isEqualTo(Outcome.DROPPED);
    ResumePlan asked =
        resume().policy(policy(Surprise.VANISHED, Answer.KEEP)).plan(SurprisingBrokers.failing());
    assertThat(line(asked, new TopicPartition("t", 7)).outcome()).isEqualTo(Outcome.KEPT);
  }
}
