package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.AttributeList;
import javax.management.InstanceNotFoundException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;

/** What operators see of a stream over JMX. */
class TrackerJmxIT extends TrackerFixture {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  /** Of a cluster that answers, and then does not. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static ObjectName name(String stream) throws Exception {
    return new ObjectName(
        "io.github.kafkaspark:type=TrackedStream,name=" + ObjectName.quote(stream));
  }

  private static TrackedStreamMXBean bean(String stream) throws Exception {
    return JMX.newMXBeanProxy(SERVER, name(stream), TrackedStreamMXBean.class);
  }

  private static AttributeList attributes(String stream, String... names) {
    try {
      return SERVER.getAttributes(name(stream), names);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Long> both(long zero, long one) {
    Map<String, Long> map = new HashMap<>();
    map.put(topic + "-0", zero);
    map.put(topic + "-1", one);
    return map;
  }

  @Test
  void showsWhereAStreamIsAndHowFarBehind() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("seen, 中文 = 1");
    TrackedStreamMXBean bean = bean(stream.name());
    assertThat(bean.getHealth()).isEqualTo("HEALTHY");
    assertThat(bean.getHealthCode()).isZero();
    assertThat(bean.getReason()).isEmpty();
    assertThat(bean.getGeneration()).isZero();
    assertThat(bean.getMillisSinceCommit()).isNull();
    assertThat(bean.getPendingRecords()).isNull();
    assertThat(bean.getLag()).isEmpty();
    assertThat(bean.getLagMillis()).isEmpty();
    assertThat(bean.getCurrentOffsets()).isEmpty();

    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    stream.flush(LIMIT);
    query.stop();
    long begun = System.nanoTime();
    kafka.produceNumbers(topic, 10, 16);

    assertThat(bean.getCommittedOffsets()).isEqualTo(both(5, 5));
    assertThat(bean.getCurrentOffsets()).isEqualTo(both(5, 5));
    await().atMost(LIMIT).untilAsserted(() -> assertThat(bean.getLag()).isEqualTo(both(3, 3)));
    long age = bean.getLagAgeMillis();
    assertThat(age).isBetween(0L, (System.nanoTime() - begun) / 1_000_000);
    assertThat(bean.getLagProblem()).isEmpty();
    assertThat(bean.getLagMillis()).containsOnlyKeys(topic + "-0", topic + "-1");
    assertThat(bean.getLagMillis().values())
        .allSatisfy(
            waiting -> assertThat(waiting).isBetween(0L, (System.nanoTime() - begun) / 1_000_000));
    await().atMost(LIMIT).until(() -> bean.getLagMillis().get(topic + "-0") > 0);
    assertThat(bean.getPendingRecords()).isEqualTo(6);
    await().atMost(LIMIT).until(() -> stored(stream).provenance().isClosed());
    await().atMost(LIMIT).until(() -> bean.getSequence() == stored(stream).sequence());
    // All but the claim and the mark of the end.
    assertThat(bean.getCommitsSucceeded()).isEqualTo(stored(stream).sequence() - 2);
    assertThat(bean.getCommitsFailed()).isZero();
    assertThat(bean.getGeneration()).isEqualTo(1);
    assertThat(bean.getMillisSinceCommit()).isNotNegative();
    assertThat(bean.getRecordsAtRisk()).isZero();
    assertThat(bean.getBatchesAtRisk()).isZero();
    assertThat(bean.getPendingMillis()).isZero();

    tracker.close();
    assertThatThrownBy(() -> SERVER.getMBeanInfo(name(stream.name())))
        .isInstanceOf(InstanceNotFoundException.class);
  }

  @Test
  void showsThatTheStreamWasTakenOver() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream stream = tracker.stream("fenced");
    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    stream.flush(LIMIT);
    tracker
        .recorder()
        .store()
        .claim(stream.id(), NewCommit.start(offsets(0, 0), Provenance.of("another", Instant.now())))
        .close();
    kafka.produceNumbers(topic, 10, 16);

    TrackedStreamMXBean bean = bean("fenced");
    await().atMost(LIMIT).until(() -> bean.getHealth().equals("FENCED"));
    assertThat(bean.getHealthCode()).isEqualTo(2);
    assertThat(bean.getReason()).contains("generation 1 was replaced by generation 2");
    assertThat(bean.getCommittedOffsets()).isEqualTo(both(5, 5));
    // Its query was stopped when the first of them were done.
    assertThat(bean.getRecordsAtRisk()).isBetween(1L, 6L);
  }

  @Test
  void aNameThatIsTakenIsSaidAndHarmsNothing() throws Exception {
    TestLog log = TestLog.sinceNow();
    kafka.produceNumbers(topic, 0, 10);
    TrackedStream first = tracker.stream("clash");
    SparkSession another = spark.newSession();
    try (OffsetTracker second = OffsetTracker.attach(another, OffsetStores.inMemory())) {
      TrackedStream unused = second.stream("clash");
      assertThat(log.warnings("'clash' is recorded but not shown over JMX")).hasSize(1);
    }
    StreamingQuery query = start(first, "one");
    query.processAllAvailable();
    first.flush(LIMIT);
    assertThat(stored(first).offsets()).isEqualTo(offsets(5, 5));
    assertThat(bean("clash").getCommittedOffsets()).isEqualTo(both(5, 5));
  }

  @Test
  void keepsWhatTheBrokersToldLastAndWaitsForNone() throws Exception {
    TrackedStream stream = tracker.stream("away");
    TrackedStreamMXBean bean = bean("away");
    StreamingQuery query;
    String[] all = {
      "Lag", "LagMillis", "LagAgeMillis", "LagProblem", "PendingRecords", "CommittedOffsets"
    };
    AtomicReference<AttributeList> told = new AtomicReference<>();
    Map<String, Long> five = Collections.singletonMap(topic + "-0", 5L);
    try (EmbeddedKafka away = EmbeddedKafka.fork()) {
      away.createTopic(topic, 1);
      away.produceNumbers(topic, 0, 10);
      query =
          writer(
                  KafkaStreamSource.topic(topic)
                      .cluster(KafkaCluster.at(away.bootstrapServers()).timeout(TIMEOUT))
                      .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
                      .load(spark),
                  "one")
              .queryName(stream.name())
              .start();
      query.processAllAvailable();
      stream.flush(LIMIT);
      query.stop();
      away.produceNumbers(topic, 10, 15);
      away.pause();
      // The first look, for which the brokers have to be asked.
      assertThat(ThreadWaits.of(() -> told.set(attributes("away", all)))).isZero();
      assertThat(told.get()).hasSize(all.length);
      away.unpause();
      await().atMost(LIMIT).untilAsserted(() -> assertThat(bean.getLag()).isEqualTo(five));
    }
    assertThat(ThreadWaits.of(() -> told.set(attributes("away", all)))).isZero();
    assertThat(told.get()).hasSize(all.length);
    assertThat(bean.getLag()).isEqualTo(five);
    assertThat(bean.getPendingRecords()).isEqualTo(5);
    assertThat(bean.getLagAgeMillis()).isNotNegative();
    long waiting = bean.getLagMillis().get(topic + "-0");
    await().atMost(LIMIT).until(() -> bean.getLagMillis().get(topic + "-0") > waiting);
    assertThat(bean.getCommittedOffsets()).isEqualTo(Collections.singletonMap(topic + "-0", 10L));
  }
}
