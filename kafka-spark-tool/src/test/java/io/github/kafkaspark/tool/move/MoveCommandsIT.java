package io.github.kafkaspark.tool.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.ToolPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Streams that are taken over and copied, by a real broker. */
@Timeout(180)
@ExtendWith(KafkaExtension.class)
class MoveCommandsIT {

  @TempDir Path folder;
  private final String topic = EmbeddedKafka.uniqueTopic("moved");
  private final EmbeddedKafka kafka;
  private Path offsets;

  MoveCommandsIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void produce() {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 10);
    offsets = folder.resolve("offsets");
    OffsetStores.file(offsets).close();
  }

  private Ran run(String command, String stream, String... more) {
    String[] all = new String[more.length + 6];
    all[0] = command;
    all[1] = stream;
    all[2] = "--store";
    all[3] = "file:" + offsets;
    all[4] = "--bootstrap-server";
    all[5] = kafka.bootstrapServers();
    System.arraycopy(more, 0, all, 6, more.length);
    return Ran.now(all);
  }

  private Optional<OffsetCommit> latest(String location, String stream) {
    try (OffsetStore store = OffsetStores.existing(location)) {
      return store.latest(StreamId.of(stream));
    }
  }

  private void commit(String group, long offset) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("group.id", group);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.commitSync(
          Collections.singletonMap(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)));
    }
  }

  private static Ran done(Ran ran) {
    assertThat(ran.status).as(ran.toString()).isZero();
    return ran;
  }

  @Test
  void takesOverFromAConsumerGroupAndGoesOnInKafka() {
    commit(topic + ".old", 4);
    String[] from = {"--from-group", topic + ".old", "--topic", topic, "--create"};

    Ran dry = done(run("import", "new", from));
    assertThat(dry.out).containsPattern(topic + "-0 +\\S* +4 ").contains("\nNothing is changed");
    assertThat(latest("file:" + offsets, "new")).isEmpty();

    String[] execute = new String[from.length + 1];
    System.arraycopy(from, 0, execute, 0, from.length);
    execute[from.length] = "--execute";
    Ran made = done(run("import", "new", execute));
    assertThat(made.out).endsWith("\nDone: 'new' stands at generation 1, sequence 2, a REWIND\n");
    TopicOffsets four = TopicOffsets.empty().withOffset(topic, 0, 4);
    assertThat(latest("file:" + offsets, "new").get().offsets()).isEqualTo(four);

    String groups = "kafka:" + kafka.bootstrapServers() + "/" + topic + "-";
    Ran unused = done(run("copy", "new", "--to", "kafka:" + topic + "-", "--execute"));
    OffsetCommit copied = latest(groups, "new").get();
    assertThat(copied.offsets()).isEqualTo(four);
    assertThat(copied.kind()).isEqualTo(NewCommit.Kind.REWIND);
    assertThat(copied.provenance().isClosed()).isTrue();
  }

  @Test
  void importsWhatWasExportedAndRefusesAForeignTopic() throws Exception {
    try (OffsetStore store = OffsetStores.file(offsets)) {
      Ran.claim(store, "orders", TopicOffsets.empty().withOffset(topic, 0, 7));
    }
    Path file = folder.resolve("export");
    Files.write(file, (topic + ",0,3\n").getBytes(StandardCharsets.UTF_8));
    String[] from = {"--from-file", file.toString(), "--execute", "--fence", "--json"};

    Ran made = done(run("import", "orders", from));
    ToolPage.assertHasFieldsOf("import", made.out);
    assertThat(made.out).contains("\"readAgain\":4");
    assertThat(latest("file:" + offsets, "orders").get().offsets())
        .isEqualTo(TopicOffsets.empty().withOffset(topic, 0, 3));

    String other = EmbeddedKafka.uniqueTopic("other");
    kafka.createTopic(other, 1);
    Files.write(file, (topic + ",0,3\n" + other + ",0,0\n").getBytes(StandardCharsets.UTF_8));
    Ran foreign = run("import", "orders", from);
    assertThat(foreign.err)
        .contains("the stream does not read '" + other + "', and has '" + topic + "'")
        .hasLineCount(1);
    assertThat(foreign.status).isOne();
    assertThat(latest("file:" + offsets, "orders").get().generation()).isEqualTo(2);
  }
}
