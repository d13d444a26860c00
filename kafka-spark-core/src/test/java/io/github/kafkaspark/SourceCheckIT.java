package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
@Timeout(180)
class SourceCheckIT {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final EmbeddedKafka kafka;
  private final SparkSession spark;
  private final String topic = EmbeddedKafka.uniqueTopic("orders");
  private final String missing = EmbeddedKafka.uniqueTopic("missing");

  SourceCheckIT(EmbeddedKafka kafka, SparkSession spark) {
    this.kafka = kafka;
    this.spark = spark;
  }

  private KafkaStreamSource source() {
    return KafkaStreamSource.topic(topic).bootstrapServers(kafka.bootstrapServers());
  }

  /** Without those that the running Spark has in any case. */
  private static List<String> warnings(SourceCheck check) {
    return check.warnings().stream()
        .filter(warning -> !warning.contains("SPARK-24987") && !warning.contains("SPARK-55271"))
        .collect(Collectors.toList());
  }

  private static List<String> lines(SourceCheck check, String finding) {
    return Stream.of(check.describe().split("\\R", -1))
        .filter(line -> line.startsWith("  " + finding))
        .map(line -> line.trim().replaceAll(" +", " "))
        .collect(Collectors.toList());
  }

  private TopicOffsets offsets(long first, long second) {
    return TopicOffsets.empty().withOffset(topic, 0, first).withOffset(topic, 1, second);
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    kafka.createTopic(topic, 2);
    kafka.produce(topic, 0, "a", "b");
    KafkaStreamSource source = source().startingOffsets(StartingOffsets.at(offsets(2, 0)));

    SourceCheck check = source.check(spark);

    check.orFail();
    assertThat(check.errors()).isEmpty();
    assertThat(warnings(check)).isEmpty();
    assertThat(check.toString())
        .startsWith("Check of " + source + ": 0 errors, ")
        .doesNotContain("\n");
    assertThat(lines(check, "ok"))
        .contains(
            "ok brokers answer at " + kafka.bootstrapServers(),
            "ok topics 2 partitions of 1 topic",
            "ok offsets are what the brokers have",
            "ok read this user may read the topics")
        .anyMatch(line -> line.startsWith("ok spark Spark " + spark.version()));
    assertThat(lines(check, "skipped")).isEmpty();
  }

  @Test
  void asksTheBrokersOfASourceThatIsNotLoaded() {
    kafka.createTopic(topic, 2);
    kafka.produce(topic, 0, "a", "b");

    assertThat(source().ask(BrokerOffsets::end)).isEqualTo(offsets(2, 0));
    assertThat(source().ask(BrokerOffsets::isCheck)).isTrue();
    assertThat(source().ask(BrokerOffsets::onDataLoss)).isEqualTo(DataLoss.FAIL);
    assertThat(source().onDataLoss(DataLoss.SKIP).ask(BrokerOffsets::onDataLoss))
        .isEqualTo(DataLoss.SKIP);
    assertThat(source().option("failOnDataLoss", "false").ask(BrokerOffsets::onDataLoss))
        .isEqualTo(DataLoss.SKIP);
    assertThatThrownBy(() -> KafkaStreamSource.topic(topic).ask(BrokerOffsets::end))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no brokers are set; call bootstrapServers or cluster");
    assertThatThrownBy(
            () ->
                KafkaBatchSource.topic(missing)
                    .bootstrapServers(kafka.bootstrapServers())
                    .ask(BrokerOffsets::end))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(missing);
  }

  @Test
  void namesAMissingTopicAndChecksTheOthers() {
    kafka.createTopic(topic, 1);
    SourceCheck check =
        KafkaStreamSource.topics(topic, missing)
            .bootstrapServers(kafka.bootstrapServers())
            .check(spark);

    assertThat(check.errors())
        .containsExactly(
            String.format(
                "Invalid topics '%s,%s': the brokers do not know [%s] (expected topics that exist "
                    + "and that this client may describe; create them, or select them by "
                    + "topicPattern if they appear later)",
                missing, topic, missing));
    assertThat(lines(check, "skipped"))
        .containsExactly(
            "skipped offsets are looked at when all selected topics and partitions are there");
    assertThat(lines(check, "ok")).contains("ok read this user may read the topics");
    assertThatThrownBy(check::orFail)
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot read KafkaStreamSource(topics '")
        .hasMessageEndingWith(check.errors().get(0));
  }

  @Test
  void namesAMissingPartition() {
    kafka.createTopic(topic, 1);
    SourceCheck check =
        KafkaStreamSource.partitions(new TopicPartition(topic, 7))
            .bootstrapServers(kafka.bootstrapServers())
            .check(spark);

    assertThat(check.errors()).hasSize(1).first().asString().contains("[" + topic + "-7] do not");
  }

  @Test
  void warnsOfAPatternThatSelectsNothing() {
    SourceCheck check =
        KafkaStreamSource.topicPattern(missing)
            .bootstrapServers(kafka.bootstrapServers())
            .check(spark);

    check.orFail();
    assertThat(warnings(check))
        .containsExactly(
            "topic pattern '"
                + missing
                + "' selects nothing now, and the source runs without data until something is "
                + "there that it selects; check the pattern, and that this client may describe the "
                + "topics");
  }

  @Test
  void namesEachOffsetThatIsOutsideOfWhatIsThere() {
    kafka.createTopic(topic, 2);
    kafka.produce(topic, 0, "a", "b", "c");
    kafka.deleteRecordsBefore(topic, 0, 2);
    StartingOffsets start = StartingOffsets.at(offsets(1, 9));

    assertThat(source().startingOffsets(start).check(spark).errors())
        .containsExactly(
            String.format(
                "Invalid starting offsets: 1 for %1$s-0 (expected 2 to 3), 9 for %1$s-1 (expected 0 "
                    + "to 0, which is what the brokers have; records outside are gone or were never "
                    + "there)",
                topic));
  }

  @Test
  void saysWhatAStartThrows() {
    kafka.createTopic(topic, 1);

    assertThat(
            source()
                .startingOffsets(
                    StartingOffsets.of(
                        brokers -> {
                          throw new IllegalStateException("no way");
                        }))
                .check(spark)
                .errors())
        .containsExactly("no way (thrown by the start 'a function' of Subscribe[" + topic + "])");
    assertThat(source().startingOffsets(StartingOffsets.of(brokers -> null)).check(spark).errors())
        .containsExactly(
            "java.lang.NullPointerException: starting offsets (thrown by the start 'a function' of "
                + "Subscribe["
                + topic
                + "])");
  }

  @Test
  void tellsAStartThatItIsACheck() {
    kafka.createTopic(topic, 1);
    boolean[] told = new boolean[2];

    source()
        .startingOffsets(
            StartingOffsets.of(
                brokers -> {
                  told[0] = brokers.isCheck();
                  return brokers.end();
                }))
        .check(spark)
        .orFail();
    assertThat(
            source()
                .startingOffsets(
                    StartingOffsets.of(
                        brokers -> {
                          told[1] = brokers.isCheck();
                          return brokers.end();
                        }))
                .load(spark)
                .isStreaming())
        .isTrue();

    assertThat(told).containsExactly(true, false);
  }

  @Test
  void checksABatchToItsEnd() {
    kafka.createTopic(topic, 2);
    kafka.produce(topic, 0, "a", "b");
    KafkaBatchSource batch =
        KafkaBatchSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(StartingOffsets.at(offsets(2, 0)));

    batch.check(spark).orFail();
    assertThat(batch.endingOffsets(EndingOffsets.at(offsets(1, 0))).check(spark).errors())
        .containsExactly(
            "Invalid range: "
                + topic
                + "-0 begins at 2 and ends at 1 (expected an end that is not before the start; move "
                + "endingOffsets up, or startingOffsets down)");
  }

  @Test
  void namesBrokersThatAreAwayAndAsksNoMore() {
    SourceCheck check =
        KafkaStreamSource.topic(topic)
            .cluster(KafkaCluster.at("127.0.0.1:1").timeout(LIMIT))
            .check(spark);

    assertThat(check.errors())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("Cannot connect to the Kafka brokers '127.0.0.1:1': 127.0.0.1:1 refuses ");
    assertThat(lines(check, "ok")).hasSize(1);
  }

  @Test
  void asksNoMoreWhenBrokersStopToAnswer() {
    try (EmbeddedKafka own = EmbeddedKafka.fork()) {
      own.createTopic(topic, 1);
      SourceCheck check =
          KafkaStreamSource.topic(topic)
              .cluster(KafkaCluster.at(own.bootstrapServers()).timeout(LIMIT))
              .startingOffsets(
                  StartingOffsets.of(
                      brokers -> {
                        own.pause();
                        return brokers.end();
                      }))
              .check(spark);

      assertThat(check.errors())
          .hasSize(1)
          .first()
          .asString()
          .startsWith("Cannot find the end offsets at the Kafka brokers ");
      assertThat(lines(check, "skipped"))
          .contains("skipped read the brokers have stopped to answer");
    }
  }

  @Test
  void staysInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThat(source().check(spark).errors())
          .containsExactly(
              "Cannot find the topics at the Kafka brokers '"
                  + kafka.bootstrapServers()
                  + "': the thread was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void warnsOfASlipAndOfTheBugsOfTheRunningSpark() {
    kafka.createTopic(topic, 1, Collections.singletonMap("cleanup.policy", "compact"));
    SourceCheck check =
        source()
            .option("kafka.isolation.level", "read_committed")
            .option("kafka.max.partition.fetch.byte", 1)
            .check(spark);

    boolean is23 = SparkVersion.running() == SparkVersion.V2_3;
    assertThat(check.errors()).isEmpty();
    assertThat(warnings(check)).hasSize(is23 ? 3 : 1).first().asString().contains("did you mean");
    assertThat(check.describe().contains("aborted transactions")).isEqualTo(is23);
    assertThat(check.describe().contains("[" + topic + "] are compacted")).isEqualTo(is23);
    assertThat(check.describe().contains("SPARK-24987"))
        .isEqualTo(spark.version().matches("2\\.3\\.[01].*"));
    assertThat(check.describe().contains("SPARK-55271"))
        .isEqualTo(spark.version().matches("4\\.1\\.[01].*"));
  }

  @Test
  void advisesAgainstALongWaitUnlessItIsNeutral() {
    kafka.createTopic(topic, 1);
    KafkaStreamSource source = source().option("kafka.fetch.max.wait.ms", 500);

    assertThat(warnings(source.check(spark))).hasSize(SparkVersion.V2_4.isRunning() ? 1 : 0);
    assertThat(source.check(spark).describe().contains("up to 500 ms longer; remove it"))
        .isEqualTo(SparkVersion.V2_4.isRunning());
    assertThat(warnings(source.neutral().check(spark))).isEmpty();
  }

  @Test
  void refusesASourceThatCannotBeCheckedYet() {
    assertThatThrownBy(() -> KafkaStreamSource.topic(topic).check(spark))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot load topic '%s': no brokers are set; call bootstrapServers or cluster", topic);
    assertThatThrownBy(() -> source().check(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("spark");
  }
}
