package io.github.kafkaspark.offsets.store.jdbc;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A stream of a database that a person had forgotten, beside what the contract checks. */
class JdbcForgettingTest {

  private PGSimpleDataSource dataSource;
  private JdbcOffsetStore store;

  @BeforeEach
  void open() {
    dataSource = TestPostgres.newSchema();
    store = JdbcOffsetStore.open(dataSource);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private JdbcOffsetWriter claim(long offset) {
    return store.claim(ORDERS, NewCommit.start(at(offset), provenance()));
  }

  private void forget() {
    try (JdbcOffsetWriter writer = claim(3)) {
      OffsetCommit unused = writer.append(NewCommit.forgotten(at(3), provenance()));
    }
  }

  @Test
  void aClaimOfAStreamWhereItIsBeginsWithoutOffsetsAfterATombstone() {
    commit(claim(0), 3);
    forget();

    OffsetCommit start = store.claim(ORDERS, provenance()).latest();

    assertThat(start.offsets()).isEqualTo(TopicOffsets.empty());
    assertThat(start.generation()).isEqualTo(3);
    assertThat(store.history(ORDERS)).containsExactly(start);
  }

  @Test
  void theTransactionOfAZombieFailsAfterATombstone() throws SQLException {
    JdbcOffsetWriter zombie = claim(0);
    forget();

    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> zombie.appendAll(connection, at(9), provenance()))
          .isInstanceOf(StaleWriterException.class);
      connection.commit();
    }
    assertThat(store.latest(ORDERS)).isEmpty();
    assertThat(store.streams()).isEmpty();
  }

  @Test
  void isNeverEmptyIfAllSinceATombstoneIsDamaged() {
    forget();
    OffsetCommit start = claim(5).latest();
    TestPostgres.execute(
        dataSource,
        "UPDATE kafka_spark_commits SET offsets = 'no' WHERE sequence = " + start.sequence());

    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContaining("every commit is damaged or gone, [2.3=");
    assertThatThrownBy(() -> store.history(ORDERS)).isInstanceOf(OffsetStoreException.class);
    assertThat(store.streams()).containsExactly(ORDERS);
  }
}
