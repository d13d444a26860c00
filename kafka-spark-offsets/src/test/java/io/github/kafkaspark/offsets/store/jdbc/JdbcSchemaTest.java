package io.github.kafkaspark.offsets.store.jdbc;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.TestLog;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The tables, made or found, and where they are. */
class JdbcSchemaTest {

  private PGSimpleDataSource dataSource;

  @BeforeEach
  void newSchema() {
    dataSource = TestPostgres.newSchema();
  }

  @Test
  void createsItsTablesOnceAndSaysSo() {
    TestLog log = TestLog.sinceNow();
    try (OffsetStore first = OffsetStores.jdbc(dataSource);
        OffsetStore second = OffsetStores.jdbc(dataSource)) {
      commit(claim(first, ORDERS, 0), 1);
      assertThat(second.latest(ORDERS)).isEqualTo(first.latest(ORDERS));
    }
    assertThat(log.lines("Created a table for offsets in jdbc:postgresql://127.0.0.1:")).hasSize(2);
  }

  @Test
  void manyMayCreateThemAtOnce() throws Exception {
    List<OffsetStore> stores = BasicStoreContract.together(() -> OffsetStores.jdbc(dataSource));
    for (OffsetStore store : stores) {
      commit(claim(store, ORDERS, 0), 1);
    }
    assertThat(stores.get(0).latest(ORDERS).get().generation()).isEqualTo(8);
  }

  @Test
  void takesTablesThatWereMadeBefore() {
    TestPostgres.execute(dataSource, JdbcSchema.ddl("PostgreSQL").toArray(new String[0]));
    try (OffsetStore store = OffsetStores.jdbc(dataSource)) {
      commit(claim(store, ORDERS, 0), 1);
    }
  }

  @Test
  void namesTheStatementsIfItMayNotCreateTheTables() {
    TestPostgres.execute(
        dataSource, "DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN NOINHERIT");
    dataSource.setUser("reader");

    assertThatThrownBy(() -> OffsetStores.jdbc(dataSource))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContaining(
            "the table kafka_spark_streams is missing and could not be created, or may not be read: "
                + "ERROR: relation \"kafka_spark_streams\" does not exist")
        .hasMessageContaining("; let the user read and write it, or create both as one who may: ")
        .hasMessageEndingWith(String.join("; ", JdbcSchema.ddl("PostgreSQL")))
        .satisfies(
            e ->
                assertThat(e.getCause().getSuppressed())
                    .anySatisfy(
                        suppressed ->
                            assertThat(suppressed)
                                .hasMessageMatching("(?s)ERROR: (permission denied|no schema).*")));
  }

  @Test
  void saysThatTheDatabaseCannotBeReached() {
    dataSource.setPortNumbers(new int[] {1});

    assertThatThrownBy(() -> OffsetStores.jdbc(dataSource))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasCauseInstanceOf(SQLException.class)
        .hasMessageStartingWith(
            "Cannot open the offset store in a database: Connection to 127.0.0.1:1 refused")
        .hasMessageEndingWith(
            "; see that the database is up, and that the URL or data source has its address and a "
                + "user who may connect");
  }

  @Test
  void namesTheArgumentThatIsNull() {
    assertThatThrownBy(() -> OffsetStores.jdbc(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("dataSource");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db:5432/jobs, jdbc:postgresql://db:5432/jobs",
    "jdbc:postgresql://db/jobs?user=me&password=s3cret, jdbc:postgresql://db/jobs",
    "jdbc:postgresql://db/jobs?password=s3@cret, jdbc:postgresql://",
    "jdbc:mysql://me:s3cret@db/jobs, jdbc:mysql://db/jobs",
    "jdbc:mysql://me:s3@cret@db/jobs, jdbc:mysql://db/jobs",
    "jdbc:mysql://address=(host=db)(password=s3cret)/jobs, jdbc:mysql://",
    "jdbc:oracle:thin:me/s3cret@//db:1521/jobs, jdbc:oracle:thin://db:1521/jobs",
    "jdbc:oracle:thin:@db:1521:jobs, jdbc:oracle:thin:db:1521:jobs",
    "jdbc:sqlserver://db:1433;user=me;password=s3cret, jdbc:sqlserver://db:1433",
    "jdbc:h2:mem:jobs, jdbc:h2:mem:jobs",
    "jdbc:db2://db:1/jobs:user=me;password=s3cret;, jdbc:db2://db:1/jobs:",
    ", a database"
  })
  void saysWhereTheDatabaseIsWithoutWhatIsSecret(String url, String location) {
    assertThat(JdbcSchema.location(url)).isEqualTo(location);
  }

  @ParameterizedTest
  @CsvSource({"PostgreSQL,TEXT", "MySQL,LONGTEXT", "MariaDB,LONGTEXT", "H2,CLOB", "Oracle,CLOB"})
  void choosesTheTypeOfALongTextByTheDatabase(String product, String type) {
    assertThat(JdbcSchema.ddl(product).get(1)).contains(" offsets " + type + " NOT NULL,");
  }
}
