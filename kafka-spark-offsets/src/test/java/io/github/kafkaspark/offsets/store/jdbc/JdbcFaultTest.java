package io.github.kafkaspark.offsets.store.jdbc;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.DurableStoreContract.Moment;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Every call to the database fails once, before or after it was done. */
@Tag("heavy")
class JdbcFaultTest {

  @RegisterExtension final PooledConnections pooled = new PooledConnections();

  private PGSimpleDataSource dataSource;
  private Connection kept;
  private OffsetStore healthy;

  /** Which call fails, counted from the arming; 0 for none. */
  private int failing;

  private Moment moment;
  private boolean forEver;
  private int calls;
  private boolean struck;

  @BeforeEach
  void open() throws SQLException {
    dataSource = TestPostgres.newSchema();
    kept = dataSource.getConnection();
    healthy = OffsetStores.jdbc(KeptConnection.of(kept));
  }

  @AfterEach
  void close() throws SQLException {
    kept.close();
  }

  private OffsetStore faulty() {
    return OffsetStores.jdbc(FaultyDataSource.of(pooled.of(dataSource), this::strike));
  }

  private void strike(Moment now, String call) throws IOException {
    if (now != moment || failing == 0) {
      return;
    }
    calls++;
    if (calls == failing || (forEver && calls > failing)) {
      struck = true;
      throw new IOException("a fault " + moment + " " + call);
    }
  }

  private void arm(int call, Moment when) {
    failing = call;
    moment = when;
    calls = 0;
    struck = false;
  }

  @Test
  void theFirstClaimMayComeBetweenTheStatementsOfAReader() {
    List<OffsetWriter> claims = new ArrayList<>();
    AtomicBoolean armed = new AtomicBoolean();
    FaultyDataSource.Listener claimant =
        (now, call) -> {
          if (now == Moment.AFTER && call.equals("executeQuery") && armed.getAndSet(false)) {
            claims.add(claim(healthy, StreamId.of("claim-" + claims.size()), 5));
          }
        };
    try (OffsetStore reader = OffsetStores.jdbc(FaultyDataSource.of(dataSource, claimant))) {
      assertThat(reader.streams()).isEmpty(); // The tables are looked at with the first use.
      armed.set(true);
      assertThat(reader.latest(StreamId.of("claim-0"))).contains(claims.get(0).latest());
      armed.set(true);
      assertThat(reader.history(StreamId.of("claim-1"))).containsExactly(claims.get(1).latest());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAppendIsThereOrNotWhicheverCallFails(Moment when) throws SQLException {
    OffsetStore faulty = faulty();
    for (int call = 1; call == 1 || struck; call++) {
      OffsetWriter writer = claim(faulty, ORDERS, 0);
      commit(writer, 1);
      OffsetCommit before = writer.latest();
      arm(call, when);
      boolean failed = false;
      try {
        commit(writer, 2);
      } catch (OffsetStoreException e) {
        failed = true;
        assertThat(e)
            .isExactlyInstanceOf(OffsetStoreException.class)
            .hasMessageContaining("'orders'")
            .hasMessageContaining("a fault " + when);
        assertThat(e.getCause()).isInstanceOf(SQLException.class);
      }
      failing = 0;

      OffsetCommit after = healthy.latest(ORDERS).get();
      assertThat(after).as("call %d", call).isEqualTo(writer.latest());
      assertThat(after.equals(before)).as("call %d", call).isEqualTo(failed);
      commit(writer, 3);
      assertThat(writer.latest().sequence()).isEqualTo(after.sequence() + 1);
      assertThat(healthy.latest(ORDERS)).contains(writer.latest());
      assertThat(call).isLessThan(200);
    }
    assertThatNoTransactionIsOpen();
  }

  @ParameterizedTest
  @EnumSource
  void anAppendThatCannotBeSettledIsSettledByTheNext(Moment when) throws SQLException {
    OffsetStore faulty = faulty();
    forEver = true;
    for (int call = 1; call == 1 || struck; call++) {
      OffsetWriter writer = claim(faulty, ORDERS, 0);
      OffsetCommit before = writer.latest();
      arm(call, when);
      try {
        commit(writer, 1);
      } catch (OffsetStoreException e) {
        assertThat(e)
            .hasMessageStartingWith(
                "Cannot find out whether offsets of 'orders' were committed to ")
            .hasMessageEndingWith("; append again, which looks first");
        assertThat(e.getSuppressed()).hasSize(1);
        assertThat(writer.latest()).isEqualTo(before);
      }
      failing = 0;

      OffsetCommit there = healthy.latest(ORDERS).get();
      commit(writer, 2);
      assertThat(writer.latest().sequence()).as("call %d", call).isEqualTo(there.sequence() + 1);
      assertThat(healthy.latest(ORDERS)).contains(writer.latest());
      assertThat(call).isLessThan(200);
    }
    assertThatNoTransactionIsOpen();
  }

  @ParameterizedTest
  @EnumSource
  void aClaimIsThereOrNotWhicheverCallFails(Moment when) throws SQLException {
    OffsetStore faulty = faulty();
    for (int call = 1; call == 1 || struck; call++) {
      StreamId stream = StreamId.of("stream-" + call);
      arm(call, when);
      boolean failed = false;
      try {
        assertThat(claim(faulty, stream, 1).latest()).isEqualTo(healthy.latest(stream).get());
      } catch (OffsetStoreException e) {
        failed = true;
        assertThat(e)
            .hasMessageContaining("'" + stream + "'")
            .hasMessageContaining("a fault " + when)
            .hasCauseInstanceOf(SQLException.class);
      }
      failing = 0;

      assertThat(healthy.latest(stream).isPresent()).as("call %d", call).isEqualTo(!failed);
      OffsetWriter writer = claim(faulty, stream, 2);
      commit(writer, 3);
      assertThat(healthy.latest(stream)).contains(writer.latest());
      assertThat(call).isLessThan(200);
    }
    assertThatNoTransactionIsOpen();
  }

  @ParameterizedTest
  @EnumSource
  void aReadThatFailsIsNeverEmpty(Moment when) throws SQLException {
    commit(claim(healthy, ORDERS, 0), 1);
    OffsetCommit latest = healthy.latest(ORDERS).get();
    OffsetStore faulty = faulty();
    for (int call = 1; call == 1 || struck; call++) {
      arm(call, when);
      try {
        assertThat(faulty.latest(ORDERS)).contains(latest);
        assertThat(faulty.history(ORDERS)).hasSize(2);
        assertThat(faulty.streams()).containsExactly(ORDERS);
      } catch (OffsetStoreException e) {
        assertThat(e)
            .hasMessageContaining("a fault " + when)
            .hasMessageEndingWith(
                "; see that the database is up and that its user may read the tables")
            .hasCauseInstanceOf(SQLException.class);
      }
      failing = 0;
      assertThat(call).isLessThan(300);
    }
    assertThatNoTransactionIsOpen();
  }

  @Test
  void aZombieLearnsThatItIsReplacedThoughItsOutcomeWasOpen() {
    OffsetWriter zombie = claim(faulty(), ORDERS, 0);
    forEver = true;
    arm(1, Moment.BEFORE);
    assertThatThrownBy(() -> commit(zombie, 1))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith("Cannot find out whether offsets of 'orders' were committed to ");
    failing = 0;
    OffsetWriter owner = claim(healthy, ORDERS, 5);

    assertThatThrownBy(() -> commit(zombie, 1))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    assertThat(healthy.latest(ORDERS)).contains(owner.latest());
  }

  @Test
  void aConnectionOfAPoolGoesBackAsItCame() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      for (boolean autoCommit : new boolean[] {true, false}) {
        connection.setAutoCommit(autoCommit);
        JdbcTransactions pool = new JdbcTransactions(KeptConnection.of(connection));
        assertThat(pool.<Boolean>run(Connection::getAutoCommit)).isFalse();
        assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);

        assertThatThrownBy(() -> pool.execute(c -> c.createStatement().execute("nonsense")))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("syntax error");
        assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
        assertThat(connection.isClosed()).isFalse();
      }
    }
  }

  @Test
  void committingThroughOneKeptConnectionGivesItBackEachTime() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        OffsetStore pooled = OffsetStores.jdbc(KeptConnection.of(connection))) {
      OffsetWriter writer = pooled.claim(ORDERS, NewCommit.start(at(0), provenance()));
      for (int i = 1; i <= 50; i++) {
        commit(writer, i);
      }
      assertThat(healthy.latest(ORDERS)).contains(writer.latest());
    }
  }

  private void assertThatNoTransactionIsOpen() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isZero();
    }
  }
}
