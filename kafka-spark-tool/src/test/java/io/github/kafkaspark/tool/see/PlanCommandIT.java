package io.github.kafkaspark.tool.see;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.ToolPage;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
@Timeout(120)
class PlanCommandIT {

  @TempDir Path folder;

  private String topic;
  private String store;
  private String brokers;

  @BeforeEach
  void produce(EmbeddedKafka kafka) throws Exception {
    topic = EmbeddedKafka.uniqueTopic("orders");
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 20);
    brokers = "--bootstrap-server=" + kafka.bootstrapServers();
    store = "--store=" + folder.resolve("offsets").toUri();
  }

  private void commit(TopicOffsets offsets) {
    Ran.commit(folder.resolve("offsets"), "orders", offsets);
  }

  @Test
  void tellsWhereAStartBeginsAndWhy() throws Exception {
    commit(TopicOffsets.empty().withOffset(topic, 0, 3));
    Ran ran = Ran.of("plan", "orders", store, brokers);
    assertThat(ran.out)
        .startsWith(
            "Stream 'orders', stored by generation 1, sequence 2, at 2026-05-01T11:57:00Z\n")
        .contains(topic + "-0")
        .contains("new");
    assertThat(ran.status).isZero();
    Ran json = Ran.of("plan", "orders", store, brokers, "--json");
    assertThat(json.out)
        .startsWith("{\"plan\":{\"version\":1,\"stream\":\"orders\",")
        .endsWith(",\"refusal\":null}\n");
    ToolPage.assertHasFieldsOf("plan", json.out);
  }

  @Test
  void printsWhatSparkTakesAsStartingOffsets() throws Exception {
    commit(TopicOffsets.empty().withOffset(topic, 0, 3));
    Ran ran = Ran.of("start-offsets", "orders", store, brokers);
    assertThat(ran.out).isEqualTo("{\"" + topic + "\":{\"0\":3,\"1\":-2}}\n");
    assertThat(ran.err).isEmpty();
    assertThat(ran.status).isZero();
    Ran json = Ran.of("start-offsets", "orders", store, brokers, "--json");
    assertThat(json.out)
        .isEqualTo(
            "{\"stream\":\"orders\",\"generation\":1,\"sequence\":2,\"startingOffsets\":{\""
                + topic
                + "\":{\"0\":3,\"1\":-2}}}\n");
    ToolPage.assertHasFieldsOf("start-offsets", json.out);
  }

  @Test
  void refusesAStartBeyondWhatTheBrokersHave() {
    commit(TopicOffsets.empty().withOffset(topic, 0, 3_000).withOffset(topic, 1, 0));
    Ran plan = Ran.of("plan", "orders", store, brokers);
    assertThat(plan.out).contains("3000");
    assertThat(plan.err)
        .startsWith("kafka-spark: Cannot ")
        .contains("the brokers do not have what is stored")
        .hasLineCount(1);
    assertThat(plan.status).isOne();
    Ran start = Ran.of("start-offsets", "orders", store, brokers);
    assertThat(start.out).isEmpty();
    assertThat(start.status).isOne();
  }

  @Test
  void saysThatACheckpointOverrulesTheStore() throws Exception {
    commit(TopicOffsets.empty().withOffset(topic, 0, 3).withOffset(topic, 1, 4));
    Path checkpoint = folder.resolve("checkpoint");
    CheckpointCommandTest.write(checkpoint, topic, 5);
    Ran ran = Ran.of("plan", "orders", store, brokers, "--checkpoint", checkpoint.toString());
    assertThat(ran.out).contains("overrules what is stored: ").contains("checkpoint");
    assertThat(ran.status).as(ran.err).isZero();
  }

  @Test
  void wantsBrokers() {
    Ran ran = Ran.of("plan", "orders", store);
    assertThat(ran.err)
        .startsWith("kafka-spark: Missing the brokers: give --bootstrap-server HOST:PORT;");
    assertThat(ran.status).isEqualTo(2);
  }

  @Test
  void givesUpOnBrokersThatAreDownWithinTheLimit() {
    commit(TopicOffsets.empty().withOffset(topic, 0, 3));
    Ran ran = Ran.of("plan", "orders", store, "--bootstrap-server=localhost:1", "--timeout=3s");
    assertThat(ran.err)
        .startsWith("kafka-spark: ")
        .contains("localhost:1 refuses the connection")
        .hasLineCount(1);
    assertThat(ran.status).isOne();
  }
}
