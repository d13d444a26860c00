package io.github.kafkaspark.tool.move;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The session at three in the morning of {@code docs/tool.md}, line by line. */
@ExtendWith(KafkaExtension.class)
class NightIT {

  private static final String TOPIC = "orders";
  private static final Instant BAD = Instant.parse("2026-11-30T22:00:00Z");

  @TempDir Path folder;

  @Test
  void theSessionOfThePageGoesAsThePageSays(EmbeddedKafka kafka) throws Exception {
    kafka.createTopic(TOPIC, 2, Collections.singletonMap("retention.ms", "-1"));
    produce(kafka, BAD.minusSeconds(3_600), 1_000);
    produce(kafka, BAD.plusSeconds(60), 500);
    Path offsets = folder.resolve("offsets");
    try (OffsetStore store = OffsetStores.file(offsets)) {
      Ran.commit(store, "orders-to-lake", offsets(740));
    }
    Files.write(
        folder.resolve("prod"),
        ("--store=file:" + offsets + "\n--bootstrap-server=" + kafka.bootstrapServers() + "\n")
            .getBytes(UTF_8));

    Session.replay("night", folder);
  }

  private static TopicOffsets offsets(long each) {
    return TopicOffsets.empty().withOffset(TOPIC, 0, each).withOffset(TOPIC, 1, each);
  }

  /** So many, half of them in each partition, of that time. */
  private static void produce(EmbeddedKafka kafka, Instant time, int count) {
    kafka.produce(
        IntStream.range(0, count)
            .mapToObj(
                number ->
                    new ProducerRecord<String, String>(
                        TOPIC, number % 2, time.toEpochMilli(), null, Integer.toString(number)))
            .collect(toList()));
    assertThat(kafka.endOffsets(TOPIC).partitions()).hasSize(2);
  }
}
