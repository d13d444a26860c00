package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Commits that are larger than a message of the offsets topic may be, of topics whose names are as
 * long as may be.
 */
@Timeout(600)
@Tag("heavy")
class KafkaOffsetStoreSizeIT {

  private static final StreamId ORDERS = StreamId.of("orders");

  /** The broker writes the group's name with each partition, so a long one makes them large. */
  private static final int LENGTH_OF_GROUP = Faults.full() ? 40 : 2_500;

  private static final int TOPICS = Faults.full() ? 10 : 1;
  private static final int PARTITIONS_OF_EACH = Faults.count(500, 1_000);
  private static final int STEP = 100;
  private static final int APPENDS = Faults.count(3, 100);

  @Test
  void commitsMoreThanTheBrokerTakesAtOnce() {
    Map<String, String> settings = new HashMap<>();
    settings.put("log.index.size.max.bytes", "4096");
    // For each partition that it creates, Kafka 1.1 reads this checkpoint of all partitions.
    settings.put("replica.high.watermark.checkpoint.interval.ms", "3600000");
    try (EmbeddedKafka kafka = EmbeddedKafka.fork(settings)) {
      for (int i = 0; i < TOPICS; i++) {
        createInSteps(kafka, topic(i));
      }
      KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
      commitsAllSizes("with transactions", OffsetStores.kafka(cluster, prefix('t')));
      commitsAllSizes(
          "without transactions", OffsetStores.kafkaWithoutTransactions(cluster, prefix('p')));
      kafka.kill();
    }
  }

  /** A thousand at once take a busy machine longer than a request may. */
  private static void createInSteps(EmbeddedKafka kafka, String topic) {
    kafka.createTopic(topic, STEP);
    for (int partitions = 2 * STEP; partitions <= PARTITIONS_OF_EACH; partitions += STEP) {
      kafka.addPartitions(topic, partitions);
    }
  }

  private static void commitsAllSizes(String form, OffsetStore store) {
    try {
      commits(form, store, 1);
      commits(form, store, 100);
      commits(form, store, TOPICS * PARTITIONS_OF_EACH);
    } finally {
      store.close();
    }
  }

  private static void commits(String form, OffsetStore store, int partitions) {
    StreamId stream = StreamId.of(ORDERS + "-" + partitions);
    long begun = System.nanoTime();
    OffsetWriter writer =
        store.claim(
            stream,
            NewCommit.start(offsets(partitions, 0), BasicStoreContract.provenance())
                .withIdentities(identities(partitions)));
    Duration claim = since(begun);
    List<Duration> appends = new ArrayList<>();
    OffsetCommit commit = writer.latest();
    for (int i = 1; i <= APPENDS; i++) {
      begun = System.nanoTime();
      commit =
          writer.append(
              NewCommit.batch(offsets(partitions, i), BasicStoreContract.provenance())
                  .withIdentities(identities(partitions)));
      appends.add(since(begun));
    }
    List<Duration> reads = new ArrayList<>();
    for (int i = 0; i < APPENDS; i++) {
      begun = System.nanoTime();
      assertThat(store.latest(stream)).contains(commit);
      reads.add(since(begun));
    }
    int parts =
        GroupParts.of(
                prefix('t') + stream, GroupCommit.of(commit, "me").write(TopicOffsets.empty()))
            .size();
    assertThat(parts).isGreaterThan(partitions > 100 ? 2 : 0);
    Faults.say(
        "KafkaOffsetStoreSizeIT",
        String.format(
            "%s, %d partitions in %d parts: claim %d ms, append %s, read %s",
            form, partitions, parts, claim.toMillis(), spread(appends), spread(reads)));
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static String spread(List<Duration> times) {
    Collections.sort(times);
    return String.format(
        "%d ms (most %d)",
        times.get(times.size() / 2).toMillis(), times.get(times.size() - 1).toMillis());
  }

  private static String prefix(char letter) {
    return String.join("", Collections.nCopies(LENGTH_OF_GROUP, String.valueOf(letter)));
  }

  /** As long as a topic's name may be. */
  private static String topic(int number) {
    return String.join("", Collections.nCopies(248, "x")) + number;
  }

  private static Map<String, TopicIdentity> identities(int partitions) {
    Map<String, TopicIdentity> identities = new HashMap<>();
    for (TopicPartition partition : offsets(partitions, 0).partitions()) {
      TopicIdentity identity = TopicIdentity.of("lkc5MkZ0RhiYVn0KYpnaoQ");
      identities.put(partition.topic(), identity.withTopicId("id of " + partition.topic()));
    }
    return identities;
  }

  private static TopicOffsets offsets(int partitions, long offset) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      String topic = topic(i / PARTITIONS_OF_EACH);
      offsets.put(new TopicPartition(topic, i % PARTITIONS_OF_EACH), offset + i);
    }
    return TopicOffsets.of(offsets);
  }
}
