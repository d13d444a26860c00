package io.github.kafkaspark.offsets.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RewindTest {

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final Provenance JOB =
      Provenance.of("4711@host", Instant.parse("2026-11-30T00:00:00Z"));

  private final OffsetStore store = OffsetStores.inMemory();

  /** Three partitions that hold 10 to 100, of which the stream has two, at 60 and 5. */
  private TestBrokers brokers =
      new TestBrokers().with("o", 0, 10, 100).with("o", 1, 10, 100).with("o", 2, 10, 100);

  private OffsetWriter stored(String json) {
    OffsetWriter writer = store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), JOB));
    TopicOffsets offsets = TopicOffsets.fromJson(json);
    assertThat(writer.append(NewCommit.batch(offsets, JOB)).offsets()).isEqualTo(offsets);
    return writer;
  }

  private RewindPlan plan(Rewind rewind) {
    return rewind.plan(store, ORDERS, brokers);
  }

  private void storedUsual() {
    stored("{\"o\":{\"0\":60,\"1\":5}}").close();
  }

  @Test
  void toTheEarliestCoversPartitionsThatTheStreamLacks() {
    storedUsual();
    assertThat(plan(Rewind.toEarliest()).lines())
        .extracting(RewindLine::toString)
        .containsExactly(
            "o-0: from 60 to 10 (first 10, end 100), read again 50, skipped 0, gone 0",
            "o-1: from 5 to 10 (first 10, end 100), read again 0, skipped 0, gone 5",
            "o-2: from - to 10 (first 10, end 100), read again 0, skipped 0, gone 0");
  }

  @Test
  void toTheLatestCoversPartitionsThatTheStreamLacks() {
    storedUsual();
    assertThat(plan(Rewind.toLatest()).lines())
        .extracting(RewindLine::toString)
        .containsExactly(
            "o-0: from 60 to 100 (first 10, end 100), read again 0, skipped 40, gone 0",
            "o-1: from 5 to 100 (first 10, end 100), read again 0, skipped 90, gone 5",
            "o-2: from - to 100 (first 10, end 100), read again 0, skipped 90, gone 0");
  }

  @Test
  void aRelativeMoveLeavesOutWhatTheStreamLacksAndGoesToTheNearestThatIsThere() {
    storedUsual();
    assertThat(plan(Rewind.shiftBy(-55)).lines())
        .extracting(RewindLine::toString)
        .containsExactly(
            "o-0: from 60 to 10 (first 10, end 100), read again 50, skipped 0, gone 5, asked for 5:"
                + " the first",
            "o-1: from 5 to 10 (first 10, end 100), read again 0, skipped 0, gone 10, asked for"
                + " -50: the first");
    assertThat(plan(Rewind.shiftBy(Long.MAX_VALUE)).offsets())
        .isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":100,\"1\":100}}"));
    assertThat(plan(Rewind.toCurrent()).offsets())
        .isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":60,\"1\":10}}"));
  }

  @Test
  void movesWhatWasChosenAloneAndLeavesTheOthers() {
    storedUsual();
    assertThat(plan(Rewind.toOffset(20).topic("o", 0)).offsets())
        .isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":20,\"1\":5}}"));
    assertThatIllegalStateException()
        .isThrownBy(() -> plan(Rewind.toOffset(20).topic("o", 7)))
        .withMessage("Cannot rewind 'orders': o-7 do not exist; the brokers have o-0, o-1, o-2");
    assertThatIllegalStateException()
        .isThrownBy(() -> plan(Rewind.toOffset(20).topic("ordres")))
        .withMessage(
            "Cannot rewind 'orders': the brokers have no topic 'ordres', or do not let this user"
                + " describe it; the stream has 'o'");
    assertThatIllegalStateException()
        .isThrownBy(() -> plan(Rewind.shiftBy(-1).topic("o", 2)))
        .withMessage(
            "Cannot rewind 'orders': o-2 cannot go by -1 offsets: the stream has no offset of it");
  }

  @Test
  void whereRecordsOfThatTimeMayBeGoneNobodyKnowsHowMany() {
    storedUsual();
    brokers = brokers.byTime("o", 0, 10).byTime("o", 1, 40);
    RewindPlan plan = plan(Rewind.toDatetime(Instant.parse("2026-11-30T00:00:00Z")));
    assertThat(plan.lines())
        .extracting(RewindLine::toString)
        .containsExactly(
            "o-0: from 60 to 10 (first 10, end 100), read again 50, skipped 0, gone ?",
            "o-1: from 5 to 40 (first 10, end 100), read again 0, skipped 30, gone 5",
            "o-2: from - to 100 (first 10, end 100), read again 0, skipped 90, gone 0, no record is"
                + " so young: its end");
    assertThat(plan.gone()).isEmpty();
    assertThat(plan)
        .hasToString(
            "Stream 'orders' to 2026-11-30T00:00:00Z: 3 partitions moved, 50 read again, 120"
                + " skipped, 5 and an unknown number gone");
  }

  @Test
  void goesToWhereItStoodAtASequence() {
    OffsetWriter writer = stored("{\"o\":{\"0\":30}}");
    assertThat(
            writer
                .append(NewCommit.batch(TopicOffsets.fromJson("{\"o\":{\"0\":60,\"1\":20}}"), JOB))
                .sequence())
        .isEqualTo(3);
    assertThat(plan(Rewind.toSequence(2)).offsets())
        .isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":30,\"1\":10,\"2\":10}}"));
    assertThatIllegalStateException()
        .isThrownBy(() -> plan(Rewind.toSequence(7)))
        .withMessage(
            "Cannot rewind 'orders': sequence 7 is not among the commits that the offset store in"
                + " memory still has: 3, 2, 1");
  }

  @Test
  void refusesOffsetsOfAnotherStreamUnlessTheirTopicIsNamed() {
    storedUsual();
    brokers = brokers.with("p", 0, 0, 50);
    Rewind rewind = Rewind.toOffsets(TopicOffsets.fromJson("{\"p\":{\"0\":30}}"));
    assertThatIllegalStateException()
        .isThrownBy(() -> plan(rewind))
        .withMessage(
            "Cannot rewind 'orders': the stream does not read 'p', and has 'o'; see that the offsets"
                + " are those of this stream, or name the topics to move");
    assertThat(plan(rewind.topic("p")).offsets())
        .isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":60,\"1\":5},\"p\":{\"0\":30}}"));
  }

  @Test
  void namesTheNearestOfAStreamThatIsNotStored() {
    storedUsual();
    assertThatIllegalStateException()
        .isThrownBy(() -> Rewind.toEarliest().plan(store, StreamId.of("order"), brokers))
        .withMessageStartingWith("Cannot rewind 'order': nothing is stored for it")
        .withMessageContaining("it has 'orders'");
  }

  @Test
  void takesAWholeTopicThatWasCreatedAnewAndNoPartOfIt() {
    OffsetWriter writer = stored("{}");
    TopicIdentity before = TopicIdentity.of(TestBrokers.CLUSTER).withTopicId("before");
    assertThat(
            writer.append(
                NewCommit.batch(TopicOffsets.fromJson("{\"o\":{\"0\":60,\"1\":50,\"9\":4}}"), JOB)
                    .withIdentity("o", before)))
        .isNotNull();
    brokers = brokers.id("o", "now");
    RewindPlan whole = plan(Rewind.toEarliest());
    assertThat(whole.offsets())
        .isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":10,\"1\":10,\"2\":10}}"));
    assertThat(whole.lines().get(0).readAgain()).hasValue(0);
    assertThat(whole.gone()).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> plan(Rewind.toEarliest().topic("o", 0)))
        .withMessageContaining("o-1, o-9 cannot stay; rewind all partitions of the topic");
    assertThatIllegalStateException()
        .isThrownBy(() -> plan(Rewind.shiftBy(-1)))
        .withMessageContaining("the offsets of 'o' are of another topic than these brokers have");
  }

  @Test
  void refusesBrokersOfAnotherClusterUnlessTheTopicIsNamed() {
    OffsetWriter writer = stored("{}");
    NewCommit content =
        NewCommit.batch(TopicOffsets.fromJson("{\"o\":{\"0\":60}}"), JOB)
            .withIdentity("o", TopicIdentity.of("elsewhere"));
    assertThat(writer.append(content).content()).isEqualTo(content);
    assertThatIllegalStateException()
        .isThrownBy(() -> plan(Rewind.toEarliest()))
        .withMessageContaining(
            "'o' is stored for cluster elsewhere, and these brokers are cluster cluster");
    RewindPlan plan = plan(Rewind.toEarliest().topic("o"));
    assertThat(plan.readAgain()).isEmpty();
    assertThat(plan.execute(Fence.OWNER).identities())
        .containsEntry("o", TopicIdentity.of(TestBrokers.CLUSTER));
  }

  @Test
  void makesAStreamOnlyIfItIsTold() {
    brokers = brokers.committed("o", 0, 44);
    RewindPlan plan = plan(Rewind.toGroup("old").topic("o", 0).newStream());
    assertThat(plan.commit()).isEmpty();
    assertThat(plan.owner()).isEmpty();
    assertThat(plan.execute(Fence.NOBODY).offsets())
        .isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":44}}"));
    assertThat(store.latest(ORDERS))
        .hasValueSatisfying(commit -> assertThat(commit.kind()).isEqualTo(NewCommit.Kind.REWIND));
  }

  @Test
  void refusesWhatIsNoPlace() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rewind.toOffset(-1))
        .withMessage("Invalid offset: '-1' (expected the next offset to read, 0 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rewind.byDuration(Duration.ofHours(-1)))
        .withMessage(
            "Invalid duration: '-1 h' (expected how far to go back: 0 or more, and not beyond 1970)");
    assertThatIllegalArgumentException().isThrownBy(() -> Rewind.toSequence(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Rewind.toGroup(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> Rewind.toOffsets(TopicOffsets.empty()));
    assertThatIllegalArgumentException().isThrownBy(() -> Rewind.toLatest().topic("o", -1));
  }
}
