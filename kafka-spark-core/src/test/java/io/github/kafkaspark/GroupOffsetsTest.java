package io.github.kafkaspark;

import static java.util.Collections.emptyMap;
import static java.util.Collections.emptySet;
import static java.util.Collections.singleton;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.internal.ClientSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupOffsetsTest {

  @Test
  void leavesNoThreadBehindIfNoConsumerCanBeMade() {
    Duration limit = Duration.ofSeconds(1);
    Map<String, Object> lookup =
        ClientSettings.of(emptyMap(), "nowhere.invalid:9092", limit, emptySet());
    assertThatThrownBy(
            () ->
                GroupOffsets.committed(
                    lookup, "group", singleton(new TopicPartition("orders", 0)), limit))
        .isInstanceOf(KafkaException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("kafka-spark-lookup-limit");
  }
}
