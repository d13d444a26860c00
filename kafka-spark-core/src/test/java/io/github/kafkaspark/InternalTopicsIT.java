package io.github.kafkaspark;

import static io.github.kafkaspark.StreamingQueries.values;
import static java.util.Collections.singleton;
import static java.util.Collections.singletonList;
import static java.util.Collections.singletonMap;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.NeedsSpark;
import io.github.kafkaspark.testing.SparkExtension;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics in which the brokers keep what is their own; which ones they are, the brokers say. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class InternalTopicsIT {

  private static final String OFFSETS = "__consumer_offsets";

  /** Brokers of Kafka 4 take it for theirs, those before do not. */
  private static final String SHARE_GROUPS = "__share_group_state";

  private final EmbeddedKafka kafka;
  private final SparkSession spark;
  private final KafkaCluster cluster;
  private final String topic = EmbeddedKafka.uniqueTopic("own");

  InternalTopicsIT(EmbeddedKafka kafka, SparkSession spark) {
    this.kafka = kafka;
    this.spark = spark;
    this.cluster = KafkaCluster.at(kafka.bootstrapServers());
  }

  @BeforeEach
  void createTopics() throws Exception {
    kafka.createTopic(topic, 1);
    kafka.produce(topic, 0, "a");
    commit();
    try (AdminClient admin = admin()) {
      if (!admin.listTopics(withInternal()).names().get(30, SECONDS).contains(SHARE_GROUPS)) {
        NewTopic shareGroups = new NewTopic(SHARE_GROUPS, 1, (short) 1);
        Object unused = admin.createTopics(singletonList(shareGroups)).all().get(30, SECONDS);
      }
    }
  }

  /** The first commit creates the topic of offsets. */
  private void commit() {
    TopicPartition partition = new TopicPartition(topic, 0);
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("group.id", topic);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(singleton(partition));
      consumer.commitSync(singletonMap(partition, new OffsetAndMetadata(1)));
    }
  }

  private AdminClient admin() {
    return AdminClient.create(singletonMap("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static ListTopicsOptions withInternal() {
    return new ListTopicsOptions().listInternal(true);
  }

  private Collection<TopicListing> listings() throws Exception {
    try (AdminClient admin = admin()) {
      return admin.listTopics(withInternal()).listings().get(30, SECONDS);
    }
  }

  @Test
  void areLeftOutOfAPatternIfTheBrokersSayThatTheyAreTheirs() throws Exception {
    String pattern = "__.*|" + topic;
    Set<String> expected =
        listings().stream()
            .filter(listing -> !listing.isInternal() && listing.name().matches(pattern))
            .map(TopicListing::name)
            .collect(Collectors.toSet());

    KafkaBatch batch = KafkaBatchSource.topicPattern(pattern).cluster(cluster).loadBatch(spark);

    assertThat(expected).contains(topic).doesNotContain(OFFSETS);
    assertThat(TopicOffsets.topics(batch.end().partitions())).isEqualTo(expected);
    assertThat(values(stream(pattern).load(spark))).contains("a");
  }

  @Test
  void areNotSelectedByAPattern() throws Exception {
    Collection<TopicListing> all = listings();
    StartingOffsets start =
        StartingOffsets.of(
            brokers -> {
              for (TopicListing each : all) {
                assertThat(brokers.selects(new TopicPartition(each.name(), 0)))
                    .isEqualTo(!each.isInternal());
              }
              return brokers.end();
            });

    assertThat(stream(".*").startingOffsets(start).check(spark).errors()).isEmpty();
  }

  /** It would fail if Spark selected other partitions than the library has begun at. */
  private KafkaStreamSource stream(String pattern) {
    return KafkaStreamSource.topicPattern(pattern)
        .cluster(cluster)
        .startingOffsets(StartingOffsets.of(BrokerOffsets::beginning));
  }

  @Test
  void areReadByNameWhereSparkReadsThem() throws Exception {
    SparkSession session = spark.newSession();
    session.conf().set(DriverReader.DEPRECATED, "true");

    assertThat(named().check(session).errors()).isEmpty();
    assertThat(values(named().load(session))).isNotEmpty();
  }

  @Test
  @NeedsSpark(SparkVersion.V3_1)
  void areRefusedByNameWhereSparkPassesOverThem() {
    SparkSession session = spark.newSession();
    session.conf().set(DriverReader.DEPRECATED, "false");
    String refusal =
        "Invalid topic '__consumer_offsets': [__consumer_offsets] are internal topics of the "
            + "brokers, which Spark's driver passes over as an administrator (expected other topics; "
            + "to read these, set spark.sql.streaming.kafka.useDeprecatedOffsetFetching=true)";

    assertThat(named().check(session).errors()).containsExactly(refusal);
    assertThatThrownBy(() -> named().load(session))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(refusal);
    assertThatThrownBy(() -> KafkaBatchSource.topic(OFFSETS).cluster(cluster).load(session))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(refusal);
  }

  private KafkaStreamSource named() {
    return KafkaStreamSource.topic(OFFSETS)
        .cluster(cluster)
        .onDataLoss(DataLoss.SKIP)
        .startingOffsets(StartingOffsets.of(BrokerOffsets::beginning));
  }
}
