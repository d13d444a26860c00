package io.github.kafkaspark.offsets.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.TestLog;
import io.github.kafkaspark.offsets.store.DurableStoreContract;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** On a real PostgreSQL. */
class JdbcOffsetStoreIT extends DurableStoreContract {

  private static final int ROUNDS = Faults.count(4, 25);

  @RegisterExtension final PooledConnections pooled = new PooledConnections();

  private PGSimpleDataSource dataSource;

  @Override
  protected OffsetStore newStore() {
    dataSource = TestPostgres.newSchema();
    return OffsetStores.jdbc(pooled.of(dataSource));
  }

  @Override
  protected OffsetStore open(Fault fault) {
    return OffsetStores.jdbc(FaultyDataSource.of(pooled.of(dataSource), fault));
  }

  @Override
  protected OffsetStore another() {
    return OffsetStores.jdbc(pooled.of(dataSource));
  }

  /** A process that is paused within a transaction would keep the stream's row locked for ever. */
  @Override
  protected Opener elsewhere() {
    PGSimpleDataSource limited = TestPostgres.copyOf(dataSource);
    limited.setOptions("-c idle_in_transaction_session_timeout=3000");
    return () -> OffsetStores.jdbc(limited);
  }

  private String location() {
    return "jdbc:postgresql://127.0.0.1:" + dataSource.getPortNumbers()[0] + "/postgres";
  }

  @Test
  void saysWhereItIsWithoutTheUserAndThePassword() {
    assertThat(store).hasToString("offset store " + location());
    assertThat(claim(ORDERS, 0))
        .hasToString("writer of 'orders' (generation 1, sequence 1) in " + location());
    assertThat(store.boundToHost()).isEmpty();
    store.close();
    assertThatThrownBy(() -> store.streams())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use the offset store " + location() + ": it is closed");
  }

  private static final String URL =
      "jdbc:postgresql://127.0.0.1:%s/postgres?user=%s&password=a%%20secret&currentSchema=%s";

  @Test
  void isLookedAtOnlyIfItsTablesAreThere() {
    PGSimpleDataSource empty = TestPostgres.newSchema();
    String location =
        String.format(URL, empty.getPortNumbers()[0], "postgres", empty.getCurrentSchema());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> OffsetStores.existing(location))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith(
              "Cannot look at the offset store in "
                  + location()
                  + ": the table kafka_spark_streams is missing, or may not be read: ERROR: ")
          .hasMessageEndingWith(
              "; check the URL, and that the user may read the table; the first tracker that "
                  + "records there creates it");
    }
  }

  @Test
  void lookingAltersNoTable() {
    OffsetCommit commit = claim(ORDERS, 17).latest();
    TestPostgres.execute(dataSource, "ALTER TABLE kafka_spark_commits DROP COLUMN identities");
    String location =
        String.format(
            URL, dataSource.getPortNumbers()[0], "postgres", dataSource.getCurrentSchema());
    for (int i = 0; i < 2; i++) {
      try (OffsetStore same = OffsetStores.existing(location)) {
        assertThat(same.streams()).containsExactly(ORDERS);
        assertThat(same.latest(ORDERS)).contains(commit);
      }
    }
    assertThatThrownBy(
            () -> TestPostgres.execute(dataSource, "SELECT identities FROM kafka_spark_commits"))
        .hasMessageContaining("identities");
  }

  @Test
  void isOpenedByItsUrl() {
    OffsetCommit commit = claim(ORDERS, 17).latest();
    try (OffsetStore same =
        OffsetStores.at(
            String.format(
                URL, dataSource.getPortNumbers()[0], "postgres", dataSource.getCurrentSchema()))) {
      assertThat(same).hasToString("offset store " + location());
      assertThat(same.latest(ORDERS)).contains(commit);
    }
    String closed = String.format(URL, 1, "postgres", "public");
    assertThatThrownBy(() -> OffsetStores.at(closed))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(
            "Cannot open the offset store in jdbc:postgresql://127.0.0.1:1/postgres?…: Connection")
        .hasMessageNotContaining("secret");
  }

  @Test
  void keepsTheNewestTwentyOverAllClaims() throws SQLException {
    for (int generation = 1; generation <= 12; generation++) {
      OffsetWriter writer = claim(ORDERS, 0);
      commit(writer, 1);
      commit(writer, 2);
      assertThat(store.history(ORDERS))
          .hasSize(Math.min(20, 3 * generation))
          .first()
          .isEqualTo(writer.latest());
    }
    assertThat(commits()).isEqualTo(20);
  }

  @Test
  void takesTenThousandPartitionsOfTheLongestTopics() {
    Map<TopicPartition, Long> map = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      String number = Integer.toString(i);
      String padding = String.join("", Collections.nCopies(249 - number.length(), "t"));
      map.put(new TopicPartition(padding + number, i), Long.MAX_VALUE - i);
    }
    TopicOffsets offsets = TopicOffsets.of(map);
    OffsetWriter writer = claim(ORDERS, 0);
    OffsetCommit commit = writer.append(NewCommit.batch(offsets, provenance()));

    assertThat(reopen().latest(ORDERS)).contains(commit);
    assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(offsets);
  }

  @ParameterizedTest
  @ValueSource(strings = {"read committed", "repeatable read", "serializable"})
  void racingClaimsOfTwoStoresAllSucceedInEveryIsolation(String isolation) throws Exception {
    dataSource.setOptions("-c default_transaction_isolation=" + isolation.replace(" ", "\\ "));
    DataSource isolated = pooled.of(dataSource);
    try (Connection connection = isolated.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW transaction_isolation")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo(isolation);
    }
    try (OffsetStore first = OffsetStores.jdbc(isolated);
        OffsetStore second = OffsetStores.jdbc(isolated)) {
      for (int round = 1; round <= ROUNDS; round++) {
        StreamId stream = StreamId.of("round-" + round % 5);
        OffsetCommit before = first.latest(stream).orElse(null);
        Callable<List<OffsetWriter>> claims =
            () -> Arrays.asList(claim(first, stream, 0), claim(second, stream, 0));
        List<OffsetWriter> writers = new ArrayList<>();
        together(claims).forEach(writers::addAll);

        long generations = before == null ? 0 : before.generation();
        assertThat(writers)
            .extracting(writer -> writer.latest().generation())
            .doesNotHaveDuplicates()
            .allSatisfy(generation -> assertThat(generation).isGreaterThan(generations));
        long newest = generations + writers.size();
        for (OffsetWriter writer : writers) {
          if (writer.latest().generation() == newest) {
            commit(writer, 1);
          } else {
            assertThatThrownBy(() -> commit(writer, 2))
                .isInstanceOf(StaleWriterException.class)
                .hasMessageEndingWith(
                    "was replaced by generation %d; another driver has claimed the stream, stop "
                        + "this query",
                    newest);
          }
        }
        assertThat(first.latest(stream).get().offsets()).isEqualTo(at(1));
        assertThat(second.latest(stream).get().generation()).isEqualTo(newest);
      }
    }
  }

  @Test
  void theOneBeforeServesIfTheNewestIsDamaged() {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    OffsetCommit before = writer.latest();
    commit(writer, 2);
    TestPostgres.execute(
        dataSource, "UPDATE kafka_spark_commits SET offsets = '{' WHERE sequence = 3");
    TestLog log = TestLog.sinceNow();

    assertThat(store.latest(ORDERS)).contains(before);
    assertThat(log.warnings("Damaged commits"))
        .singleElement()
        .asString()
        .contains("Damaged commits of 'orders' in " + location() + " are left out: [1.3=")
        .endsWith("; the newest that serves is 1.2");
    assertThat(store.history(ORDERS)).hasSize(2).first().isEqualTo(before);
    commit(writer, 3);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE kafka_spark_commits SET kind = 'NONE'",
        "UPDATE kafka_spark_commits SET committed_at = 'today'",
        "UPDATE kafka_spark_commits SET generation = 0",
        "UPDATE kafka_spark_commits SET offsets = ''",
        "DELETE FROM kafka_spark_commits"
      })
  void isNeverEmptyIfAllIsDamagedOrGone(String damage) {
    OffsetWriter writer = claim(ORDERS, 0);
    TestPostgres.execute(dataSource, damage);

    for (StoreCall call :
        Arrays.<StoreCall>asList(
            store -> store.latest(ORDERS),
            store -> store.history(ORDERS),
            store -> ((JdbcOffsetStore) store).claim(ORDERS, provenance()))) {
      assertThatThrownBy(() -> call.on(store))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith(
              "Cannot read offsets of 'orders' in %s: every commit is damaged or gone, [",
              location())
          .hasMessageEndingWith(
              "; restore one of them, or delete the stream's rows from kafka_spark_commits and "
                  + "kafka_spark_streams to start from the fallback");
    }
    assertThat(store.streams()).containsExactly(ORDERS);
    commit(writer, 1);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void aClaimGoesOnBehindCommitsWhoseOwnerRowIsGone() {
    OffsetWriter zombie = claim(ORDERS, 0);
    commit(zombie, 1);
    TestPostgres.execute(dataSource, "DELETE FROM kafka_spark_streams");

    assertThatThrownBy(() -> commit(zombie, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot commit offsets of 'orders' to %s: the stream's row in kafka_spark_streams is "
                + "gone or older than this writer's generation 1, as if a backup had been restored; "
                + "stop this query and start it again",
            location());
    assertThat(store.latest(ORDERS)).contains(zombie.latest());
    OffsetWriter owner = claim(ORDERS, 1);
    assertThat(owner.latest().generation()).isEqualTo(2);
    assertThat(owner.latest().sequence()).isEqualTo(3);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
    assertThatThrownBy(() -> commit(zombie, 2))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
  }

  @Test
  void refusesANewerLayout() throws SQLException {
    commit(claim(ORDERS, 0), 1);
    TestPostgres.execute(
        dataSource, "UPDATE kafka_spark_commits SET layout = 2, kind = '?' WHERE sequence = 2");

    for (StoreCall call :
        Arrays.<StoreCall>asList(
            store -> store.latest(ORDERS),
            store -> store.history(ORDERS),
            store -> claim(store, ORDERS, 0))) {
      assertThatThrownBy(() -> call.on(store))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessage(
              "Cannot read offsets of 'orders' in %s: they were written by a newer kafka-spark, in "
                  + "layout 2, and this one reads up to layout 1; use the newer version for this job",
              location());
    }
    assertThat(commits()).isEqualTo(2);
  }

  @Test
  void aDatabaseThatHasLostItsTablesIsNotEmpty() {
    OffsetWriter writer = claim(ORDERS, 0);
    TestPostgres.execute(
        dataSource, "DROP TABLE kafka_spark_streams", "DROP TABLE kafka_spark_commits");

    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasCauseInstanceOf(SQLException.class)
        .hasMessageStartingWith("Cannot read offsets of 'orders' in " + location() + ": ERROR: ")
        .hasMessageEndingWith(
            "; see that the database is up and that its user may read the tables");
    assertThatThrownBy(() -> store.streams())
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasCauseInstanceOf(SQLException.class)
        .hasMessageStartingWith("Cannot list the streams in " + location() + ": ERROR: ");
    assertThatThrownBy(() -> claim(ORDERS, 0))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasCauseInstanceOf(SQLException.class)
        .hasMessageStartingWith("Cannot claim 'orders' in " + location() + ": ERROR: ");
    assertThatThrownBy(() -> commit(writer, 1))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasCauseInstanceOf(SQLException.class)
        .hasMessageStartingWith(
            "Cannot find out whether offsets of 'orders' were committed to " + location());
  }

  @Test
  void waitsForALockOnlySoLong() throws SQLException {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    try (OffsetStore impatient = JdbcOffsetStore.open(dataSource, 1);
        Connection holder = dataSource.getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("UPDATE kafka_spark_streams SET generation = generation");

      assertThatThrownBy(() -> claim(impatient, ORDERS, 0))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith(
              "Cannot claim 'orders' in %s: ERROR: canceling statement due to user request",
              location())
          .hasMessageEndingWith(
              "; see that the database is up, that its user may write the tables, and that no "
                  + "transaction holds the stream's row in kafka_spark_streams, then claim again");
      assertThat(impatient.latest(ORDERS)).contains(writer.latest());
      holder.rollback();
      assertThat(claim(impatient, ORDERS, 0).latest().generation()).isEqualTo(2);
    }
  }

  @Test
  void aDriverPausedWithinATransactionIsEndedByTheDatabase() throws SQLException {
    JdbcOffsetStore jdbc = (JdbcOffsetStore) store;
    JdbcOffsetWriter paused = jdbc.claim(ORDERS, NewCommit.start(at(0), provenance()));
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET idle_in_transaction_session_timeout = 2000");
      connection.setAutoCommit(false);
      OffsetCommit late = paused.appendAll(connection, at(9), provenance());

      JdbcOffsetWriter owner = jdbc.claim(ORDERS, provenance());

      assertThat(owner.latest().offsets()).isEqualTo(at(0));
      assertThat(owner.latest().sequence()).isEqualTo(late.sequence());
      assertThatThrownBy(connection::commit)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("idle-in-transaction timeout");
      assertThat(store.latest(ORDERS)).contains(owner.latest());
    }
    assertThatThrownBy(() -> commit(paused, 9))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
  }

  private long commits() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM kafka_spark_commits")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
