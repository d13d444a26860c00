package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.store.SinkOffsets;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a source begins whose sink keeps the offsets. The brokers have 0 to 100. */
class ResumeSinkTest {

  private static final TopicOffsets STORED =
      TopicOffsets.empty().withOffset("t", 0, 50).withOffset("t", 1, 60);

  private SinkOffsets kept = SinkOffsets.empty();

  private static FixedBrokers brokers(String topicId) {
    return new FixedBrokers("t", 2, "a").topicId(topicId);
  }

  private static Map<String, TopicIdentity> identity(String topicId) {
    return Collections.singletonMap("t", TopicIdentity.of("a").withTopicId(topicId));
  }

  private Resume resume() {
    return Resume.from(StreamId.of("orders"), () -> kept, begins -> kept = begins)
        .firstTime(StartingOffsets.latest());
  }

  private Resume resume(Surprise surprise, Answer answer) {
    return resume().policy(ResumePolicy.standard().on(surprise, answer));
  }

  @Test
  void theFirstTimeKeepsWhoseTheTopicIsAndNoPlace() {
    assertThat(resume().resolve(brokers("one")))
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 100).withOffset("t", 1, 100));
    assertThat(kept.offsets().isEmpty()).isTrue();
    assertThat(kept.identities()).isEqualTo(identity("one"));
  }

  @Test
  void goesOnWhereTheSinkStandsAndLearnsWhoseThatIs() {
    kept = SinkOffsets.fromText(STORED.toJson());
    assertThat(resume().resolve(brokers("one"))).isEqualTo(STORED);
    assertThat(kept).isEqualTo(SinkOffsets.of(STORED, identity("one")));
  }

  @Test
  void refusesATopicThatWasCreatedAnewAndNamesTheWayOut() {
    SinkOffsets before = SinkOffsets.of(STORED, identity("one"));
    kept = before;
    assertThatThrownBy(() -> resume().resolve(brokers("two")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot resume 'orders': the brokers have other topics than those that are stored: t-0 "
                + "is stored at 50, the brokers have 0 to 100 (the topic was created anew: its id "
                + "was one and is two); t-1 is stored at 60, the brokers have 0 to 100 (the topic "
                + "was created anew: its id was one and is two); to begin with what is there, "
                + "begin there with a new checkpoint and by a resume policy, which the sink follows"
                + "; or let the resume policy answer CREATED_ANEW by EARLIEST or LATEST or KEEP, in "
                + "code or by spark.kafkaspark.resume.createdAnew");
    assertThat(kept).isSameAs(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"EARLIEST", "LATEST"})
  void keepsNothingOfATopicThatIsBegunAnew(Answer answer) {
    kept = SinkOffsets.of(STORED.withOffset("u", 0, 7), identity("one"));
    TopicOffsets unused = resume(Surprise.CREATED_ANEW, answer).resolve(brokers("two"));
    assertThat(kept.offsets()).isEqualTo(TopicOffsets.empty().withOffset("u", 0, 7));
    assertThat(kept.identities()).isEqualTo(identity("two"));
  }

  @Test
  void keepsThePlaceIfTheSameOffsetsAreTheSameRecords() {
    kept = SinkOffsets.of(STORED, identity("one"));
    assertThat(resume(Surprise.CREATED_ANEW, Answer.KEEP).resolve(brokers("two")))
        .isEqualTo(STORED);
    assertThat(kept).isEqualTo(SinkOffsets.of(STORED, identity("two")));
  }

  @Test
  void forgetsOnlyThePartitionThatTheBrokersDoNotHave() {
    kept = SinkOffsets.of(STORED.withOffset("t", 1, 500), identity("one"));
    assertThatThrownBy(() -> resume().resolve(brokers("one")))
        .hasMessageContaining("t-1 is stored at 500, the brokers have 0 to 100");
    TopicOffsets unused = resume(Surprise.BEYOND_END, Answer.LATEST).resolve(brokers("one"));
    assertThat(kept.offsets()).isEqualTo(TopicOffsets.empty().withOffset("t", 0, 50));
  }

  @Test
  void aPlanKeepsNothing() {
    ResumePlan unused = resume().plan(brokers("one"));
    assertThat(kept).isSameAs(SinkOffsets.empty());
  }
}
