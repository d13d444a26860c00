package io.github.kafkaspark.offsets;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two tables of a {@link JdbcOffsetStore}: made if they are missing, looked at if not. */
final class JdbcSchema {

  private static final Logger LOG = LoggerFactory.getLogger(JdbcSchema.class);

  static final String STREAMS = "kafka_spark_streams";
  static final String COMMITS = "kafka_spark_commits";

  /** All columns of a commit, in the order in which they are written. */
  static final String COLUMNS =
      "stream, generation, sequence, layout, kind, offsets, writer, committed_at, application_id, "
          + "query_id, batch_id, attempt";

  private final JdbcTransactions transactions;
  private final int timeoutSeconds;

  JdbcSchema(JdbcTransactions transactions, int timeoutSeconds) {
    this.transactions = transactions;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** What makes the tables in a database of this product. */
  static List<String> ddl(String product) {
    String name = product.toLowerCase(Locale.ROOT);
    boolean mySql = name.contains("mysql") || name.contains("mariadb");
    String text = mySql ? "LONGTEXT" : name.contains("postgresql") ? "TEXT" : "CLOB";
    // Other collations of these two take 'A' for 'a'.
    String stream = mySql ? "VARCHAR(200) COLLATE utf8mb4_bin" : "VARCHAR(200)";
    return Arrays.asList(
        "CREATE TABLE "
            + STREAMS
            + " (stream "
            + stream
            + " NOT NULL, generation NUMERIC(19) NOT NULL, sequence NUMERIC(19) NOT NULL,"
            + " PRIMARY KEY (stream))",
        "CREATE TABLE "
            + COMMITS
            + " (stream "
            + stream
            + " NOT NULL, generation NUMERIC(19) NOT NULL, sequence NUMERIC(19) NOT NULL,"
            + " layout INTEGER NOT NULL, kind VARCHAR(20) NOT NULL, offsets "
            + text
            + " NOT NULL, writer VARCHAR(1000) NOT NULL, committed_at VARCHAR(40) NOT NULL,"
            + " application_id VARCHAR(1000), query_id VARCHAR(1000), batch_id NUMERIC(19),"
            + " attempt VARCHAR(36) NOT NULL, PRIMARY KEY (stream, generation, sequence))");
  }

  /** Sees that the tables are there; returns where they are. */
  String open() {
    String location = location();
    SQLException missing = probe();
    if (missing == null) {
      return location;
    }
    for (String table : ddl()) {
      try {
        execute(Collections.singletonList(table));
        LOG.info("Created a table for offsets in {}: {}", location, table);
      } catch (SQLException e) {
        missing.addSuppressed(e); // Another process may have been quicker: the probe tells.
      }
    }
    SQLException failure = probe();
    if (failure != null) {
      Arrays.stream(missing.getSuppressed()).forEach(failure::addSuppressed);
      throw new OffsetStoreException(
          String.format(
              "Cannot open the offset store in %s: its tables are missing and could not be created, "
                  + "or are of another shape: %s; create them as a user who may: %s",
              location, JdbcTransactions.reason(failure), String.join("; ", ddl())),
          failure);
    }
    return location;
  }

  private String location() {
    try {
      return transactions.run(connection -> location(connection.getMetaData().getURL()));
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  /** A database's address, without what may be secret. */
  static String location(String url) {
    if (url == null) {
      return "a database";
    }
    String address = url.split("[?;(&]", 2)[0];
    return address.replaceFirst("^(jdbc:[^:/@]+:(?:[a-z0-9]+:)?(?://)?).*@", "$1");
  }

  private List<String> ddl() {
    try {
      return ddl(transactions.run(connection -> connection.getMetaData().getDatabaseProductName()));
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private static OffsetStoreException unreachable(SQLException e) {
    return new OffsetStoreException(
        "Cannot open the offset store in a database: "
            + JdbcTransactions.reason(e)
            + "; see that the database is up, and that the data source has its address and a user",
        e);
  }

  private SQLException probe() {
    try {
      execute(
          Arrays.asList(
              "SELECT stream, generation, sequence FROM " + STREAMS + " WHERE 1 = 0",
              "SELECT " + COLUMNS + " FROM " + COMMITS + " WHERE 1 = 0"));
      return null;
    } catch (SQLException e) {
      return e;
    }
  }

  private void execute(List<String> statements) throws SQLException {
    transactions.execute(
        connection -> {
          for (String sql : statements) {
            execute(connection, sql);
          }
        });
  }

  private void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(timeoutSeconds);
      statement.execute(sql);
    }
  }
}
