package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A commit that is larger than a message of the offsets topic may be. */
@Timeout(180)
class KafkaOffsetStoreSizeIT {

  private static final StreamId ORDERS = StreamId.of("orders");

  /**
   * The broker writes it with each partition: 2.5 MB in one commit, and 1 MB is the most at once.
   */
  private static final String PREFIX = String.join("", Collections.nCopies(1_000, "p"));

  private static final int TOPICS = 2;
  private static final int PARTITIONS_OF_EACH = 1_000;

  @Test
  void commitsMoreThanTheBrokerTakesAtOnceInOneTransaction() {
    try (EmbeddedKafka kafka =
            EmbeddedKafka.fork(Collections.singletonMap("log.index.size.max.bytes", "4096"));
        OffsetStore store = OffsetStores.kafka(KafkaCluster.at(kafka.bootstrapServers()), PREFIX)) {
      for (int i = 0; i < TOPICS; i++) {
        kafka.createTopic(topic(i), PARTITIONS_OF_EACH);
      }
      OffsetWriter writer = store.claim(ORDERS, offsets(0), BasicStoreContract.provenance());

      OffsetCommit commit =
          writer.append(OffsetCommit.Kind.BATCH, offsets(7), BasicStoreContract.provenance());

      assertThat(store.latest(ORDERS)).contains(commit);
      kafka.kill();
    }
  }

  /** As long as a topic's name may be. */
  private static String topic(int number) {
    return String.join("", Collections.nCopies(248, "x")) + number;
  }

  private static TopicOffsets offsets(long offset) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int i = 0; i < TOPICS * PARTITIONS_OF_EACH; i++) {
      String topic = topic(i / PARTITIONS_OF_EACH);
      offsets.put(new TopicPartition(topic, i % PARTITIONS_OF_EACH), offset + i);
    }
    return TopicOffsets.of(offsets);
  }
}
