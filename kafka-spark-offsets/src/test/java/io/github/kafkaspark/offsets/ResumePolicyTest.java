package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResumePolicyTest {

  private static final ResumePolicy STANDARD = ResumePolicy.standard();

  /** Every pair of a surprise and an answer, of which most make no sense. */
  @ParameterizedTest
  @CsvSource({
    "NEW, EARLIEST, FAIL EARLIEST LATEST",
    "AGED_OUT, FAIL, FAIL EARLIEST LATEST",
    "BEYOND_END, FAIL, FAIL EARLIEST LATEST",
    "CREATED_ANEW, FAIL, FAIL EARLIEST LATEST KEEP",
    "OTHER_CLUSTER, FAIL, FAIL EARLIEST LATEST KEEP",
    "VANISHED, KEEP, FAIL KEEP DROP",
    "CHECKPOINT, WIN, FAIL WIN",
  })
  void takesTheAnswersThatMakeSenseAndRefusesAllOthers(
      Surprise surprise, Answer standard, String sense) {
    assertThat(STANDARD.answer(surprise)).isEqualTo(standard);
    assertThat(surprise.answers().stream().map(Answer::name).collect(Collectors.joining(" ")))
        .isEqualTo(sense);
    for (Answer answer : Answer.values()) {
      if (surprise.answers().contains(answer)) {
        assertThat(STANDARD.on(surprise, answer).answer(surprise)).isEqualTo(answer);
      } else {
        assertThatThrownBy(() -> STANDARD.on(surprise, answer))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "Invalid answer: %s to %s (expected %s)",
                answer, surprise, sense.replace(" ", ", ").replaceFirst(", (\\w+)$", " or $1"));
      }
    }
  }

  @Test
  void theAnswerOfATopicWinsAndANewerOneReplacesIt() {
    ResumePolicy policy =
        STANDARD
            .on(Surprise.AGED_OUT, Answer.LATEST)
            .forTopic("audit", Surprise.AGED_OUT, Answer.FAIL)
            .forTopic("audit", Surprise.NEW, Answer.FAIL)
            .on(Surprise.AGED_OUT, Answer.EARLIEST);

    assertThat(policy.answer(Surprise.AGED_OUT)).isEqualTo(Answer.EARLIEST);
    assertThat(policy.answer(Surprise.AGED_OUT, "orders")).isEqualTo(Answer.EARLIEST);
    assertThat(policy.answer(Surprise.AGED_OUT, "audit")).isEqualTo(Answer.FAIL);
    assertThat(policy.answer(Surprise.BEYOND_END, "audit")).isEqualTo(Answer.FAIL);
    assertThat(policy.answer(Surprise.NEW, "orders")).isEqualTo(Answer.EARLIEST);
    assertThat(policy)
        .hasToString("agedOut=earliest, topic.audit.new=fail, topic.audit.agedOut=fail");
    assertThat(STANDARD).hasToString("standard");
  }

  @Test
  void addsTheAnswersOfAnotherWhichWin() {
    ResumePolicy one =
        STANDARD
            .on(Surprise.NEW, Answer.LATEST)
            .on(Surprise.AGED_OUT, Answer.LATEST)
            .forTopic("a", Surprise.NEW, Answer.FAIL);
    ResumePolicy other =
        STANDARD
            .on(Surprise.AGED_OUT, Answer.EARLIEST)
            .forTopic("a", Surprise.NEW, Answer.EARLIEST)
            .forTopic("b", Surprise.NEW, Answer.FAIL);

    assertThat(one.merge(other))
        .hasToString("new=latest, agedOut=earliest, topic.a.new=earliest, topic.b.new=fail")
        .isEqualTo(one.merge(other).merge(STANDARD))
        .isNotEqualTo(other.merge(one));
    assertThat(one.merge(other).hashCode()).isEqualTo(STANDARD.merge(one).merge(other).hashCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "orders-.*", "orders,audit"})
  void refusesATopicThatKafkaDoesNotAllow(String topic) {
    assertThatThrownBy(() -> STANDARD.forTopic(topic, Surprise.NEW, Answer.FAIL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid topic: '%s' (expected 1 to 249 of the characters a-z A-Z 0-9 . _ -; a policy "
                + "takes no pattern)",
            topic);
  }

  @Test
  void refusesACheckpointOfATopic() {
    assertThatThrownBy(() -> STANDARD.forTopic("audit", Surprise.CHECKPOINT, Answer.FAIL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid surprise for the topic 'audit': CHECKPOINT (expected one that a topic has; a "
                + "checkpoint is the query's, so answer it for all topics, by on(CHECKPOINT, "
                + "Answer.FAIL))");
  }

  @Test
  void refusesNull() {
    assertThatThrownBy(() -> STANDARD.on(null, Answer.FAIL)).hasMessage("surprise");
    assertThatThrownBy(() -> STANDARD.on(Surprise.NEW, null)).hasMessage("answer");
    assertThatThrownBy(() -> STANDARD.forTopic(null, Surprise.NEW, Answer.FAIL))
        .hasMessage("topic");
    assertThatThrownBy(() -> STANDARD.merge(null)).hasMessage("newer");
    assertThatThrownBy(() -> STANDARD.answer(null)).hasMessage("surprise");
    assertThatThrownBy(() -> STANDARD.answer(Surprise.NEW, null)).hasMessage("topic");
  }

  @Test
  void hasTheWordsOfTheSettings() {
    assertThat(Arrays.stream(Surprise.values()).map(Surprise::word))
        .containsExactlyElementsOf(io.github.kafkaspark.internal.LibrarySettings.SURPRISES);
  }
}
