package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.Rights;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store in Kafka says when the user lacks a right, with a broker that asks for it. */
@Timeout(300)
class KafkaOffsetStoreRightsIT {

  private static final String PREFIX = "offsets-" + UUID.randomUUID() + "-";
  private static final String CLUSTER = "kafka-cluster";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";

  private static EmbeddedKafka kafka;
  private static KafkaCluster cluster;

  private OffsetStore store;
  private OffsetStore plain;

  /** The broker and the test kit are the same user, which needs the most of the cluster. */
  @BeforeAll
  static void start() throws IOException {
    Map<String, String> settings = Rights.settings();
    settings.put("listener.security.protocol.map", "LOGIN:SASL_PLAINTEXT");
    settings.put("listener.name.login.sasl.enabled.mechanisms", "PLAIN");
    settings.put("listener.name.login.plain.sasl.jaas.config", LOGIN + " user_job=\"geheim\";");
    kafka = EmbeddedKafka.fork(settings);
    cluster = KafkaCluster.at(kafka.bootstrapServers()).timeout(Duration.ofSeconds(60));
    for (String topic : new String[] {"orders", "hidden", "unreadable"}) {
      kafka.createTopic(topic, 1);
    }
    new Rights()
        .give(ResourceType.CLUSTER, CLUSTER, AclOperation.ALL)
        .take(ResourceType.CLUSTER, CLUSTER, AclOperation.IDEMPOTENT_WRITE)
        .take(ResourceType.CLUSTER, CLUSTER, AclOperation.DESCRIBE_CONFIGS)
        .takeAll(ResourceType.TRANSACTIONAL_ID, PREFIX + "no-transactional-id")
        .takeAll(ResourceType.GROUP, PREFIX + "no-group")
        .takeAll(ResourceType.GROUP, PREFIX + "read-only-group")
        .give(ResourceType.GROUP, PREFIX + "read-only-group", AclOperation.DESCRIBE)
        .takeAll(ResourceType.TOPIC, "hidden")
        .takeAll(ResourceType.TOPIC, "unreadable")
        .give(ResourceType.TOPIC, "unreadable", AclOperation.DESCRIBE)
        .tell(kafka.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    kafka.kill();
    kafka.close();
  }

  @BeforeEach
  void open() {
    store = OffsetStores.kafka(cluster, PREFIX);
    plain = OffsetStores.kafkaWithoutTransactions(cluster, PREFIX);
  }

  @AfterEach
  void close() {
    store.close();
    plain.close();
  }

  @Test
  void withoutTheTransactionalIdItNamesItAndTheFormThatNeedsNone() {
    assertClaimFails(
        store,
        "no-transactional-id",
        "orders",
        "; grant this user Write and Describe on the transactional id '"
            + PREFIX
            + "no-transactional-id', or use OffsetStores.kafkaWithoutTransactions, which needs "
            + "none");
    assertWorks(plain, "no-transactional-id");
  }

  @Test
  void needsNoRightOnTheCluster() {
    assertThatThrownBy(() -> GroupRefresher.retention(cluster))
        .isInstanceOf(ClusterAuthorizationException.class)
        .hasMessageContaining("uthoriz");
    assertWorks(store, "nothing-missing");
    assertWorks(plain, "nothing-missing");
  }

  @Test
  void withoutTheGroupItNamesIt() {
    String wayOut = "; grant this user Read on the group '" + PREFIX + "no-group'";
    assertClaimFails(store, "no-group", "orders", wayOut);
    assertClaimFails(plain, "no-group", "orders", wayOut);
    assertThatThrownBy(() -> plain.latest(StreamId.of("no-group")))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(
            "Cannot read offsets of 'no-group' in the consumer group '" + PREFIX)
        .hasMessageEndingWith(wayOut);
  }

  @Test
  void withTheRightToSeeTheGroupAloneItNamesTheRightToCommit() {
    String wayOut = "; grant this user Read on the group '" + PREFIX + "read-only-group'";
    assertClaimFails(store, "read-only-group", "orders", wayOut);
    assertClaimFails(plain, "read-only-group", "orders", wayOut);
  }

  @Test
  void withoutTheTopicItSaysThatThePartitionCannotBeRead() {
    for (OffsetStore each : new OffsetStore[] {store, plain}) {
      assertThatThrownBy(() -> claim(each, "any", "hidden"))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessage(
              "Cannot commit offsets of 'any' to the consumer group '%sany': the cluster '%s' has "
                  + "no partition hidden-0 that this user may read; create it again, grant this "
                  + "user Read on the topic, or start the stream without it",
              PREFIX, cluster);
    }
  }

  @Test
  void withTheRightToSeeTheTopicAloneItNamesTheRightToReadIt() {
    String wayOut = "; grant this user Read on the topics of the stream";
    assertClaimFails(store, "any", "unreadable", wayOut);
    assertClaimFails(plain, "any", "unreadable", wayOut);
  }

  private static OffsetWriter claim(OffsetStore from, String stream, String topic) {
    return from.claim(
        StreamId.of(stream),
        NewCommit.start(
            TopicOffsets.empty().withOffset(topic, 0, 1), BasicStoreContract.provenance()));
  }

  private static void assertWorks(OffsetStore from, String stream) {
    try (OffsetWriter writer = claim(from, stream, "orders")) {
      OffsetCommit commit =
          writer.append(
              NewCommit.batch(
                  TopicOffsets.empty().withOffset("orders", 0, 2),
                  BasicStoreContract.provenance()));
      assertThat(from.latest(StreamId.of(stream))).contains(commit);
    }
  }

  private static void assertClaimFails(
      OffsetStore from, String stream, String topic, String wayOut) {
    assertThatThrownBy(() -> claim(from, stream, topic))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(
            "Cannot claim '%s' in the consumer group '%s' of ", stream, PREFIX + stream)
        .hasMessageEndingWith(wayOut)
        .matches(
            thrown -> !Throwables.getStackTrace(thrown).contains("TimeoutException"),
            "is no time-out");
  }

  @Test
  void logsInByTheFileThatItsLocationNames(@TempDir Path folder) throws IOException {
    Path file =
        Files.write(
            folder.resolve("client.properties"),
            Arrays.asList(
                "security.protocol=SASL_PLAINTEXT",
                "sasl.mechanism=PLAIN",
                "sasl.jaas.config=" + LOGIN + " username=\"job\" password=\"geheim\";"));
    StreamId stream = StreamId.of("logged-in");
    TopicOffsets offsets = TopicOffsets.empty().withOffset("orders", 0, 7);
    for (String scheme : new String[] {"kafka:", "kafkaWithoutTransactions:"}) {
      String groups = scheme + kafka.bootstrapServers("LOGIN") + "/" + PREFIX;
      try (OffsetStore found = OffsetStores.at(groups + "?config=" + file);
          OffsetWriter writer =
              found.claim(stream, NewCommit.start(offsets, BasicStoreContract.provenance()))) {
        assertThat(found.latest(stream).map(OffsetCommit::offsets)).contains(offsets);
        assertThat(writer.latest().offsets()).isEqualTo(offsets);
      }
    }
  }
}
