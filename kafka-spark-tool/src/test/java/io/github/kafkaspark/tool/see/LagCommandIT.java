package io.github.kafkaspark.tool.see;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.Tool;
import io.github.kafkaspark.tool.ToolPage;
import io.github.kafkaspark.tool.output.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How far behind, by a real broker. */
@Timeout(180)
@ExtendWith(KafkaExtension.class)
class LagCommandIT {

  @TempDir Path folder;
  private final String topic = EmbeddedKafka.uniqueTopic("lag");
  private final EmbeddedKafka kafka;

  LagCommandIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  private TopicOffsets offsets(long... offsets) {
    TopicOffsets all = TopicOffsets.empty();
    for (int i = 0; i < offsets.length; i++) {
      all = all.withOffset(topic, i, offsets[i]);
    }
    return all;
  }

  private Ran lag(String... more) {
    String[] all = new String[more.length + 5];
    all[0] = "lag";
    all[1] = "--store";
    all[2] = "file:" + folder;
    all[3] = "--bootstrap-server";
    all[4] = kafka.bootstrapServers();
    System.arraycopy(more, 0, all, 5, more.length);
    return Ran.now(all);
  }

  private void commit(String stream, TopicOffsets offsets) {
    try (OffsetStore store = OffsetStores.at("file:" + folder)) {
      Ran.claim(store, stream, offsets);
    }
  }

  @Test
  void tellsTheUnknownAndTheWorstFirstAndEachOnce() {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 10);
    commit("reports", offsets(9));
    commit("orders-to-lake", offsets(3));
    commit("gone", TopicOffsets.empty().withOffset(topic + ".gone", 0, 3));

    Ran seen = lag();

    assertThat(seen.status).as(seen.toString()).isZero();
    assertThat(seen.err).isEmpty();
    assertThat(seen.out.split("\n"))
        .hasSize(6)
        .anyMatch(line -> line.matches("3 streams, at least 8 behind, at \\S+Z"))
        .anyMatch(line -> line.matches("stream +topic +partitions +behind +commit +note"));
    assertThat(seen.out)
        .containsPattern(
            "gone +\\S+.gone +1 +unknown +\\S.* 1? ?vanished\n"
                + "orders-to-lake +\\S+ +1 +7 .*\n"
                + "reports +\\S+ +1 +1 .*\n$");
  }

  @Test
  void tellsOfEachPartitionAndHowOldTheOldestUnreadRecordIs() {
    kafka.createTopic(topic, 4);
    long twoHoursAgo = System.currentTimeMillis() - Duration.ofMinutes(121).toMillis();
    kafka.produce(
        Arrays.asList(
            new ProducerRecord<>(topic, 0, twoHoursAgo - 999_999_999, "", "read"),
            new ProducerRecord<>(topic, 0, twoHoursAgo, "", "unread"),
            new ProducerRecord<>(topic, 1, null, "", "all are read"),
            new ProducerRecord<>(topic, 2, null, "", "gone"),
            new ProducerRecord<>(topic, 2, null, "", "there")));
    kafka.deleteRecordsBefore(topic, 2, 1);
    commit("orders-to-lake", offsets(1, 1, 0));
    commit("as-well", offsets(0, 1, 2));

    Ran seen = lag("orders-to-lake", "--partitions", "--time");
    Ran json = lag("as-well", "--json", "--time");
    Ran untimed = lag("as-well", "--json");

    assertThat(seen.status).as(seen.toString()).isZero();
    assertThat(seen.out)
        .containsPattern("\norders-to-lake: 3 behind in 4 partitions, last commit .* ago\n")
        .containsPattern("\npartition +committed +first +end +behind +oldest +note\n")
        .containsPattern(topic + "-2 +0 +1 +2 +2 +at least .* aged out, 1 record lost\n")
        .containsPattern(topic + "-0 +1 +0 +2 +1 +2 h 1 min\n")
        .containsPattern(topic + "-3 +- +0 +0 +0 +- +new\n")
        .containsPattern(topic + "-1 +1 +0 +1 +0 +-\n");
    assertThat(json.out.trim()).doesNotContain("\n").startsWith("{\"at\":");
    ToolPage.assertHasFieldsOf("lag", json.out);
    assertThat(json.out)
        .contains("\"behind\":2,\"behindAtLeast\":2,\"lost\":0,\"oldestUnread\":\"20")
        .contains("\"oldestUnreadIsKnown\":true");
    assertThat(untimed.out)
        .contains("\"oldestUnread\":null")
        .contains("\"oldestUnreadIsKnown\":false");
  }

  @Test
  void takesThePrefixOfGroupsOfTheSameBrokers() {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 10);
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    try (OffsetStore store = OffsetStores.kafka(cluster, topic + "-")) {
      Ran.claim(store, "orders-to-lake", offsets(3));
    }

    Ran prefix =
        Ran.now(
            "lag",
            "--store",
            "kafka:" + topic + "-",
            "--bootstrap-server",
            kafka.bootstrapServers());
    Ran whole = Ran.now("lag", "--store", "kafka:" + kafka.bootstrapServers() + "/" + topic + "-");

    for (Ran each : Arrays.asList(prefix, whole)) {
      assertThat(each.status).as(each.toString()).isZero();
      assertThat(each.out).containsPattern("orders-to-lake +" + topic + " +1 +7 ");
    }
  }

  @Test
  void goesOnThroughARestartOfTheBroker() throws Exception {
    try (EmbeddedKafka own = EmbeddedKafka.start()) {
      own.createTopic(topic, 1);
      own.produceNumbers(topic, 0, 10);
      commit("orders-to-lake", offsets(3));
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      Tool tool =
          new Tool(
              new Console(
                  new PrintWriter(out, true),
                  new PrintWriter(err, true),
                  Collections.emptyMap(),
                  Clock.systemUTC()));
      AtomicInteger status = new AtomicInteger(-1);
      Thread watch =
          new Thread(
              () ->
                  status.set(
                      tool.run(
                          "lag",
                          "--store",
                          "file:" + folder,
                          "--bootstrap-server",
                          own.bootstrapServers(),
                          "--timeout",
                          "5s",
                          "--every",
                          "1s",
                          "--json")));
      watch.setDaemon(true);
      watch.start();
      try {
        await().atMost(Duration.ofMinutes(1)).until(() -> out.toString().contains("\"behind\":7"));
        own.stop();
        await().atMost(Duration.ofMinutes(1)).until(() -> err.toString().contains("Cannot "));
        own.restart();
        own.produceNumbers(topic, 10, 12);
        await().atMost(Duration.ofMinutes(1)).until(() -> out.toString().contains("\"behind\":9"));
        assertThat(out.toString().split("\n")).allMatch(line -> line.matches("\\{\"at\".*}"));
      } finally {
        watch.interrupt();
        watch.join(60_000);
      }
      assertThat(status).hasNonNegativeValue();
    }
  }
}
