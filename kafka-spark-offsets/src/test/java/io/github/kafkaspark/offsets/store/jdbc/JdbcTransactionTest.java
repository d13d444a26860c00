package io.github.kafkaspark.offsets.store.jdbc;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** Rows and offsets in one transaction: together or not at all, and never by a replaced writer. */
class JdbcTransactionTest {

  private static final TopicPartition FIRST = new TopicPartition("orders", 0);

  private PGSimpleDataSource dataSource;
  private JdbcOffsetStore store;

  @BeforeEach
  void open() {
    dataSource = TestPostgres.newSchema();
    // No primary key: a row that is written twice must show.
    TestPostgres.execute(dataSource, "CREATE TABLE rows_of_sink (number BIGINT)");
    store = OffsetStores.jdbc(dataSource);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** A sink's {@code foreachBatch}: the records of a batch are numbers, each its own offset. */
  private void batch(JdbcOffsetWriter writer, long begin, long end) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      insert(connection, begin, end);
      OffsetCommit commit = writer.appendAll(connection, at(end), provenance());
      assertThat(commit.offsets()).isEqualTo(at(end));
      connection.commit();
    }
  }

  private static void insert(Connection connection, long begin, long end) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (long number = begin; number < end; number++) {
        statement.execute("INSERT INTO rows_of_sink VALUES (" + number + ")");
      }
    }
  }

  private List<Long> rows() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT number FROM rows_of_sink ORDER BY number")) {
      List<Long> numbers = new ArrayList<>();
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
      return numbers;
    }
  }

  private static List<Long> upTo(long end) {
    return LongStream.range(0, end).boxed().collect(Collectors.toList());
  }

  @Test
  void rowsAndOffsetsAreCommittedTogether() throws SQLException {
    JdbcOffsetWriter writer = store.claim(ORDERS, NewCommit.start(at(0), provenance()));
    batch(writer, 0, 3);
    batch(writer, 3, 5);

    assertThat(rows()).isEqualTo(upTo(5));
    assertThat(store.latest(ORDERS))
        .contains(OffsetCommit.of(ORDERS, 1, 3, NewCommit.batch(at(5), provenance())));
  }

  @Test
  void aCommitSaysWhoseTheTopicsAreThatItsSourceReads() throws SQLException {
    TopicIdentity whose = TopicIdentity.of("cluster").withTopicId("topic");
    store.sourceBegins(ORDERS, Collections.singletonMap("orders", TopicIdentity.of("before")));
    JdbcOffsetWriter writer = store.claim(ORDERS, NewCommit.start(at(5), provenance()));
    batch(writer, 0, 6);
    assertThat(store.latest(ORDERS).get().identities()).isEmpty();

    store.sourceBegins(ORDERS, Collections.singletonMap("orders", whose));
    batch(writer, 0, 7);
    assertThat(store.latest(ORDERS).get().identities()).containsOnly(entry("orders", whose));

    JdbcOffsetWriter next = store.claim(ORDERS, provenance());
    assertThat(next.latest().identities()).containsOnly(entry("orders", whose));
    batch(next, 0, 8);
    assertThat(store.latest(ORDERS).get().identities()).isEmpty();
    store.sourceBegins(ORDERS, Collections.singletonMap("orders", whose));
    batch(next, 0, 3); // As Spark steps back in a topic that was created anew.
    assertThat(store.latest(ORDERS).get().identities()).isEmpty();
    batch(next, 0, 4);
    assertThat(store.latest(ORDERS).get().identities()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollback", "close", "kill"})
  void aCrashBeforeTheCommitLeavesNeither(String crash) throws SQLException {
    JdbcOffsetWriter writer = store.claim(ORDERS, NewCommit.start(at(0), provenance()));
    batch(writer, 0, 3);
    OffsetCommit before = store.latest(ORDERS).get();

    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      insert(connection, 3, 5);
      OffsetCommit commit = writer.appendAll(connection, at(5), provenance());
      assertThat(commit.sequence()).isEqualTo(3);
      assertThat(store.latest(ORDERS)).contains(before);
      if (crash.equals("rollback")) {
        connection.rollback();
      } else if (crash.equals("kill")) {
        int backend = connection.unwrap(PGConnection.class).getBackendPID();
        TestPostgres.execute(dataSource, "SELECT pg_terminate_backend(" + backend + ")");
        assertThatThrownBy(connection::commit)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("terminating connection");
      } // else the database rolls back what a closed connection leaves
    }

    assertThat(rows()).isEqualTo(upTo(3));
    assertThat(store.latest(ORDERS)).contains(before);
    batch(writer, 3, 5);
    assertThat(rows()).isEqualTo(upTo(5));
    assertThat(store.latest(ORDERS).get().sequence()).isEqualTo(3);
  }

  @Test
  void aReplacedWritersRowsAreNeverCommitted() throws SQLException {
    JdbcOffsetWriter zombie = store.claim(ORDERS, NewCommit.start(at(0), provenance()));
    batch(zombie, 0, 3);
    JdbcOffsetWriter owner = store.claim(ORDERS, provenance());

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> batch(zombie, 3, 9))
          .isInstanceOf(StaleWriterException.class)
          .hasMessage(
              "Cannot commit offsets of 'orders': generation 1 was replaced by generation 2; "
                  + "another driver has claimed the stream, stop this query");
      assertThat(rows()).isEqualTo(upTo(3));
      assertThat(store.latest(ORDERS)).contains(owner.latest());
    }
    batch(owner, 3, 5);
    assertThat(rows()).isEqualTo(upTo(5));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Connection.TRANSACTION_READ_COMMITTED,
        Connection.TRANSACTION_REPEATABLE_READ,
        Connection.TRANSACTION_SERIALIZABLE
      })
  void aWriterReplacedBetweenItsRowsAndItsOffsetsFailsInEveryIsolation(int isolation)
      throws SQLException {
    JdbcOffsetWriter zombie = store.claim(ORDERS, NewCommit.start(at(0), provenance()));
    JdbcOffsetWriter owner;
    try (Connection connection = dataSource.getConnection()) {
      connection.setTransactionIsolation(isolation);
      connection.setAutoCommit(false);
      insert(connection, 0, 9);
      owner = store.claim(ORDERS, provenance());

      if (isolation == Connection.TRANSACTION_READ_COMMITTED) {
        assertThatThrownBy(() -> zombie.appendAll(connection, at(9), provenance()))
            .isInstanceOf(StaleWriterException.class)
            .hasMessageContaining("generation 1 was replaced by generation 2");
        connection.rollback();
      } else {
        assertThatThrownBy(() -> zombie.appendAll(connection, at(9), provenance()))
            .isExactlyInstanceOf(OffsetStoreException.class)
            .hasMessage(
                "Cannot commit offsets of 'orders' to jdbc:postgresql://127.0.0.1:%d/postgres "
                    + "within the caller's transaction: ERROR: could not serialize access due to "
                    + "concurrent update; roll it back, then try the batch again",
                dataSource.getPortNumbers()[0]);
        connection.commit(); // A database that has refused a statement does not commit.
      }
    }
    assertThat(rows()).isEmpty();
    assertThatThrownBy(() -> batch(zombie, 0, 9))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    batch(owner, 0, 2);
    assertThat(rows()).isEqualTo(upTo(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"read\\ committed", "repeatable\\ read", "serializable"})
  void aClaimWaitsForATransactionUnderWayAndBeginsBehindIt(String isolationOfTheStore)
      throws Exception {
    dataSource.setOptions("-c default_transaction_isolation=" + isolationOfTheStore);
    JdbcOffsetWriter zombie = store.claim(ORDERS, NewCommit.start(at(0), provenance()));
    CompletableFuture<JdbcOffsetWriter> claim;
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      insert(connection, 0, 7);
      OffsetCommit commit = zombie.appendAll(connection, at(7), provenance());
      assertThat(commit.sequence()).isEqualTo(2);

      claim = CompletableFuture.supplyAsync(() -> store.claim(ORDERS, provenance()));
      await().atMost(Duration.ofMinutes(2)).until(this::somebodyWaitsForALock);
      assertThat(claim).isNotDone();
      connection.commit();
    }
    JdbcOffsetWriter owner = claim.get(30, TimeUnit.SECONDS);

    assertThat(owner.latest())
        .isEqualTo(OffsetCommit.of(ORDERS, 2, 3, NewCommit.start(at(7), provenance())));
    batch(owner, 7, 9);
    assertThat(rows()).isEqualTo(upTo(9));
  }

  private boolean somebodyWaitsForALock() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_locks WHERE NOT granted")) {
      return rows.next();
    }
  }

  @Test
  void ofDriversThatReplaceEachOtherNoRowIsLostAndNoneWrittenTwice() throws Exception {
    long end = 200;
    Semaphore active = new Semaphore(2); // More of them do little but replace each other.
    List<Long> written =
        BasicStoreContract.together(
            () -> {
              long mine = 0;
              while (true) {
                active.acquire();
                JdbcOffsetWriter writer = store.claim(ORDERS, provenance());
                long next = writer.latest().offsets().get(FIRST).orElse(0);
                try {
                  for (int i = 0; i < 10 && next < end; i++) {
                    batch(writer, next, next + 1);
                    next++;
                    mine++;
                  }
                } catch (StaleWriterException e) {
                  assertThat(e).hasMessageContaining("was replaced by generation");
                } finally {
                  active.release();
                }
                if (next >= end) {
                  return mine;
                }
              }
            });

    assertThat(rows()).isEqualTo(upTo(end));
    assertThat(written.stream().mapToLong(Long::longValue).sum()).isEqualTo(end);
    assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(at(end));
  }

  @Test
  void bothFormsOfAppendMayBeMixed() throws SQLException {
    JdbcOffsetWriter writer = store.claim(ORDERS, provenance());
    assertThat(writer.latest().offsets()).isEqualTo(TopicOffsets.empty());
    batch(writer, 0, 2);
    assertThat(writer.latest().kind()).isEqualTo(NewCommit.Kind.START);
    commit(writer, 3);
    assertThat(writer.latest().sequence()).isEqualTo(3);
    batch(writer, 3, 4);

    assertThat(store.latest(ORDERS).get().sequence()).isEqualTo(4);
    assertThat(store.history(ORDERS)).hasSize(4);
  }

  @Test
  void refusesAConnectionThatCommitsEachStatementByItself() throws SQLException {
    JdbcOffsetWriter writer = store.claim(ORDERS, NewCommit.start(at(0), provenance()));
    try (Connection connection = dataSource.getConnection()) {
      assertThatThrownBy(() -> writer.appendAll(connection, at(1), provenance()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot commit offsets of 'orders' with the rows of a transaction: the connection "
                  + "commits each statement by itself; call setAutoCommit(false) before the rows");
    }
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void neitherCommitsNorClosesTheCallersConnection() throws SQLException {
    JdbcOffsetWriter writer = store.claim(ORDERS, NewCommit.start(at(0), provenance()));
    List<String> calls = new ArrayList<>();
    try (Connection connection =
        FaultyDataSource.of(dataSource, (moment, call) -> calls.add(call)).getConnection()) {
      connection.setAutoCommit(false);
      calls.clear();
      OffsetCommit commit = writer.appendAll(connection, at(1), provenance());
      assertThat(commit.sequence()).isEqualTo(2);
      assertThat(calls).doesNotContain("commit", "rollback", "setAutoCommit");
      assertThat(connection.isClosed()).isFalse();
    }
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void namesTheArgumentThatIsNullAndAnswersToMisuse() throws SQLException {
    JdbcOffsetWriter writer = store.claim(ORDERS, NewCommit.start(at(0), provenance()));
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> writer.appendAll(null, at(1), provenance()))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("transaction");
      assertThatThrownBy(() -> writer.appendAll(connection, null, provenance()))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("offsets");
      assertThatThrownBy(() -> writer.appendAll(connection, at(1), null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("provenance");
      writer.close();
      assertThatThrownBy(() -> writer.appendAll(connection, at(1), provenance()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot commit offsets of 'orders': the writer is closed; claim the stream again");
    }
    assertThatThrownBy(() -> store.claim(null, provenance()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("stream");
    assertThatThrownBy(() -> store.claim(ORDERS, (Provenance) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("provenance");
  }
}
