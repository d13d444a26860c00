package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.Metrics;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ConsumerLag.Partition;
import io.github.kafkaspark.offsets.ConsumerLag.State;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How far behind, by real brokers. */
@ExtendWith(KafkaExtension.class)
class ConsumerLagIT {

  /** A consumer finds its way, and asks for topics, beginnings and ends. */
  private static final long HANDFUL = 10;

  private static final StreamId LAKE = StreamId.of("orders-to-lake");

  private final EmbeddedKafka kafka;
  private final KafkaCluster cluster;
  private final String topic = EmbeddedKafka.uniqueTopic("behind");

  ConsumerLagIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
    this.cluster = KafkaCluster.at(kafka.bootstrapServers());
  }

  private TopicOffsets offsets(long... offsets) {
    TopicOffsets all = TopicOffsets.empty();
    for (int i = 0; i < offsets.length; i++) {
      all = all.withOffset(topic, i, offsets[i]);
    }
    return all;
  }

  private Partition partition(ConsumerLag lag, int number) {
    return lag.partitions().get(new TopicPartition(topic, number));
  }

  @Test
  void comparesTheNewestCommitWithTheEndsAndClaimsNothing() {
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 20);
    OffsetStore store = OffsetStores.inMemory();
    OffsetWriter writer =
        store.claim(LAKE, NewCommit.start(offsets(0, 0), Provenance.of("a test", Instant.now())));

    assertThat(ConsumerLag.of(cluster, store, LAKE).total()).isEqualTo(20);

    OffsetCommit commit =
        writer.append(NewCommit.batch(offsets(4, 10), Provenance.of("a test", Instant.now())));
    StreamId stream = LAKE;
    // region lag
    ConsumerLag lag = ConsumerLag.of(cluster, store, stream);
    // endregion
    assertThat(lag.commit()).contains(commit);
    assertThat(partition(lag, 0).lag()).isEqualTo(6);
    assertThat(partition(lag, 1).lag()).isZero();
    assertThat(lag.partitions().values())
        .extracting(Partition::state)
        .containsOnly(State.COMMITTED);
    assertThat(store.latest(LAKE)).contains(commit);
  }

  @Test
  void showsWhatTheBrokersNoLongerHave() {
    String gone = EmbeddedKafka.uniqueTopic("gone");
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 20);
    kafka.deleteRecordsBefore(topic, 0, 6);
    kafka.addPartitions(topic, 3);
    kafka.produce(topic, 2, "a", "b");

    ConsumerLag lag = ConsumerLag.of(cluster, offsets(4, 17).withOffset(gone, 0, 5));

    assertThat(partition(lag, 0))
        .hasToString("6 behind (committed 4, beginning 6, end 10, aged out)");
    assertThat(partition(lag, 1))
        .hasToString("0 behind (committed 17, beginning 0, end 10, beyond end)");
    assertThat(partition(lag, 2)).hasToString("2 behind (committed -, beginning 0, end 2, new)");
    assertThat(lag.partitions().get(new TopicPartition(gone, 0)))
        .hasToString("0 behind (committed 5, beginning -, end -, vanished)");
    assertThat(lag.total()).isEqualTo(8);
    assertThat(lag.lost()).isEqualTo(2);
    assertThat(lag.describe()).contains(topic).containsPattern(gone + " +1 +0  1 vanished\n");
  }

  @Test
  void countsWhatAnOpenTransactionHasWrittenUnlessOnlyCommittedRecordsAreRead() {
    kafka.createTopic(topic, 1);
    kafka.produce(topic, 0, "a", "b");
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("transactional.id", topic);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, 0, "k", "c"));
      producer.flush();

      KafkaCluster committedOnly = cluster.option("isolation.level", "read_committed");
      assertThat(ConsumerLag.of(cluster, offsets(0)).total()).isEqualTo(3);
      assertThat(ConsumerLag.of(committedOnly, offsets(0)).total()).isEqualTo(2);

      producer.abortTransaction();
      // The aborted record and the marker are offsets too; the marker may come a moment later.
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> ConsumerLag.of(committedOnly, offsets(0)).total() == 4);
    }
  }

  @Test
  void namesTheBrokersThatDoNotAnswer() {
    KafkaCluster nobody = KafkaCluster.at("127.0.0.1:1").timeout(Duration.ofSeconds(2));

    assertThatThrownBy(() -> ConsumerLag.of(nobody, offsets(0)))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "Cannot connect to the Kafka brokers '127.0.0.1:1': 127.0.0.1:1 refuses the connection ")
        .hasMessageEndingWith("; check bootstrapServers, and that the brokers are there");
  }

  @Test
  void asksAHandfulOfTimesWhateverTheNumberOfPartitions() {
    if (!Faults.full()) {
      assertAsksAHandfulOfTimes(kafka, 100);
      return;
    }
    // With brokers of its own: so many are a burden for the tests that come after.
    try (EmbeddedKafka many = EmbeddedKafka.fork()) {
      assertAsksAHandfulOfTimes(many, 10_000);
      many.kill();
    }
  }

  private void assertAsksAHandfulOfTimes(EmbeddedKafka brokers, int partitions) {
    int step = Math.min(partitions, 250);
    brokers.createTopic(topic, step);
    for (int total = 2 * step; total <= partitions; total += step) {
      brokers.addPartitions(topic, total); // In steps that a busy broker takes in time.
    }
    KafkaCluster cluster = KafkaCluster.at(brokers.bootstrapServers());
    TopicOffsets committed = offsets(new long[partitions]);
    // A broker announces a partition a moment before it answers for it; clients ask again then.
    ConsumerLag unused = ConsumerLag.of(cluster, committed);

    long begun = System.nanoTime();
    ConsumerLag lag = ConsumerLag.of(Metrics.on(cluster, topic), committed);
    long millis = (System.nanoTime() - begun) / 1_000_000;
    long requests = Metrics.requests(topic, "kafka-spark-lookup");
    Faults.say(
        "ConsumerLagIT",
        requests + " requests, " + millis + " ms for " + partitions + " partitions");
    assertThat(lag.partitions()).hasSize(partitions);
    assertThat(requests).isBetween(3L, HANDFUL);
    assertThat(lag.describe().split("\n")).hasSize(24);
  }
}
