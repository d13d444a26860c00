package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.SurprisingBrokers.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.DataLoss;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A resume policy by Spark's settings. */
class ResumeSettingsTest {

  private static final ResumePolicy STANDARD = ResumePolicy.standard();

  private static ResumePolicy of(String... namesAndValues) {
    SparkConf settings = new SparkConf(false).set("spark.app.name", "spark.kafkaspark.resume.new");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings.set("spark.kafkaspark." + namesAndValues[i], namesAndValues[i + 1]);
    }
    return ResumeSettings.of(settings);
  }

  @Test
  void hasAnAnswerForEachSurpriseAndForTopics() {
    assertThat(of()).isEqualTo(STANDARD);
    assertThat(
            of(
                "resume.new", "latest",
                "resume.agedOut", " earliest ",
                "resume.beyondEnd", "latest",
                "resume.createdAnew", "keep",
                "resume.otherCluster", "keep",
                "resume.vanished", "drop",
                "resume.checkpoint", "fail",
                "resume.topic.audit.agedOut", "fail",
                "resume.topic.with.dots.new", "fail"))
        .hasToString(
            "new=latest, agedOut=earliest, beyondEnd=latest, createdAnew=keep, otherCluster=keep, "
                + "vanished=drop, checkpoint=fail, topic.audit.agedOut=fail, topic.with.dots.new=fail");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resume.agedOut | skip | Invalid spark.kafkaspark.resume.agedOut: 'skip' (expected fail, "
            + "earliest or latest)",
        "resume.agedOut | EARLIEST | Invalid spark.kafkaspark.resume.agedOut: 'EARLIEST' (expected fail, "
            + "earliest or latest)",
        "resume.new | '' | Invalid spark.kafkaspark.resume.new: '' (expected fail, earliest or latest)",
        "resume.vanished | latest | Invalid spark.kafkaspark.resume.vanished: 'latest' (expected fail, "
            + "keep or drop)",
        "resume.topic.a b.new | fail | spark.kafkaspark.resume.topic.a b.new cannot be used: Invalid topic: "
            + "'a b' (expected 1 to 249 of the characters a-z A-Z 0-9 . _ -; a policy takes no pattern)",
        "resume.topic.a.checkpoint | fail | spark.kafkaspark.resume.topic.a.checkpoint cannot be used: "
            + "Invalid surprise for the topic 'a': CHECKPOINT (expected one that a topic has; a "
            + "checkpoint is the query's, so answer it for all topics, by on(CHECKPOINT, Answer.FAIL))"
      })
  void aValueThatIsNoAnswerIsRefused(String name, String value, String message) {
    assertThatThrownBy(() -> of(name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aMisspeltNameIsWarnedOfAndSaysNothing() {
    TestLog log = TestLog.sinceNow();
    assertThat(of("resume.agedOutt", "earliest", "resume.topic.x.agedout", "earliest"))
        .isEqualTo(STANDARD);
    assertThat(log.warnings("did you mean 'spark.kafkaspark.resume.agedOut'?")).hasSize(1);
    assertThat(log.warnings("did you mean 'spark.kafkaspark.resume.topic.x.agedOut'?")).hasSize(1);
  }

  @Test
  void theCodeWinsThenTheSettingThenTheSourceThatAcceptsLoss() {
    ResumePolicy code = STANDARD.on(Surprise.AGED_OUT, Answer.FAIL);
    ResumePolicy settings =
        of(
            "resume.topic.t.agedOut", "latest",
            "resume.beyondEnd", "latest",
            "resume.checkpoint", "fail");
    ResumeAnswers answers = ResumeAnswers.of(code, settings, DataLoss.SKIP);

    assertThat(answers.to(Surprise.AGED_OUT, "t")).isEqualTo(Answer.FAIL);
    assertThat(answers.to(Surprise.BEYOND_END, "t")).isEqualTo(Answer.LATEST);
    assertThat(answers.to(Surprise.CREATED_ANEW, "t")).isEqualTo(Answer.EARLIEST);
    assertThat(answers.to(Surprise.OTHER_CLUSTER, "t")).isEqualTo(Answer.FAIL);
    assertThat(answers.toCheckpoint()).isEqualTo(Answer.FAIL);
    assertThat(
            ResumeAnswers.of(STANDARD.on(Surprise.CHECKPOINT, Answer.WIN), settings, DataLoss.FAIL)
                .toCheckpoint())
        .isEqualTo(Answer.WIN);
    assertThat(ResumeAnswers.of(STANDARD, STANDARD, DataLoss.FAIL).to(Surprise.CREATED_ANEW, "t"))
        .isEqualTo(Answer.FAIL);
  }

  @Test
  void aSettingForATopicOfAnotherSourceIsFineAndOneThatMayBeMisspeltIsNamed() {
    TestLog log = TestLog.sinceNow();
    FixedBrokers brokers = new FixedBrokers("orders", 1, "here");
    ResumeAnswers.of(
            STANDARD,
            of("resume.topic.audit.new", "fail", "resume.topic.oders.new", "fail"),
            DataLoss.FAIL)
        .requireRead(STREAM, brokers);

    assertThat(log.warnings("audit")).isEmpty();
    assertThat(log.warnings("spark.kafkaspark.resume.topic.oders.… are for a topic that"))
        .hasSize(1);
  }
}
