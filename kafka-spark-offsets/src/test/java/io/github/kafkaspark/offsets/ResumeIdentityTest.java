package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Where a source begins whose topics are not those that are stored. */
class ResumeIdentityTest {

  private static final StreamId STREAM = StreamId.of("resumed");
  private static final Provenance BY = Provenance.of("test", Instant.EPOCH);
  private static final TopicOffsets STORED =
      TopicOffsets.empty().withOffset("t", 0, 50).withOffset("t", 1, 60);

  private final OffsetStore store = OffsetStores.inMemory();

  private void stored(TopicIdentity identity) {
    NewCommit start = NewCommit.start(STORED, BY);
    store
        .claim(
            STREAM,
            identity == null
                ? start
                : start.withIdentities(Collections.singletonMap("t", identity)))
        .close();
  }

  private static FixedBrokers brokers(String cluster, String topicId) {
    return new FixedBrokers("t", 2, cluster).topicId(topicId);
  }

  private Resume resume() {
    return Resume.from(store, STREAM).firstTime(StartingOffsets.latest());
  }

  private static TopicIdentity identity(String cluster, String topicId) {
    return TopicIdentity.of(cluster).withTopicId(topicId);
  }

  @Test
  void goesOnIfTheTopicIsTheSame() {
    stored(identity("a", "one"));
    ResumePlan plan = resume().plan(brokers("a", "one"));

    assertThat(plan.start()).isEqualTo(STORED);
    assertThat(plan.identities()).containsEntry("t", identity("a", "one"));
  }

  @Test
  void whatIsUnknownIsNeverAnother() {
    stored(null);
    ResumePlan unknown = resume().plan(brokers("a", "one"));
    assertThat(unknown.start()).isEqualTo(STORED);
    assertThat(unknown.identities()).isEmpty();

    stored(TopicIdentity.of("a"));
    ResumePlan before = resume().plan(brokers("a", "one"));
    assertThat(before.start()).isEqualTo(STORED);
    assertThat(before.identities()).containsEntry("t", TopicIdentity.of("a"));

    stored(identity("a", "one"));
    ResumePlan now = resume().plan(brokers("a", null));
    assertThat(now.start()).isEqualTo(STORED);
    assertThat(now.identities()).containsEntry("t", identity("a", "one"));
  }

  @Test
  void refusesATopicThatWasCreatedAnewAndSaysWhereToGoOn() {
    stored(identity("a", "one"));
    FixedBrokers brokers = brokers("a", "two");

    assertThat(resume().plan(brokers).lines())
        .extracting(ResumeLine::reason)
        .containsOnly(Reason.CREATED_ANEW);
    assertThatThrownBy(() -> resume().resolve(brokers))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot resume 'resumed': the brokers have other topics than those that are stored: t-0 "
                + "is stored at 50, the brokers have 0 to 100 (the topic was created anew: its id "
                + "was one and is two); t-1 is stored at 60, the brokers have 0 to 100 (the topic "
                + "was created anew: its id was one and is two); to begin with what is there, "
                + "start once with startingOffsets(StartingOffsets.at(TopicOffsets.fromJson("
                + "\"{\\\"t\\\":{\\\"0\\\":0,\\\"1\\\":0}}\"))) in place of resume() and with a "
                + "new checkpoint, since an old one would overrule it; the stream is then recorded "
                + "from there; or let the resume policy answer CREATED_ANEW by EARLIEST or LATEST or "
                + "KEEP, in code or by spark.kafkaspark.resume.createdAnew");
    assertThatThrownBy(() -> resume().acceptOtherCluster().resolve(brokers))
        .hasMessageContaining("created anew");
  }

  @Test
  void refusesATopicOfAnotherClusterUnlessTheHostAcceptsIt() {
    stored(identity("a", "one"));
    FixedBrokers brokers = brokers("b", "two");

    assertThatThrownBy(() -> resume().resolve(brokers))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "t-0 is stored at 50, the brokers have 0 to 100 (it is stored for the cluster 'a', and "
                + "these are of 'b')")
        .hasMessageContaining("StartingOffsets.at(TopicOffsets.fromJson(")
        .hasMessageContaining(
            "if these are not the brokers that were meant, correct the source's bootstrapServers; ")
        .hasMessageContaining("add acceptOtherCluster() to the Resume once; if another source of");

    ResumePlan accepted = resume().acceptOtherCluster().plan(brokers);
    assertThat(accepted.start()).isEqualTo(STORED);
    assertThat(accepted.identities()).containsEntry("t", identity("b", "two"));
  }

  @Test
  void offsetsThatDoNotFitAreRefusedOnAnAcceptedClusterToo() {
    store
        .claim(
            STREAM,
            NewCommit.start(TopicOffsets.empty().withOffset("t", 0, 500), BY)
                .withIdentities(Collections.singletonMap("t", identity("a", "one"))))
        .close();

    assertThat(resume().acceptOtherCluster().plan(brokers("b", "two")).lines())
        .extracting(ResumeLine::reason)
        .containsExactly(Reason.BEYOND_END, Reason.NEW);
    assertThatThrownBy(() -> resume().acceptOtherCluster().resolve(brokers("b", "two")))
        .hasMessageContaining(
            "Cannot resume 'resumed': the offsets of the other cluster do not fit these topics: t-0 "
                + "is stored at 500, the brokers have 0 to 100 (it was stored for the cluster 'a', so "
                + "these records of 'b' are not the same); to begin with what is there, start once");
  }

  @Test
  void aTopicWhoseOffsetsAreGoneWithItIsKnownFromTheTagsOfOthers() {
    store
        .claim(
            STREAM,
            NewCommit.start(TopicOffsets.empty().withOffset("u", 0, 5), BY)
                .withIdentities(Collections.singletonMap("t", identity("a", "one"))))
        .close();

    assertThat(resume().plan(brokers("a", "two")).lines())
        .extracting(ResumeLine::reason)
        .containsOnly(Reason.CREATED_ANEW);
    assertThatThrownBy(() -> resume().resolve(brokers("a", "two")))
        .hasMessageContaining(
            "t-0 is stored, at a place that the store lost with the topic, the brokers have 0 to 100");
    assertThat(resume().plan(brokers("a", "one")).lines())
        .extracting(ResumeLine::reason)
        .containsOnly(Reason.FIRST_TIME);
  }

  @Test
  void aTopicOfAnotherClusterHasNotVanished() {
    stored(identity("b", "one"));
    ResumePlan here = resume().plan(new AllTopics("u", "b"));
    ResumePlan elsewhere = resume().plan(new AllTopics("u", "a"));

    assertThat(here.lines())
        .extracting(ResumeLine::reason)
        .containsExactly(Reason.NEW, Reason.VANISHED, Reason.VANISHED);
    assertThat(elsewhere.lines()).extracting(ResumeLine::reason).containsExactly(Reason.FIRST_TIME);
  }
}
