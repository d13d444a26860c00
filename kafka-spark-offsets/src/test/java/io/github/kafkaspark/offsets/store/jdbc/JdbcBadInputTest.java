package io.github.kafkaspark.offsets.store.jdbc;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.TestLog;
import io.github.kafkaspark.offsets.store.DurableStoreContract.Moment;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What the database may have or refuse that the store does not like, and rows of old versions. */
class JdbcBadInputTest {

  private static final Path GOLDEN =
      Paths.get(System.getProperty("basedir", ""), "src/test/resources/golden/jdbc-v1.sql");

  private PGSimpleDataSource dataSource;

  @BeforeEach
  void newSchema() {
    dataSource = TestPostgres.newSchema();
  }

  private String location() {
    return "jdbc:postgresql://127.0.0.1:" + dataSource.getPortNumbers()[0] + "/postgres";
  }

  @Test
  void readsRowsOfLayout1() throws IOException {
    List<String> golden = Files.readAllLines(GOLDEN, UTF_8);
    TestPostgres.execute(dataSource, golden.toArray(new String[0]));
    StreamId orders = StreamId.of("订单");
    OffsetCommit start =
        OffsetCommit.of(orders, 3, 16, NewCommit.start(TopicOffsets.empty(), provenance()));
    OffsetCommit batch =
        OffsetCommit.of(
            orders,
            3,
            17,
            NewCommit.batch(
                TopicOffsets.empty()
                    .withOffset("orders", 0, Long.MAX_VALUE)
                    .withOffset("orders", 12, 0)
                    .withOffset("pay-ments_2.x", 3, 42),
                provenance().withApplication("app-1").withBatch("query-1", 41)));
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      assertThat(store.latest(orders)).contains(batch);
      assertThat(store.history(orders)).containsExactly(batch, start);
      assertThat(store.claim(orders, NewCommit.start(at(1), provenance())).latest().generation())
          .isEqualTo(4);
    }
  }

  @Test
  void writesRowsOfLayout1AsTheyHaveAlwaysBeen() throws Exception {
    List<String> golden = Files.readAllLines(GOLDEN, UTF_8);
    PGSimpleDataSource old = TestPostgres.newSchema();
    TestPostgres.execute(old, golden.toArray(new String[0]));
    try (OffsetStore store = OffsetStores.jdbc(old);
        OffsetStore fresh = OffsetStores.jdbc(dataSource)) {
      OffsetCommit commit = store.latest(StreamId.of("订单")).get();
      OffsetWriter writer = fresh.claim(commit.stream(), NewCommit.start(at(0), provenance()));
      OffsetCommit unused =
          writer.append(NewCommit.of(commit.kind(), commit.offsets(), commit.provenance()));
    }
    String columns =
        "kind, offsets, writer, committed_at, application_id, query_id, batch_id, layout, stream";
    String newest = "SELECT " + columns + " FROM kafka_spark_commits WHERE kind = 'BATCH'";
    assertThat(row(dataSource, newest)).isEqualTo(row(old, newest)).hasSize(9);
    List<String> ddl = JdbcSchema.ddl("PostgreSQL");
    assertThat(ddl.get(0)).isEqualTo(golden.get(0));
    assertThat(ddl.get(1).replace(", identities TEXT", "")).isEqualTo(golden.get(1));
  }

  private static List<String> row(PGSimpleDataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> row = new ArrayList<>();
      while (rows.next()) {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
      }
      return row;
    }
  }

  @Test
  void aPoolThatIsClosedIsAnErrorAndNotEmpty() {
    boolean[] closed = new boolean[1];
    OffsetStore store =
        OffsetStores.jdbc(
            FaultyDataSource.of(
                dataSource,
                (moment, call) -> {
                  if (closed[0] && moment == Moment.BEFORE && call.equals("getConnection")) {
                    throw new IOException("the pool has been closed");
                  }
                }));
    OffsetWriter writer = claim(store, ORDERS, 0);
    closed[0] = true;

    assertFails(() -> store.latest(ORDERS), "Cannot read offsets of 'orders' in %s: the pool has");
    assertFails(() -> store.history(ORDERS), "Cannot read offsets of 'orders' in %s: the pool has");
    assertFails(
        store::streams, "Cannot list the streams in %s: the pool has been closed; see that");
    assertFails(() -> claim(store, ORDERS, 1), "Cannot claim 'orders' in %s: the pool has been cl");
    assertFails(
        () -> commit(writer, 1),
        "Cannot find out whether offsets of 'orders' were committed to %s: the pool has been closed");
    assertThatThrownBy(
            () ->
                OffsetStores.jdbc(
                    FaultyDataSource.of(
                        dataSource,
                        (moment, call) -> {
                          throw new IOException("the pool has been closed");
                        })))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith("Cannot open the offset store in a database: the pool has been cl");
    closed[0] = false;
    commit(writer, 2);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  private void assertFails(ThrowingCallable call, String start) {
    assertThatThrownBy(call)
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasCauseInstanceOf(SQLException.class)
        .hasMessageStartingWith(start, location());
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "database"})
  void aUserWhoMayOnlyReadReadsAndIsToldSo(String what) {
    String schema = dataSource.getCurrentSchema();
    OffsetWriter writer;
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      writer = claim(store, ORDERS, 7);
    }
    if (what.equals("user")) {
      TestPostgres.execute(
          dataSource,
          "CREATE ROLE " + schema + "_reader LOGIN",
          "GRANT USAGE ON SCHEMA " + schema + " TO " + schema + "_reader",
          "GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO " + schema + "_reader");
      dataSource.setUser(schema + "_reader");
    } else {
      dataSource.setOptions("-c default_transaction_read_only=on");
    }
    String refusal =
        what.equals("user")
            ? "ERROR: permission denied for table kafka_spark_streams"
            : "ERROR: cannot execute UPDATE in a read-only transaction";

    try (OffsetStore reader = OffsetStores.jdbc(dataSource)) {
      assertThat(reader.latest(ORDERS)).contains(writer.latest());
      assertThat(reader.streams()).containsExactly(ORDERS);
      assertThatThrownBy(() -> claim(reader, ORDERS, 8))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessage(
              "Cannot claim 'orders' in %s: %s; see that the database is up, that its user may write "
                  + "the tables, and that no transaction holds the stream's row in "
                  + "kafka_spark_streams, then claim again",
              location(), refusal);
      assertThat(reader.latest(ORDERS)).contains(writer.latest());
    }
  }

  @Test
  void aUserWhoMayNotEvenReadIsNotTakenForAnEmptyDatabase() {
    String schema = dataSource.getCurrentSchema();
    OffsetStores.jdbc(dataSource).close();
    TestPostgres.execute(
        dataSource,
        "CREATE ROLE " + schema + "_stranger LOGIN",
        "GRANT USAGE, CREATE ON SCHEMA " + schema + " TO " + schema + "_stranger");
    dataSource.setUser(schema + "_stranger");

    assertThatThrownBy(() -> OffsetStores.jdbc(dataSource))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot open the offset store in %s: the table kafka_spark_streams is missing and could "
                + "not be created, or may not be read: ERROR: permission denied for table "
                + "kafka_spark_streams; let the user read and write it, or create both as one who "
                + "may: %s",
            location(), String.join("; ", JdbcSchema.ddl("PostgreSQL")));
  }

  @Test
  void anAppendWaitsForALockOnlySoLongAndNamesIt() throws SQLException {
    try (OffsetStore impatient = JdbcOffsetStore.open(dataSource, 1);
        Connection idle = dataSource.getConnection();
        Statement statement = idle.createStatement()) {
      OffsetWriter writer = claim(impatient, ORDERS, 0);
      idle.setAutoCommit(false);
      statement.execute("SELECT 1 FROM kafka_spark_streams FOR UPDATE");

      assertThatThrownBy(() -> commit(writer, 1))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith(
              "Cannot find out whether offsets of 'orders' were committed to %s: ERROR: canceling "
                  + "statement due to user request",
              location())
          .hasMessageEndingWith(
              " (it took longer than a statement may); see that the database is up, and that no "
                  + "transaction holds the stream's row in kafka_spark_streams; append again, which "
                  + "looks first");
      idle.rollback();
      commit(writer, 2);
      assertThat(impatient.latest(ORDERS)).contains(writer.latest());
    }
  }

  @Test
  void rowsOfNoStreamAreLeftOutWithAWarning() {
    TestLog log = TestLog.sinceNow();
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      OffsetWriter writer = claim(store, ORDERS, 1);
      TestPostgres.execute(
          dataSource,
          "INSERT INTO kafka_spark_streams VALUES ('a/b', 1, 1), ('', 1, 1)",
          "INSERT INTO kafka_spark_commits SELECT ' c', generation, sequence, layout, kind, offsets,"
              + " writer, committed_at, application_id, query_id, batch_id, attempt, identities"
              + " FROM kafka_spark_commits");

      assertThat(store.streams()).containsExactly(ORDERS);
      assertThat(
              log.warnings(
                  "Left out 3 names in the tables in "
                      + location()
                      + " that no stream can have, such as: Invalid stream id: '"))
          .hasSize(1);
      commit(writer, 2);
      assertThat(store.latest(ORDERS)).contains(writer.latest());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5", "0", "9999999999999999999"})
  void aNumberThatNobodyWritesIsADamagedRow(String number) {
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      OffsetWriter writer = claim(store, ORDERS, 1);
      OffsetCommit start = writer.latest();
      commit(writer, 2);
      TestPostgres.execute(
          dataSource,
          "UPDATE kafka_spark_commits SET sequence = " + number + " WHERE sequence = 2");

      assertThat(store.latest(ORDERS)).contains(start);
      assertThat(store.history(ORDERS)).containsExactly(start);
      commit(writer, 3);
      assertThat(store.latest(ORDERS)).contains(writer.latest());
    }
  }

  @Test
  void aRowOfAnOwnerThatNobodyWritesIsNotClaimed() {
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      OffsetCommit start = claim(store, ORDERS, 1).latest();
      TestPostgres.execute(dataSource, "UPDATE kafka_spark_streams SET generation = -5");

      assertFails(
          () -> claim(store, ORDERS, 2),
          "Cannot claim 'orders' in %s: its row in kafka_spark_streams has generation -4 and sequence "
              + "2, which begin at 1; set them to those of its newest commit in "
              + "kafka_spark_commits, or delete the row");
      assertThat(store.latest(ORDERS)).contains(start);
      TestPostgres.execute(dataSource, "DELETE FROM kafka_spark_streams");
      assertThat(claim(store, ORDERS, 2).latest().generation()).isEqualTo(2);
    }
  }

  @Test
  void emptyTablesAreAnEmptyStore() {
    TestPostgres.execute(dataSource, JdbcSchema.ddl("PostgreSQL").toArray(new String[0]));
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      assertThat(store.latest(ORDERS)).isEmpty();
      assertThat(store.streams()).isEmpty();
    }
  }

  @Test
  void everyColumnThatIsMissingOrOfAnotherTypeIsNamed() {
    String[] ddl = JdbcSchema.ddl("PostgreSQL").toArray(new String[0]);
    TestPostgres.execute(dataSource, ddl);
    for (List<String> change :
        Arrays.asList(
            Arrays.asList(
                "ALTER TABLE kafka_spark_commits DROP COLUMN layout",
                "kafka_spark_commits is of another shape: it has no column 'layout' (expected "
                    + "INTEGER NOT NULL)"),
            Arrays.asList(
                "ALTER TABLE kafka_spark_commits ALTER COLUMN offsets TYPE BYTEA USING NULL",
                "it has no column 'layout' (expected INTEGER NOT NULL), column 'offsets' is of type "
                    + "bytea (expected TEXT NOT NULL)"),
            Arrays.asList(
                "ALTER TABLE kafka_spark_streams ALTER COLUMN generation TYPE VARCHAR(20)",
                "kafka_spark_streams is of another shape: column 'generation' is of type varchar "
                    + "(expected NUMERIC(19) NOT NULL)"))) {
      TestPostgres.execute(dataSource, change.get(0));
      boolean streams = change.get(0).contains("kafka_spark_streams");
      assertThatThrownBy(() -> OffsetStores.jdbc(dataSource))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith("Cannot open the offset store in %s: the table ", location())
          .hasMessageContaining(change.get(1))
          .hasMessageEndingWith(
              "; alter it, or give it another name so that it is created anew: "
                  + ddl[streams ? 0 : 1]);
    }
  }

  @Test
  void widerColumnsThanItsOwnWillDo() {
    TestPostgres.execute(dataSource, JdbcSchema.ddl("PostgreSQL").toArray(new String[0]));
    TestPostgres.execute(
        dataSource,
        "ALTER TABLE kafka_spark_streams ALTER COLUMN generation TYPE BIGINT",
        "ALTER TABLE kafka_spark_commits ALTER COLUMN writer TYPE TEXT",
        "ALTER TABLE kafka_spark_commits ADD COLUMN remark TEXT");
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      commit(claim(store, ORDERS, 0), 1);
      assertThat(store.history(ORDERS)).hasSize(2);
    }
  }
}
