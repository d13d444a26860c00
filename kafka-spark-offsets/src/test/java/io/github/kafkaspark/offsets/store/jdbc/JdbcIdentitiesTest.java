package io.github.kafkaspark.offsets.store.jdbc;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.TestLog;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The column that tables of the first version lack. */
class JdbcIdentitiesTest {

  private static final Path GOLDEN =
      Paths.get(System.getProperty("basedir", ""), "src/test/resources/golden/jdbc-v1.sql");
  private static final StreamId OLD = StreamId.of("订单");
  private static final Map<String, TopicIdentity> WHOSE =
      Collections.singletonMap("orders", TopicIdentity.of("cluster").withTopicId("topic"));

  private PGSimpleDataSource dataSource;

  @BeforeEach
  void tablesOfTheFirstVersion() throws IOException {
    dataSource = TestPostgres.newSchema();
    List<String> golden = Files.readAllLines(GOLDEN, UTF_8);
    TestPostgres.execute(dataSource, golden.toArray(new String[0]));
  }

  private static NewCommit start() {
    return NewCommit.start(at(5), provenance()).withIdentities(WHOSE);
  }

  @Test
  void isAddedOnceAndSaid() {
    TestLog log = TestLog.sinceNow();
    try (OffsetStore first = OffsetStores.jdbc(dataSource);
        OffsetStore second = OffsetStores.jdbc(dataSource)) {
      OffsetCommit start = first.claim(ORDERS, start()).latest();
      assertThat(start.identities()).isEqualTo(WHOSE);
      assertThat(second.latest(ORDERS)).contains(start);
      assertThat(second.latest(OLD).get().identities()).isEmpty();
    }
    assertThat(log.lines("ALTER TABLE kafka_spark_commits ADD identities TEXT")).hasSize(1);
  }

  @Test
  void manyMayAddItAtOnce() throws Exception {
    TestLog log = TestLog.sinceNow();
    List<OffsetStore> stores = BasicStoreContract.together(() -> OffsetStores.jdbc(dataSource));
    for (OffsetStore store : stores) {
      OffsetCommit start = store.claim(ORDERS, start()).latest();
      assertThat(store.latest(ORDERS)).contains(start);
      assertThat(start.identities()).isEqualTo(WHOSE);
    }
    assertThat(log.warnings("identities")).isEmpty();
  }

  @Test
  void isDoneWithoutByAUserWhoMayNotAddIt() {
    TestPostgres.execute(
        dataSource,
        "DROP ROLE IF EXISTS identity_writer",
        "CREATE ROLE identity_writer LOGIN",
        "GRANT USAGE ON SCHEMA " + dataSource.getCurrentSchema() + " TO identity_writer",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "
            + dataSource.getCurrentSchema()
            + " TO identity_writer");
    dataSource.setUser("identity_writer");
    TestLog log = TestLog.sinceNow();
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      OffsetWriter writer = store.claim(ORDERS, start());
      OffsetCommit unused = writer.append(NewCommit.batch(at(6), provenance()));

      assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(at(6));
      assertThat(store.history(ORDERS).get(1).identities()).isEmpty();
    }
    assertThat(log.warnings("or have somebody who may run ALTER TABLE kafka_spark_commits ADD"))
        .hasSize(1);
  }

  @Test
  void aDamagedOneIsNamedWithTheWayOutThatLosesNoPlace() {
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      store.claim(ORDERS, start()).close();
      TestPostgres.execute(dataSource, "UPDATE kafka_spark_commits SET identities = 'nonsense'");
      assertThatThrownBy(() -> store.latest(ORDERS))
          .isInstanceOf(OffsetStoreException.class)
          .hasMessageContaining(
              "the column identities is 'nonsense', which is not what the library writes; set it to "
                  + "NULL, with which the place stays and whose it is becomes unknown")
          .hasMessageNotContaining("Reader@");

      TestPostgres.execute(dataSource, "UPDATE kafka_spark_commits SET identities = NULL");
      assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(at(5));
      assertThat(store.latest(ORDERS).get().identities()).isEmpty();
    }
  }

  @Test
  void anOpenTransactionHoldsTheStoreUpOnlyForAMoment() throws Exception {
    TestLog log = TestLog.sinceNow();
    try (Connection host = dataSource.getConnection()) {
      host.setAutoCommit(false);
      boolean unused = host.createStatement().execute("SELECT * FROM kafka_spark_commits");
      try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
        assertThat(store.latest(OLD)).isPresent();
      }
      host.rollback();
    }
    assertThat(log.warnings("has no column for the identities of topics")).hasSize(1);
  }

  /** As a driver of the first version does, whose statements name no such column. */
  @Test
  void isNoConcernOfADriverThatDoesNotKnowIt() throws Exception {
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      OffsetCommit start = store.claim(ORDERS, start()).latest();
      JdbcTables old = new JdbcTables(30, false);
      OffsetCommit next = start.next(NewCommit.batch(at(6), provenance()));
      new JdbcTransactions(dataSource)
          .execute(
              connection -> {
                assertThat(old.newest(connection, 1, ORDERS).commits.get(0).offsets())
                    .isEqualTo(at(5));
                assertThat(old.advance(connection, ORDERS, 1)).isTrue();
                old.insert(connection, next, UUID.randomUUID());
              });
      assertThat(store.latest(ORDERS)).contains(next);
    }
  }
}
