package io.github.kafkaspark;

import static java.util.Collections.singletonMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class EmbeddedKafkaIT {

  private final EmbeddedKafka kafka;
  private final String topic = EmbeddedKafka.uniqueTopic("orders");

  EmbeddedKafkaIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @Test
  void readsWhatItHasWritten() {
    kafka.createTopic(topic, 2);

    kafka.produce(topic, 1, "b", "c");
    kafka.produce(topic, 0, "a");

    assertThat(kafka.read(topic)).extracting(ConsumerRecord::value).containsExactly("a", "b", "c");
    assertThat(kafka.endOffsets(topic))
        .isEqualTo(TopicOffsets.empty().withOffset(topic, 0, 1).withOffset(topic, 1, 2));
  }

  @Test
  void writesRecordsWithKeysTimestampsAndTombstones() {
    kafka.createTopic(topic, 1);

    kafka.produce(
        Arrays.asList(
            new ProducerRecord<>(topic, 0, 1_000L, "key", "value"),
            new ProducerRecord<>(topic, 0, 2_000L, "key", (String) null)));

    assertThat(kafka.read(topic))
        .extracting(ConsumerRecord::timestamp, ConsumerRecord::key, ConsumerRecord::value)
        .containsExactly(tuple(1_000L, "key", "value"), tuple(2_000L, "key", null));
  }

  @Test
  void spreadsNumbersOverThePartitions() {
    kafka.createTopic(topic, 3);

    kafka.produceNumbers(topic, 0, 4);
    kafka.produceNumbers(topic, 4, 6);

    assertThat(kafka.read(topic))
        .extracting(record -> record.partition() + ":" + record.value())
        .containsExactly("0:0", "0:3", "1:1", "1:4", "2:2", "2:5");
  }

  @Test
  void readsAnEmptyTopic() {
    kafka.createTopic(topic, 1);

    assertThat(kafka.read(topic)).isEmpty();
  }

  @Test
  void addsPartitions() {
    kafka.createTopic(topic, 1);

    kafka.addPartitions(topic, 3);

    kafka.produce(topic, 2, "last");
    assertThat(kafka.endOffsets(topic).partitions()).hasSize(3);
  }

  @Test
  void letsADeletedTopicBeCreatedAgain() {
    kafka.createTopic(topic, 1);
    kafka.produce(topic, 0, "old");

    kafka.deleteTopic(topic);
    assertThatThrownBy(() -> kafka.read(topic))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid topic: '" + topic + "' (expected one that exists)");

    kafka.createTopic(topic, 2);
    assertThat(kafka.read(topic)).isEmpty();
  }

  @Test
  void deletesOldRecordsAsRetentionDoes() {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 5);

    kafka.deleteRecordsBefore(topic, 0, 3);

    assertThat(kafka.read(topic)).extracting(ConsumerRecord::offset).containsExactly(3L, 4L);
  }

  @Test
  void refusesATopicThatExists() {
    kafka.createTopic(topic, 1);

    assertThatThrownBy(() -> kafka.createTopic(topic, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot create topic '" + topic + "': ")
        .hasCauseInstanceOf(TopicExistsException.class);
  }

  @Test
  void refusesSettingsOfItsOwn() {
    assertThatThrownBy(() -> EmbeddedKafka.start(singletonMap("listeners", "PLAINTEXT://:9092")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid broker setting: 'listeners' (expected none of [");
  }

  @Test
  void refusesAnAddressForNoListener() {
    assertThatThrownBy(
            () -> EmbeddedKafka.start(singletonMap("kit.advertised.PROXY", "127.0.0.1:9092")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid broker setting: 'kit.advertised.PROXY' (expected the name of a listener in the"
                + " setting 'listener.security.protocol.map')");
  }

  @Test
  void isTheSameForEveryTest(EmbeddedKafka other) {
    assertThat(other).isSameAs(kafka);
  }
}
