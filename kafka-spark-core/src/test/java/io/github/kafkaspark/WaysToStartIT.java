package io.github.kafkaspark;

import static io.github.kafkaspark.StreamingQueries.values;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each start, with each kind of selection, in a stream and in a batch: the same records. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class WaysToStartIT {

  /** The record {@code n} of a partition is of this time and {@code n} seconds. */
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final EmbeddedKafka kafka;
  private final SparkSession spark;
  private final String a = EmbeddedKafka.uniqueTopic("starts");
  private final String b = a + "-b";
  private final String group = a + "-group";

  WaysToStartIT(EmbeddedKafka kafka, SparkSession spark) {
    this.kafka = kafka;
    this.spark = spark;
  }

  /** Topic a: two partitions of 4 records, topic b: one of 2 records and an empty one. */
  @BeforeEach
  void fill() {
    kafka.createTopic(a, 2);
    kafka.createTopic(b, 2);
    List<ProducerRecord<String, String>> records = new ArrayList<>();
    for (int number = 0; number < 4; number++) {
      long time = NOON.toEpochMilli() + 1000L * number;
      records.add(new ProducerRecord<>(a, 0, time, null, "a0-" + number));
      records.add(new ProducerRecord<>(a, 1, time, null, "a1-" + number));
      if (number < 2) {
        records.add(new ProducerRecord<>(b, 0, time, null, "b0-" + number));
      }
    }
    kafka.produce(records);
    Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
    commits.put(new TopicPartition(a, 0), new OffsetAndMetadata(3));
    commits.put(new TopicPartition(b, 0), new OffsetAndMetadata(1));
    commit(commits);
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("group.id", group);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.commitSync(offsets);
    }
  }

  static Stream<Arguments> starts() {
    return Stream.of(
        arguments("earliest", "a0-0 a0-1 a0-2 a0-3 a1-0 a1-1 a1-2 a1-3 b0-0 b0-1"),
        arguments("latest", ""),
        arguments("at", "a0-3 a1-1 a1-2 a1-3 b0-1"),
        arguments("at or earliest", "a0-3 a1-0 a1-1 a1-2 a1-3 b0-0 b0-1"),
        arguments("at or latest", "a0-3"),
        arguments("since or latest", "a0-2 a0-3 a1-2 a1-3"),
        arguments("since or earliest", "a0-2 a0-3 a1-2 a1-3 b0-0 b0-1"),
        arguments("committed or earliest", "a0-3 a1-0 a1-1 a1-2 a1-3 b0-1"),
        arguments("committed or latest", "a0-3 b0-1"),
        arguments("own", "a0-2 a0-3 a1-2 a1-3 b0-1"));
  }

  private StartingOffsets start(String name) {
    Instant later = NOON.plusMillis(1001);
    switch (name) {
      case "earliest":
        return StartingOffsets.earliest();
      case "latest":
        return StartingOffsets.latest();
      case "at":
        return StartingOffsets.at(
            TopicOffsets.empty()
                .withOffset(a, 0, 3)
                .withOffset(a, 1, 1)
                .withOffset(b, 0, 1)
                .withOffset(b, 1, 0));
      case "at or earliest":
        return StartingOffsets.at(TopicOffsets.empty().withOffset(a, 0, 3))
            .orElse(StartingOffsets.earliest());
      case "at or latest":
        return StartingOffsets.at(TopicOffsets.empty().withOffset(a, 0, 3))
            .orElse(StartingOffsets.latest());
      case "since or latest":
        return StartingOffsets.since(later).orElse(StartingOffsets.latest());
      case "since or earliest":
        return StartingOffsets.since(later).orElse(StartingOffsets.earliest());
      case "committed or earliest":
        return StartingOffsets.committedBy(group).orElse(StartingOffsets.earliest());
      case "committed or latest":
        return StartingOffsets.committedBy(group).orElse(StartingOffsets.latest());
      default: // Of each topic what is after some time of its own.
        return StartingOffsets.of(
            brokers ->
                brokers
                    .byTime(later)
                    .filter(partition -> partition.topic().equals(a))
                    .merge(
                        brokers
                            .byTime(NOON.plusSeconds(1))
                            .filter(partition -> partition.topic().equals(b))));
    }
  }

  private KafkaStreamSource stream(int selection) {
    return selection == 0
        ? KafkaStreamSource.topics(a, b)
        : selection == 1
            ? KafkaStreamSource.topicPattern(a + "(-b)?")
            : KafkaStreamSource.partitions(partitions());
  }

  private KafkaBatchSource batch(int selection) {
    return selection == 0
        ? KafkaBatchSource.topics(a, b)
        : selection == 1
            ? KafkaBatchSource.topicPattern(a + "(-b)?")
            : KafkaBatchSource.partitions(partitions());
  }

  private List<TopicPartition> partitions() {
    return Arrays.asList(
        new TopicPartition(a, 0),
        new TopicPartition(a, 1),
        new TopicPartition(b, 0),
        new TopicPartition(b, 1));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? Collections.emptyList() : Arrays.asList(text.split(" "));
  }

  @ParameterizedTest
  @MethodSource("starts")
  void beginABatchWhateverIsSelected(String start, String expected) {
    for (int selection = 0; selection < 3; selection++) {
      List<String> read =
          batch(selection)
              .bootstrapServers(kafka.bootstrapServers())
              .startingOffsets(start(start))
              .load(spark)
              .selectExpr("CAST(value AS STRING)")
              .as(Encoders.STRING())
              .collectAsList();

      assertThat(read.stream().sorted().collect(toList())).isEqualTo(words(expected));
    }
  }

  /** A query takes long, so each start has one kind of selection. */
  @ParameterizedTest
  @CsvSource({
    "earliest, 0, a0-0 a0-1 a0-2 a0-3 a1-0 a1-1 a1-2 a1-3 b0-0 b0-1",
    "latest, 1, ''",
    "at, 2, a0-3 a1-1 a1-2 a1-3 b0-1",
    "at or latest, 0, a0-3",
    "since or latest, 1, a0-2 a0-3 a1-2 a1-3",
    "committed or earliest, 2, a0-3 a1-0 a1-1 a1-2 a1-3 b0-1"
  })
  void beginAStream(String start, int selection, String expected) throws Exception {
    List<String> read =
        values(
            stream(selection)
                .bootstrapServers(kafka.bootstrapServers())
                .startingOffsets(start(start))
                .load(spark));

    assertThat(read.stream().sorted().collect(toList())).isEqualTo(words(expected));
  }

  @Test
  void failIfToldToAndThereIsNoRecordSoYoungOrNoCommit() {
    KafkaStreamSource source =
        KafkaStreamSource.topics(a, b).bootstrapServers(kafka.bootstrapServers());
    Instant late = NOON.plusSeconds(3);

    assertThatThrownBy(
            () -> source.startingOffsets(StartingOffsets.since(late).orFail()).load(spark))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot start since 2026-01-01T12:00:03Z: no record is so young in [%1$s-0, %1$s-1]; "
                + "begin those at their end with orElse(…) in place of orFail()",
            b);
    assertThatThrownBy(
            () -> source.startingOffsets(StartingOffsets.committedBy(group).orFail()).load(spark))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot start where group '%1$s' has committed: it has committed nothing for [%2$s-1, "
                + "%3$s-1]; check the group's name, or begin those elsewhere with orElse(…) in "
                + "place of orFail()",
            group, a, b);
  }

  @Test
  void knowTheFarthestTimes() {
    List<TopicOffsets> answers = new ArrayList<>();
    Object unused =
        KafkaStreamSource.topics(a, b)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(
                StartingOffsets.of(
                    brokers -> {
                      answers.add(brokers.byTime(Instant.MIN));
                      answers.add(brokers.byTime(Instant.MAX));
                      answers.add(brokers.byTime(NOON.plusSeconds(3)));
                      answers.add(brokers.byTime(NOON.plusSeconds(3).plusNanos(1)));
                      answers.add(brokers.committed(group + "-unknown"));
                      return brokers.end();
                    }))
            .load(spark);

    assertThat(answers)
        .containsExactly(
            TopicOffsets.empty().withOffset(a, 0, 0).withOffset(a, 1, 0).withOffset(b, 0, 0),
            TopicOffsets.empty(),
            TopicOffsets.empty().withOffset(a, 0, 3).withOffset(a, 1, 3),
            TopicOffsets.empty(),
            TopicOffsets.empty());
  }

  @Test
  void refuseACommitThatTheBrokersNoLongerHave() {
    kafka.deleteRecordsBefore(b, 0, 2);

    assertThatThrownBy(
            () ->
                KafkaBatchSource.topic(b)
                    .bootstrapServers(kafka.bootstrapServers())
                    .startingOffsets(start("committed or latest"))
                    .load(spark))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid starting offset: 1 for %s-0 (expected 2 to 2, which is what the brokers have; "
                + "records outside are gone or were never there)",
            b);
  }
}
