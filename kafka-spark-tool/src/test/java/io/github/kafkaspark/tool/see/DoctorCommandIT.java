package io.github.kafkaspark.tool.see;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.ToolPage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong, by a real broker. */
@Timeout(180)
@ExtendWith(KafkaExtension.class)
class DoctorCommandIT {

  @TempDir Path folder;
  private final String topic = EmbeddedKafka.uniqueTopic("doctor");
  private final EmbeddedKafka kafka;

  DoctorCommandIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  private Ran doctor(String... more) {
    String[] all = new String[more.length + 5];
    all[0] = "doctor";
    all[1] = "--store";
    all[2] = "file:" + folder;
    all[3] = "--bootstrap-server";
    all[4] = kafka.bootstrapServers();
    System.arraycopy(more, 0, all, 5, more.length);
    return Ran.now(all);
  }

  private OffsetStore store() {
    return OffsetStores.at("file:" + folder);
  }

  private TopicOffsets at(long offset) {
    return TopicOffsets.empty().withOffset(topic, 0, offset);
  }

  @Test
  void findsNothingWhereAllIsWell() {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 10);
    try (OffsetStore store = store()) {
      Ran.claim(store, "orders-to-lake", at(3));
    }

    Ran seen = doctor();

    assertThat(seen.status).as(seen.toString()).isZero();
    assertThat(seen.out)
        .containsPattern("ok +orders-to-lake +owner +4711@host, generation 1, last commit ")
        .containsPattern("ok +orders-to-lake +offsets +1 partition, nothing lost, 7 behind")
        .endsWith("\n0 problems, 0 warnings\n");
  }

  @Test
  void namesAGapAndTheWayOut() {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 10);
    kafka.deleteRecordsBefore(topic, 0, 5);
    try (OffsetStore store = store()) {
      Ran.claim(store, "orders-to-lake", at(3));
      Ran.claim(store, "beyond", at(17));
      Ran.claim(store, "gone", TopicOffsets.empty().withOffset(topic + ".gone", 0, 1));
    }

    Ran seen = doctor();
    Ran one = doctor("beyond", "--json");
    ToolPage.assertHasFieldsOf("doctor", one.out);

    assertThat(seen.status).isEqualTo(1);
    assertThat(seen.out)
        .contains(topic + "-0 (committed 3, first 5, end 10): 2 records deleted unread; a start")
        .contains(
            "-> to accept the loss: kafka-spark rewind orders-to-lake --to-earliest --topic "
                + topic
                + ":0")
        .contains("topic '" + topic + ".gone' is gone, or this user may not describe it")
        .endsWith("\n3 problems, 0 warnings\n");
    assertThat(one.status).isEqualTo(1);
    assertThat(one.out)
        .contains("\"problems\":1,\"warnings\":0,")
        .contains("committed beyond the end")
        .doesNotContain("orders-to-lake");
  }

  @Test
  void knowsATopicThatWasCreatedAnewAndOneOfAnotherCluster() {
    kafka.createTopic(topic, 1);
    KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
    Map<String, TopicIdentity> first =
        Brokers.ask(
            cluster,
            Collections.singleton(topic),
            brokers -> {
              assertThat(brokers.end().isEmpty()).isFalse();
              return brokers.identities();
            });
    kafka.deleteTopic(topic);
    kafka.createTopic(topic, 1);
    Provenance now = Provenance.of("4711@host", Instant.now());
    try (OffsetStore store = store()) {
      store.claim(StreamId.of("anew"), NewCommit.start(at(0), now).withIdentities(first)).close();
      store
          .claim(
              StreamId.of("other"),
              NewCommit.start(at(0), now)
                  .withIdentities(Collections.singletonMap(topic, TopicIdentity.of("elsewhere"))))
          .close();
    }

    Ran seen = doctor();

    assertThat(seen.status).isEqualTo(1);
    assertThat(seen.out)
        .contains("topic '" + topic + "' was created anew: the offsets are of other records")
        .contains("the offsets of topic '" + topic + "' are of cluster elsewhere, and these")
        .endsWith("\n2 problems, 0 warnings\n");
  }
}
