package io.github.kafkaspark;

import static java.util.Collections.singleton;
import static java.util.Collections.singletonMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupOffsetsTest {

  @Test
  void leavesNoThreadBehindIfNoConsumerCanBeMade() {
    assertThatThrownBy(
            () ->
                GroupOffsets.committed(
                    singletonMap("bootstrap.servers", "nowhere.invalid:9092"),
                    "group",
                    singleton(new TopicPartition("orders", 0)),
                    Duration.ofSeconds(1)))
        .isInstanceOf(KafkaException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("kafka-spark-lookup-limit");
  }
}
