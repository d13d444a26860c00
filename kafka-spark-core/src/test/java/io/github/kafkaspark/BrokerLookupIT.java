package io.github.kafkaspark;

import static java.util.Collections.singleton;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.internal.LoggedOnce;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.OtherPorts;
import io.github.kafkaspark.testing.SparkExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a load does to brokers, and what they do to it. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
@Timeout(180)
class BrokerLookupIT {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final String ADVICE =
      "; check bootstrapServers, security options and network, or give them longer with "
          + "KafkaCluster.timeout";

  private final SparkSession spark;
  private final String topic = EmbeddedKafka.uniqueTopic("orders");

  BrokerLookupIT(SparkSession spark) {
    this.spark = spark;
  }

  private void assertFails(KafkaStreamSource source, String messageStart) {
    assertThatThrownBy(() -> source.load(spark))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(messageStart)
        .hasMessageEndingWith(ADVICE);
  }

  @Nested
  class Unreachable {

    @Test
    void brokersAreNamed() {
      KafkaCluster nobody = KafkaCluster.at("127.0.0.1:1").timeout(LIMIT);

      assertThatThrownBy(() -> KafkaStreamSource.topic(topic).cluster(nobody).load(spark))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot connect to the Kafka brokers '127.0.0.1:1': 127.0.0.1:1 refuses the "
                  + "connection (nobody listens there); check bootstrapServers, and that the "
                  + "brokers are there");
    }

    @Test
    void brokersAreNamedIfTheirHostIsUnknown() {
      KafkaCluster unknown = KafkaCluster.at("no-such-host.invalid:9092").timeout(LIMIT);

      assertThatThrownBy(() -> KafkaStreamSource.topic(topic).cluster(unknown).load(spark))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot connect to the Kafka brokers 'no-such-host.invalid:9092': "
                  + "no-such-host.invalid:9092 has a host name that this machine does not know; "
                  + "check bootstrapServers, and that the brokers are there");
    }

    /** In whatever order: clients choose at random. */
    @Test
    void serversThatAreNoBrokersAreLeftOut(EmbeddedKafka kafka) throws Exception {
      kafka.createTopic(topic, 1);
      try (OtherPorts http = OtherPorts.silentHttp();
          CapturedLog log = CapturedLog.atDebug(LoggedOnce.class.getName())) {
        for (String servers :
            new String[] {
              http.address() + ", " + kafka.bootstrapServers(),
              kafka.bootstrapServers() + "," + http.address()
            }) {
          // Whoever waited for the other server would wait for longer than this test may.
          KafkaCluster cluster = KafkaCluster.at(servers).timeout(Duration.ofHours(1));
          String told =
              Brokers.ask(cluster, singleton(topic), brokers -> brokers + " " + brokers.end());
          assertThat(told)
              .isEqualTo(
                  "BrokerOffsets(topic '%s', cluster %s) %s",
                  topic, servers, TopicOffsets.empty().withOffset(topic, 0, 0));
        }
        assertThat(log.text())
            .containsOnlyOnce(
                "The library leaves out some of the bootstrap servers: "
                    + http.address()
                    + " does not speak Kafka (it speaks HTTP); check bootstrapServers");
      }
    }

    @Test
    void brokersAreNamedWithoutASecret(EmbeddedKafka kafka) {
      KafkaCluster secured =
          KafkaCluster.at(kafka.bootstrapServers())
              .timeout(LIMIT)
              .option("security.protocol", "SSL")
              .option("ssl.key.password", "hunter2");

      assertSpeaksNoTls(
          KafkaStreamSource.topic(topic).cluster(secured),
          "Cannot find the topics at the Kafka brokers '"
              + kafka.bootstrapServers()
              + " {security.protocol=SSL, ssl.key.password=***}' within 2 s: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka.security.protocol", "Kafka.security.protocol"})
    void brokersAreAskedWithTheOptionsOfTheSource(String option, EmbeddedKafka kafka) {
      KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers()).timeout(LIMIT);

      assertSpeaksNoTls(
          KafkaStreamSource.topic(topic).cluster(cluster).option(option, "SSL"),
          "Cannot find the topics at the Kafka brokers '"
              + kafka.bootstrapServers()
              + " {security.protocol=SSL}' within 2 s: ");
    }
  }

  private void assertSpeaksNoTls(KafkaStreamSource source, String messageStart) {
    assertThatThrownBy(() -> source.load(spark))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(messageStart)
        .hasMessageContaining(
            " does not speak TLS, and this client does (leave out KafkaCluster.tls); check ");
  }

  @Nested
  @TestInstance(Lifecycle.PER_CLASS) // One broker for all of them.
  class Paused {

    private final EmbeddedKafka kafka = EmbeddedKafka.fork();
    private final KafkaStreamSource source =
        KafkaStreamSource.topic(topic)
            .cluster(KafkaCluster.at(kafka.bootstrapServers()).timeout(LIMIT));

    @BeforeAll
    void createTopic() {
      kafka.createTopic(topic, 1);
    }

    @AfterEach
    void unpause() {
      kafka.unpause();
    }

    @AfterAll
    void close() {
      kafka.close();
    }

    /** Whoever may wait for longer begins earlier, and is there still when the other one is not. */
    @Test
    void brokersAreWaitedForAsLongAsTheLimitAndAskedAgainByTheNextLoad() throws Exception {
      KafkaCluster longer = KafkaCluster.at(kafka.bootstrapServers()).timeout(Duration.ofHours(1));
      FutureTask<Dataset<Row>> patient =
          new FutureTask<>(() -> KafkaStreamSource.topic(topic).cluster(longer).load(spark));
      kafka.pause();
      new Thread(patient, "patient-load").start();

      assertFails(
          source,
          "Cannot find the topics at the Kafka brokers '"
              + kafka.bootstrapServers()
              + "' within 2 s: ");
      assertThat(patient.isDone()).isFalse();

      kafka.unpause();
      assertThat(source.load(spark).isStreaming()).isTrue();
      assertThat(patient.get().isStreaming()).isTrue();
    }

    @Test
    void brokersKeepNoClientAlive() {
      Set<Thread> before = Thread.getAllStackTraces().keySet();
      kafka.pause();
      assertFails(source, "Cannot find the topics at the Kafka brokers ");

      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () ->
                  assertThat(Thread.getAllStackTraces().keySet())
                      .filteredOn(thread -> !before.contains(thread))
                      .extracting(Thread::getName)
                      .noneMatch(name -> name.startsWith("kafka-")));
    }

    @Test
    void brokersAreWaitedForNoLongerThanTheLimitForSettings() {
      Duration limit = Duration.ofMillis(500);
      kafka.pause();

      try (LookupAdmin admin =
          new LookupAdmin(KafkaCluster.at(kafka.bootstrapServers()).timeout(LIMIT))) {
        assertThatThrownBy(() -> TopicConfigs.of(Collections.singleton(topic), admin.within(limit)))
            .isInstanceOf(TimeoutException.class)
            .hasMessage("the brokers have not answered within 500 ms");
      }
    }

    @Test
    void brokersAreNamedInEachAnswerThatTheyDoNotGive() {
      StartingOffsets start =
          StartingOffsets.of(
              brokers -> {
                kafka.pause();
                assertThatThrownBy(brokers::beginning)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                        "Cannot find the beginning offsets at the Kafka brokers '%s' within 2 s: ",
                        kafka.bootstrapServers())
                    .hasMessageEndingWith(ADVICE);
                return brokers.end();
              });

      assertFails(
          source.startingOffsets(start),
          "Cannot find the end offsets at the Kafka brokers '"
              + kafka.bootstrapServers()
              + "' within 2 s: ");
    }

    @Test
    void brokersAreWaitedForNoLongerThanTheLimitForTimesAndGroups() {
      StartingOffsets start =
          StartingOffsets.of(
              brokers -> {
                TopicOffsets end = brokers.end();
                kafka.pause();
                assertThatThrownBy(() -> brokers.byTime(Instant.EPOCH))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                        "Cannot find the offsets by time at the Kafka brokers '%s' within 2 s: ",
                        kafka.bootstrapServers())
                    .hasMessageEndingWith(ADVICE);
                assertThatThrownBy(() -> brokers.committed("them"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                        "Cannot read what group 'them' has committed at the Kafka brokers '%s'"
                            + " within 2 s: ",
                        kafka.bootstrapServers())
                    .hasMessageEndingWith(ADVICE);
                kafka.unpause();
                assertThat(brokers.byTime(Instant.EPOCH)).isEqualTo(TopicOffsets.empty());
                assertThat(brokers.committed("them")).isEqualTo(TopicOffsets.empty());
                return end;
              });

      assertThat(source.startingOffsets(start).load(spark).isStreaming()).isTrue();
    }
  }

  @Nested
  class Interrupted {

    @Test
    void threadsStayInterrupted(EmbeddedKafka kafka) {
      KafkaStreamSource source =
          KafkaStreamSource.topic(topic).bootstrapServers(kafka.bootstrapServers());

      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> source.load(spark))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "Cannot find the topics at the Kafka brokers '%s': the thread was interrupted",
                kafka.bootstrapServers());
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
    }

    @Test
    void threadsStayInterruptedDuringTheirStart(EmbeddedKafka kafka) {
      kafka.createTopic(topic, 1);
      KafkaStreamSource source =
          KafkaStreamSource.topic(topic)
              .bootstrapServers(kafka.bootstrapServers())
              .startingOffsets(
                  StartingOffsets.of(
                      brokers -> {
                        Thread.currentThread().interrupt();
                        return brokers.end();
                      }));

      assertInterrupted(source, kafka, "Cannot find the end offsets at");
      assertInterrupted(
          source.startingOffsets(
              StartingOffsets.of(
                  brokers -> {
                    Thread.currentThread().interrupt();
                    return brokers.committed("them");
                  })),
          kafka,
          "Cannot read what group 'them' has committed at");
    }

    private void assertInterrupted(KafkaStreamSource source, EmbeddedKafka kafka, String what) {
      try {
        assertThatThrownBy(() -> source.load(spark))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "%s the Kafka brokers '%s': the thread was interrupted",
                what, kafka.bootstrapServers());
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @Nested
  class WithoutASource {

    @Test
    void brokersAreAskedAboutTopicsThatExist(EmbeddedKafka kafka) {
      KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
      kafka.createTopic(topic, 2);
      kafka.produce(topic, 1, "a", "b");

      assertThat(Brokers.ask(cluster, Arrays.asList(topic, "no-such-topic"), BrokerOffsets::end))
          .isEqualTo(TopicOffsets.empty().withOffset(topic, 0, 0).withOffset(topic, 1, 2));
      assertThat(
              Brokers.ask(
                  cluster, Collections.singleton("no-such-topic"), BrokerOffsets::partitions))
          .isEmpty();
      assertThat(Brokers.ask(cluster, Arrays.asList(topic), BrokerOffsets::isCheck)).isTrue();
    }

    @Test
    void refusesWhatCannotBeAsked() {
      KafkaCluster nobody = KafkaCluster.at("127.0.0.1:1");
      List<String> topics = Collections.singletonList(topic);

      assertThatThrownBy(() -> Brokers.ask(null, topics, BrokerOffsets::end))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("cluster");
      assertThatThrownBy(() -> Brokers.ask(nobody, null, BrokerOffsets::end))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("topics");
      assertThatThrownBy(() -> Brokers.ask(nobody, topics, null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("question");
      assertThatThrownBy(() -> Brokers.ask(nobody, Collections.emptyList(), BrokerOffsets::end))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid topics: none given (expected at least one)");
    }
  }
}
