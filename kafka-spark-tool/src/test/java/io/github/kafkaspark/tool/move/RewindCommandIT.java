package io.github.kafkaspark.tool.move;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.ToolPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Moves of a stream, by a real broker. */
@Timeout(180)
@ExtendWith(KafkaExtension.class)
class RewindCommandIT {

  private static final StreamId ORDERS = StreamId.of("orders-to-lake");

  @TempDir Path folder;
  private final String topic = EmbeddedKafka.uniqueTopic("rewind");
  private final EmbeddedKafka kafka;

  RewindCommandIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  private Ran run(String command, String store, String... more) {
    List<String> all =
        new ArrayList<>(
            Arrays.asList(
                command,
                ORDERS.name(),
                "--store",
                store,
                "--bootstrap-server",
                kafka.bootstrapServers()));
    all.addAll(Arrays.asList(more));
    return Ran.of(all.toArray(new String[0]));
  }

  private Ran rewind(String... more) {
    return run("rewind", "file:" + folder, more);
  }

  private TopicOffsets at(long first, long second) {
    return TopicOffsets.empty().withOffset(topic, 0, first).withOffset(topic, 1, second);
  }

  private OffsetCommit newest() {
    try (OffsetStore store = OffsetStores.at("file:" + folder)) {
      return store.latest(ORDERS).get();
    }
  }

  /** Two partitions of five records each, of which the first has lost two. */
  private void produce() {
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 10);
    kafka.deleteRecordsBefore(topic, 0, 2);
  }

  @Test
  void tellsFirstAndThenMovesAndReplacesALivingOwnerOnlyOnPurpose() {
    produce();
    Ran.commit(folder, ORDERS.name(), at(4, 4));
    OffsetCommit before = newest();

    Ran dry = rewind("--to-earliest");
    Ran unfenced = rewind("--to-earliest", "--execute");

    assertThat(dry.status).as(dry.toString()).isZero();
    assertThat(dry.err).isEmpty();
    assertThat(dry.out)
        .startsWith(
            "Stream 'orders-to-lake' to the first record: 2 partitions moved, 6 read again, 0"
                + " skipped, 0 gone\n"
                + "It stands at generation 1, sequence 2, a BATCH; owner '4711@host' (application"
                + " application-1), last commit ")
        .containsPattern(
            "\npartition +from +to +first +end +read again +skipped +gone +note\n"
                + topic
                + "-0 +4 +2 +2 +5 +2 +0 +0")
        .contains("\nNothing is changed; add --execute --fence, which replaces '4711@host' (");
    assertThat(unfenced.status).isOne();
    assertThat(unfenced.err)
        .startsWith("kafka-spark: Cannot rewind 'orders-to-lake': '4711@host' (application")
        .contains(" may still own it; stop that job in order and try again, or add --fence, which")
        .doesNotContain("Fence.");
    assertThat(newest()).isEqualTo(before);

    Ran done = rewind("--to-earliest", "--execute", "--fence");

    assertThat(done.status).as(done.toString()).isZero();
    assertThat(done.out)
        .endsWith("\nDone: 'orders-to-lake' stands at generation 2, sequence 4, a REWIND\n");
    assertThat(newest().kind()).isEqualTo(NewCommit.Kind.REWIND);
    assertThat(newest().offsets()).isEqualTo(at(2, 0));
    assertThat(newest().provenance().isClosed()).isTrue();
  }

  @Test
  void answersProgramsAndGoesWhereItIsTold() throws Exception {
    produce();
    Ran.commit(folder, ORDERS.name(), at(4, 4));
    Ran.commit(folder, ORDERS.name(), at(5, 5));

    Ran dry = rewind("--shift-by", "-2", "--json");
    Ran done =
        rewind("--shift-by", "-2", "--topic", topic + ":1", "--execute", "--fence", "--json");

    ToolPage.assertHasFieldsOf("rewind", done.out);
    assertThat(dry.out)
        .contains("\"needsFence\":true,\"refusal\":null,\"executed\":false,\"commit\":null");
    assertThat(done.out).contains("\"executed\":true,\"commit\":{\"stream\":\"orders-to-lake\"");
    assertThat(newest().offsets()).isEqualTo(at(5, 3));

    Path file = folder.resolveSibling(topic + ".csv");
    Files.write(file, (topic + ",0,3\n").getBytes(UTF_8));
    Object[][] targets = {
      {at(2, 0), "--to-datetime", "2020-01-01T00:00:00Z"},
      {at(5, 5), "--to-latest"},
      {at(2, 0), "--by-duration", "1d"},
      {at(4, 4), "--to-offset", "4"},
      {at(4, 4), "--to-current"},
      {at(3, 4), "--from-file", file.toString()},
    };
    for (Object[] target : targets) {
      List<String> options = new ArrayList<>(Collections.singletonList("--execute"));
      for (int i = 1; i < target.length; i++) {
        options.add((String) target[i]);
      }
      Ran ran = rewind(options.toArray(new String[0]));
      assertThat(ran.status).as(options + " " + ran).isZero();
      assertThat(newest().offsets()).as(options.toString()).isEqualTo(target[0]);
    }
    Files.delete(file);

    Ran old = rewind("--to-sequence", "99");
    assertThat(old.err)
        .startsWith("kafka-spark: Cannot rewind 'orders-to-lake': sequence 99 is not among");
    assertThat(old.status).isOne();
    Ran foreign = rewind("--to-latest", "--topic", topic + ".other");
    assertThat(foreign.err).contains("the brokers have no topic '" + topic + ".other'");
    assertThat(foreign.status).isOne();
  }

  @Test
  void adoptsAGroupThatAnotherToolHasMoved() {
    produce();
    String location = "kafka:" + kafka.bootstrapServers() + "/" + topic + "-";
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    try (OffsetStore store = OffsetStores.kafka(cluster, topic + "-")) {
      store
          .claim(ORDERS, NewCommit.start(at(4, 4), Provenance.of("4711@host", Ran.NOON).asClosed()))
          .close();
    }
    move(1, 3);
    Ran refused = run("rewind", location, "--to-latest");
    assertThat(refused.err).contains("'kafka-spark adopt orders-to-lake'");
    assertThat(refused.status).isOne();

    Ran dry = run("adopt", location);
    Ran done = run("adopt", location, "--execute", "--fence", "--json");

    assertThat(dry.out)
        .contains("to where another program has moved it")
        .contains("\nNothing is changed; add --execute");
    ToolPage.assertHasFieldsOf("adopt", done.out);
    assertThat(done.status).as(done.toString()).isZero();
    try (OffsetStore store = OffsetStores.kafka(cluster, topic + "-")) {
      OffsetCommit newest = store.latest(ORDERS).get();
      assertThat(newest.kind()).isEqualTo(NewCommit.Kind.REWIND);
      assertThat(newest.offsets()).isEqualTo(at(4, 3));
    }
  }

  /** As {@code kafka-consumer-groups.sh --reset-offsets} does. */
  private void move(int partition, long offset) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("group.id", topic + "-" + ORDERS);
    try (KafkaConsumer<byte[], byte[]> tool =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      tool.commitSync(
          Collections.singletonMap(
              new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    }
  }
}
