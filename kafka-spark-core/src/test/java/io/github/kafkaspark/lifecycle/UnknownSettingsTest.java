package io.github.kafkaspark.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark says nothing of a setting that nobody reads. */
class UnknownSettingsTest {

  private static final String ALL =
      "it has spark.kafkaspark.applicationHandlers, spark.kafkaspark.resume.new, "
          + "spark.kafkaspark.resume.agedOut, spark.kafkaspark.resume.beyondEnd, "
          + "spark.kafkaspark.resume.createdAnew, spark.kafkaspark.resume.otherCluster, "
          + "spark.kafkaspark.resume.vanished, spark.kafkaspark.resume.checkpoint, "
          + "spark.kafkaspark.store, spark.kafkaspark.store.config, spark.kafkaspark.streams, "
          + "and for one topic spark.kafkaspark.resume.topic.TOPIC.agedOut and so on";

  private static final String BEHIND =
      "behind spark.kafkaspark.resume.topic. it expects a topic, a dot, and one of new, agedOut, "
          + "beyondEnd, createdAnew, otherCluster, vanished, checkpoint";

  @ParameterizedTest
  @CsvSource({
    "spark.kafkaspark.applicationHandler, did you mean 'spark.kafkaspark.applicationHandlers'?",
    "spark.kafkaspark.stroe, did you mean 'spark.kafkaspark.store'?",
    "spark.kafkaspark.Streams, did you mean 'spark.kafkaspark.streams'?",
    "spark.kafka-spark.store, did you mean 'spark.kafkaspark.store'?",
    "spark.kafkasparks.streams, did you mean 'spark.kafkaspark.streams'?",
    "spark.kafkaspark.storeConfig, did you mean 'spark.kafkaspark.store.config'?",
    "spark.kafkaspark.resume.aged-out, did you mean 'spark.kafkaspark.resume.agedOut'?",
    "spark.kafkaspark.resume.vanish, did you mean 'spark.kafkaspark.resume.vanished'?",
    "spark.kafkaspark.resume.topic.a.b.agedout, "
        + "did you mean 'spark.kafkaspark.resume.topic.a.b.agedOut'?",
  })
  void aMisspeltOneIsNamedOnceWithWhatWasMeant(String name, String meant) {
    assertNamed(name, meant);
  }

  @Test
  void oneThatIsLikeNoneIsNamedOnceWithAllThatThereAre() {
    assertNamed("spark.kafkaspark.bootstrap.servers", ALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.kafkaspark.resume.topic.agedOut",
        "spark.kafkaspark.resume.topic.audit",
        "spark.kafkaspark.resume.topic.audit.policy"
      })
  void anAnswerOfNoTopicOrToNoSurpriseIsNamedOnceWithWhatIsExpected(String name) {
    assertNamed(name, BEHIND);
  }

  private static void assertNamed(String name, String meant) {
    TestLog log = TestLog.sinceNow();
    SparkConf settings =
        new SparkConf(false)
            .set("spark.app.name", "x")
            .set("spark.kafka.consumer.cache.timeout", "5m")
            .set("spark.kafkaspark.store", "s")
            .set("spark.kafkaspark.store.config", "c")
            .set("spark.kafkaspark.streams", "s")
            .set("spark.kafkaspark.resume.agedOut", "earliest")
            .set("spark.kafkaspark.resume.topic.with.dots.agedOut", "fail")
            .set(name, "geheim");
    Object first = new ApplicationEvents(settings);
    Object second = new ApplicationEvents(settings);
    assertThat(first).isNotEqualTo(second);
    assertThat(log.warnings("is ignored"))
        .hasSize(1)
        .allMatch(
            line ->
                line.endsWith(
                    "Spark's setting '"
                        + name
                        + "' is ignored: kafka-spark has no such setting; "
                        + meant));
  }
}
