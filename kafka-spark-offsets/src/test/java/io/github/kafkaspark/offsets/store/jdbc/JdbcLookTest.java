package io.github.kafkaspark.offsets.store.jdbc;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.WriteAccess;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a store in a database tells of itself, and changes nothing by it. */
class JdbcLookTest {

  private PGSimpleDataSource dataSource;

  @BeforeEach
  void newSchema() {
    dataSource = TestPostgres.newSchema();
  }

  @Test
  void tellsWhetherTheUserMayWriteAndChangesNothing() {
    String reader = dataSource.getCurrentSchema() + "_looks";
    List<OffsetCommit> history;
    try (OffsetStore store = JdbcOffsetStore.open(dataSource)) {
      commit(claim(store, ORDERS, 1), 2);
      history = store.history(ORDERS);
      assertThat(store.writeAccess()).isEqualTo(WriteAccess.yes());
    }
    TestPostgres.execute(
        dataSource,
        "CREATE ROLE " + reader + " LOGIN",
        "GRANT USAGE ON SCHEMA " + dataSource.getCurrentSchema() + " TO " + reader,
        "GRANT SELECT ON ALL TABLES IN SCHEMA " + dataSource.getCurrentSchema() + " TO " + reader);
    dataSource.setUser(reader);
    try (OffsetStore store = JdbcOffsetStore.existing(dataSource)) {
      assertThat(store.writeAccess())
          .isEqualTo(WriteAccess.no("ERROR: permission denied for table kafka_spark_streams"));
      assertThat(store.history(ORDERS)).isEqualTo(history);
    }
  }

  @Test
  void tellsThatADatabaseIsToBeReadOnly() {
    JdbcOffsetStore.open(dataSource).close();
    dataSource.setOptions("-c default_transaction_read_only=on");
    try (OffsetStore store = JdbcOffsetStore.existing(dataSource)) {
      assertThat(store.writeAccess())
          .isEqualTo(WriteAccess.no("ERROR: cannot execute UPDATE in a read-only transaction"));
    }
  }

  @Test
  void tellsTheTimeAndWhatIsDamaged() {
    try (OffsetStore store = JdbcOffsetStore.open(dataSource)) {
      assertThat(store.clock().get()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
      commit(claim(store, ORDERS, 1), 2);
      assertThat(store.damage(ORDERS)).isEmpty();
      TestPostgres.execute(
          dataSource, "UPDATE kafka_spark_commits SET offsets = 'no' WHERE sequence = 2");
      assertThat(store.damage(ORDERS)).hasSize(1).first().asString().startsWith("1.2=");
    }
  }

  @Test
  void keepsThatACommitIsTheLastOfItsWriter() {
    try (OffsetStore store = JdbcOffsetStore.open(dataSource)) {
      OffsetWriter writer = claim(store, ORDERS, 1);
      OffsetCommit closed = writer.append(NewCommit.batch(at(2), provenance().asClosed()));
      assertThat(store.latest(ORDERS)).contains(closed);
      OffsetCommit both =
          writer.append(
              NewCommit.batch(at(2), provenance().asClosed())
                  .withIdentities(Collections.singletonMap("orders", TopicIdentity.of("c"))));
      assertThat(store.latest(ORDERS)).contains(both);
    }
  }
}
