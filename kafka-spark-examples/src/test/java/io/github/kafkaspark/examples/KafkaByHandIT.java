package io.github.kafkaspark.examples;

import static java.util.Collections.singletonMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples that use nothing but Kafka's clients, at a broker that is there. */
@Timeout(120)
@ExtendWith(KafkaExtension.class)
class KafkaByHandIT {

  private final String topic = EmbeddedKafka.uniqueTopic("by-hand");
  private EmbeddedKafka kafka;

  @BeforeEach
  void use(EmbeddedKafka broker) {
    kafka = broker;
  }

  private Captured run(Captured.Program program, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    all[0] = "--bootstrap";
    all[1] = kafka.bootstrapServers();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Captured.run(program, all);
  }

  @Test
  void producesByNumberByKeyAndByAPartitioner() throws Exception {
    kafka.createTopic(topic, 3);

    Captured produced = run(ProduceToPartitions::run, "--topic", topic, "--partition", "1");

    assertThat(produced.status).as(produced.text).isZero();
    assertThat(produced.text).endsWith("ProduceToPartitions: OK, sent 5, failed 0\n");
    List<ConsumerRecord<String, String>> records = kafka.read(topic);
    assertThat(records)
        .filteredOn(record -> record.key().equals("number"))
        .allMatch(record -> record.value().equals("to " + record.partition()))
        .hasSize(3);
    assertThat(records)
        .filteredOn(record -> record.key().equals("abroad-7"))
        .extracting(ConsumerRecord::partition)
        .containsExactly(2);
    assertThat(records).filteredOn(record -> record.key().equals("customer-7")).hasSize(1);
  }

  @Test
  void saysWhichRecordsWereNotAcknowledgedAndWhy() throws Exception {
    // No batch is so small. With 5 each record has a partition, and so a batch, of its own: clients
    // of
    // Kafka 1.1 split a batch of several for ever.
    kafka.createTopic(topic, 12, singletonMap("max.message.bytes", "20"));

    Captured produced = run(ProduceToPartitions::run, "--topic", topic, "--partition", "5");

    assertThat(produced.status).isEqualTo(1);
    assertThat(produced.text)
        .contains("  number, to 5: FAILED, org.apache.kafka.common.errors.RecordTooLarge")
        .endsWith("ProduceToPartitions: FAILED, sent 5, failed 5\n");
  }

  @Test
  void refusesAPartitionAndATopicThatDoNotExist() throws Exception {
    kafka.createTopic(topic, 3);

    Captured partition = run(ProduceToPartitions::run, "--topic", topic, "--partition", "3");
    Captured missing = run(ProduceToPartitions::run, "--topic", topic + "x");

    assertThat(partition.status).isEqualTo(1);
    assertThat(partition.text)
        .isEqualTo("ProduceToPartitions: '" + topic + "' has no partition 3, but 0 to 2\n");
    assertThat(missing.status).isEqualTo(1);
    assertThat(missing.text)
        .isEqualTo(
            "ProduceToPartitions: there is no topic '"
                + topic
                + "x'; create it with "
                + "ManageTopics\n");
  }

  @Test
  void consumesFromOffsetsAndAnotherConsumerGoesOnBehindThem() throws Exception {
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 20);

    Captured consumed =
        run(ConsumeFromOffsets::run, "--topic", topic, "--group", topic, "--from", "0:4,1:7");

    assertThat(consumed.status).as(consumed.text).isZero();
    assertThat(consumed.text.split("\n"))
        .containsExactlyInAnyOrder(
            "  0@4: 8",
            "  0@5: 10",
            "  0@6: 12",
            "  0@7: 14",
            "  0@8: 16",
            "  0@9: 18",
            "  1@7: 15",
            "  1@8: 17",
            "  1@9: 19",
            topic + "-0: the group goes on at 10",
            topic + "-1: the group goes on at 10",
            "ConsumeFromOffsets: OK, read 9 records, and the group '"
                + topic
                + "' goes on behind them");
  }

  @Test
  void refusesToConsumeWhatDoesNotExist() throws Exception {
    kafka.createTopic(topic, 2);

    Captured partition = run(ConsumeFromOffsets::run, "--topic", topic, "--from", "2:0");
    Captured offset = run(ConsumeFromOffsets::run, "--topic", topic, "--from", "0:5");
    Captured form = run(ConsumeFromOffsets::run, "--topic", topic, "--from", "5");

    assertThat(partition.status).isEqualTo(1);
    assertThat(partition.text)
        .isEqualTo("ConsumeFromOffsets: no partition " + topic + "-2, but 0 to 1\n");
    assertThat(offset.status).isEqualTo(1);
    assertThat(offset.text)
        .isEqualTo("ConsumeFromOffsets: " + topic + "-0 has no offset 5, but 0 to 0\n");
    assertThat(form.status).isEqualTo(2);
    assertThat(form.text)
        .startsWith("ConsumeFromOffsets: '5' is not of the form partition:offset\nusage: ");
  }

  @Test
  void managesATopicFromItsCreationToItsEnd() throws Exception {
    assertThat(run(ManageTopics::run, "create", topic, "2").text)
        .isEqualTo("ManageTopics: OK, created '" + topic + "' with 2 partitions\n");
    kafka.produceNumbers(topic, 0, 2); // Both partitions have their leaders.
    assertThat(run(ManageTopics::run, "list").text)
        .containsPattern("topic +partitions  replicas\n")
        .containsPattern(topic + " +2 +1\n")
        .containsPattern("ManageTopics: OK, topics: [1-9]\\d*\n$");
    assertThat(run(ManageTopics::run, "enlarge", topic, "3").text)
        .isEqualTo("ManageTopics: OK, '" + topic + "' has 3 partitions now\n");
    kafka.addPartitions(topic, 4); // Returns when clients see all of them.
    Captured described = run(ManageTopics::run, "describe", topic);
    assertThat(described.text)
        .containsPattern("^partition +leader  replicas  in sync\n")
        .containsPattern(topic + "-3 +\\d+ +\\d+ +\\d+\n")
        .endsWith("ManageTopics: OK, '" + topic + "' has 4 partitions\n");

    Captured again = run(ManageTopics::run, "create", topic, "2");
    assertThat(again.status).isEqualTo(1);
    assertThat(again.text).startsWith("ManageTopics: Topic '" + topic + "' already exists");
    Captured fewer = run(ManageTopics::run, "enlarge", topic, "2");
    assertThat(fewer.status).isEqualTo(1);
    assertThat(fewer.text) // The broker's words: with those of 3.9 the topic's name is among them.
        .startsWith("ManageTopics: ")
        .containsPattern("[Tt]opic .*currently has 4 partition");
    assertThat(run(ManageTopics::run, "delete", topic).status).isZero();
  }

  @Test
  void refusesAMissingTopicAndWrongWords() throws Exception {
    Captured missing = run(ManageTopics::run, "describe", topic);
    Captured wrong = run(ManageTopics::run, "create", topic);
    Captured option = run(ManageTopics::run, "--zookeeper", "localhost:2181");
    Captured number = run(ManageTopics::run, "create", topic, "many");

    assertThat(missing.status).isEqualTo(1);
    assertThat(missing.text)
        .isEqualTo(
            "ManageTopics: there is no topic '" + topic + "'; create it with ManageTopics\n");
    assertThat(wrong.status).isEqualTo(2);
    assertThat(wrong.text)
        .startsWith("ManageTopics: cannot make sense of [create, " + topic + "]\nusage: ");
    assertThat(option.status).isEqualTo(2);
    assertThat(option.text).startsWith("ManageTopics: there is no option '--zookeeper'\nusage: ");
    assertThat(number.status).isEqualTo(2);
    assertThat(number.text).startsWith("ManageTopics: 'many' is not a number\nusage: ");
  }

  @Test
  void saysThatNoBrokerAnswers() throws Exception {
    Captured nobody = Captured.run(ManageTopics::run, "--bootstrap", "127.0.0.1:1", "list");

    assertThat(nobody.status).isEqualTo(1);
    assertThat(nobody.text)
        .endsWith("ManageTopics: no Kafka broker answers at '127.0.0.1:1' within 10 s\n");
  }
}
