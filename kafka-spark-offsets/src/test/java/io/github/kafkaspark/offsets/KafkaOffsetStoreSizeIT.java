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

/** Streams of as many partitions as anybody has. */
@Timeout(180)
class KafkaOffsetStoreSizeIT {

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final int PARTITIONS = 10_000;

  /** 2.5 MB of names in one commit. */
  private static final String TOPIC = String.join("", Collections.nCopies(249, "x"));

  @Test
  void commitsTenThousandPartitionsInOneTransactionOfSeveralParts() {
    try (EmbeddedKafka kafka =
            EmbeddedKafka.fork(Collections.singletonMap("log.index.size.max.bytes", "4096"));
        OffsetStore store =
            OffsetStores.kafka(KafkaCluster.at(kafka.bootstrapServers()), "offsets-")) {
      kafka.createTopic(TOPIC, PARTITIONS);
      OffsetWriter writer = store.claim(ORDERS, offsets(0), BasicStoreContract.provenance());

      OffsetCommit commit =
          writer.append(OffsetCommit.Kind.BATCH, offsets(7), BasicStoreContract.provenance());

      assertThat(store.latest(ORDERS)).contains(commit);
      kafka.kill();
    }
  }

  private static TopicOffsets offsets(long first) {

    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      offsets.put(new TopicPartition(TOPIC, partition), first + partition);
    }
    return TopicOffsets.of(offsets);
  }
}
