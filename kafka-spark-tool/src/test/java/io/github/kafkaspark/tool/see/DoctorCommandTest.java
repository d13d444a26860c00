package io.github.kafkaspark.tool.see;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.Ran;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds in a store, without brokers. */
class DoctorCommandTest {

  private static final TopicOffsets ORDERS = TopicOffsets.empty().withOffset("orders", 0, 3);

  @TempDir Path folder;

  private Ran doctor(String... more) {
    String[] all = new String[more.length + 3];
    all[0] = "doctor";
    all[1] = "--store";
    all[2] = "file:" + folder;
    System.arraycopy(more, 0, all, 3, more.length);
    return Ran.now(all);
  }

  private void commit(String stream, Provenance provenance) {
    try (OffsetStore store = OffsetStores.at("file:" + folder)) {
      Ran.claim(store, stream, ORDERS, provenance);
    }
  }

  private static Provenance at(Duration ago) {
    return Provenance.of("4711@host", Instant.now().minus(ago)).withApplication("local-1");
  }

  @Test
  void saysWhoOwnsAStreamAndWhatItCouldNotAsk() {
    commit("closed", at(Duration.ofHours(2)).asClosed());
    commit("open", at(Duration.ofMinutes(2)));

    Ran seen = doctor();

    assertThat(seen.status).as(seen.toString()).isZero();
    assertThat(seen.out)
        .containsPattern("ok +store +reachable +offset store .*, 2 streams\n")
        .containsPattern("unknown +brokers +reachable +not asked: give --bootstrap-server")
        .contains(
            "nobody; closed in order by 4711@host, application local-1, generation 1, last commit "
                + "2 h ago")
        .contains("4711@host, application local-1, generation 1, last commit 2 min ago, not closed")
        .endsWith("\n0 problems, 0 warnings\n");
  }

  @Test
  void warnsOfAWriterWhoseClockIsAhead() {
    commit("open", at(Duration.ofHours(-3).minusSeconds(10)));

    Ran seen = doctor();

    assertThat(seen.status).isZero();
    assertThat(seen.out)
        .contains("its last commit is 3 h in the future")
        .endsWith("\n0 problems, 1 warning\n");
  }

  @Test
  void aStreamOfWhichNothingCanBeReadIsAProblem() throws Exception {
    commit("orders", at(Duration.ofMinutes(2)));
    for (Path each : commits()) {
      Files.write(each, "scribbled".getBytes(StandardCharsets.UTF_8));
    }

    Ran seen = doctor();

    assertThat(seen.status).isEqualTo(1);
    assertThat(seen.out)
        .containsPattern("problem +orders +format +")
        .endsWith("\n1 problem, 0 warnings\n");
  }

  @Test
  void damageIsAWarningWhereAnOlderCommitServes() {
    commit("orders", at(Duration.ofMinutes(2)));
    try (OffsetStore store = OffsetStores.at("file:" + folder)) {
      OffsetStore damaged = new Damaged(store);
      StreamExamination examination = StreamExamination.of(damaged, StreamId.of("orders"));

      List<Finding> findings = examination.findings(StreamId.of("orders"), 0, Instant.now());

      assertThat(findings.get(0).level()).isEqualTo(Finding.Level.WARNING);
      assertThat(findings.get(0).text())
          .isEqualTo(
              "cannot be read: 1.1: no commit. Generation 1, sequence 1 serves in its place");
    }
  }

  @Test
  void anOwnerThatIsQuietWhileTheStreamIsBehindIsAWarning() {
    commit("orders", at(Duration.ofHours(2)));
    try (OffsetStore store = OffsetStores.at("file:" + folder)) {
      StreamExamination examination = StreamExamination.of(store, StreamId.of("orders"));

      List<Finding> behind = examination.findings(StreamId.of("orders"), 5, Instant.now());
      List<Finding> caughtUp = examination.findings(StreamId.of("orders"), 0, Instant.now());

      assertThat(behind.get(1).level()).isEqualTo(Finding.Level.WARNING);
      assertThat(behind.get(1).text())
          .endsWith("last commit 2 h ago, not closed, and 5 offsets behind");
      assertThat(caughtUp.get(1).level()).isEqualTo(Finding.Level.OK);
    }
  }

  /** A store with something that cannot be read beside its newest commit. */
  private static final class Damaged implements OffsetStore {
    private final OffsetStore store;

    Damaged(OffsetStore store) {
      this.store = store;
    }

    @Override
    public Optional<OffsetCommit> latest(StreamId stream) {
      return store.latest(stream);
    }

    @Override
    public List<OffsetCommit> history(StreamId stream) {
      return store.history(stream);
    }

    @Override
    public Set<StreamId> streams() {
      return store.streams();
    }

    @Override
    public OffsetWriter claim(StreamId stream, NewCommit start) {
      throw new AssertionError("Looking changes nothing");
    }

    @Override
    public List<String> damage(StreamId stream) {
      return Collections.singletonList("1.1: no commit");
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private List<Path> commits() throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.getFileName().toString().matches("\\d+\\.\\d+.*"))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  @Test
  void aStoreWithoutStreamsIsAWarning() {
    Ran seen = doctor();

    assertThat(seen.status).isZero();
    assertThat(seen.out).contains(" has no stream").endsWith("\n0 problems, 1 warning\n");
  }

  @Test
  void refusesAStoreThatIsNotThereAndAStreamThatIsNotInIt() {
    commit("orders", at(Duration.ofMinutes(1)));
    Path typo = folder.resolve("typo");

    Ran missing = Ran.now("doctor", "--store", "file:" + typo);
    Ran unknown = doctor("order");

    assertThat(missing.status).isEqualTo(1);
    assertThat(missing.err).contains("there is no such directory");
    assertThat(typo).doesNotExist();
    assertThat(unknown.status).isEqualTo(1);
    assertThat(unknown.err)
        .startsWith("kafka-spark: Cannot find stream 'order': nothing is stored for it in the ");
  }

  @Test
  void brokersThatAreDownAreAProblemBesideWhatTheStoreHas() {
    commit("orders", at(Duration.ofMinutes(1)));

    Ran seen = doctor("--bootstrap-server", "127.0.0.1:1", "--timeout", "2s");

    assertThat(seen.status).isEqualTo(1);
    assertThat(seen.out)
        .containsPattern("problem +brokers +reachable +Cannot connect to the Kafka brokers ")
        .containsPattern("ok +orders +owner ");
  }
}
