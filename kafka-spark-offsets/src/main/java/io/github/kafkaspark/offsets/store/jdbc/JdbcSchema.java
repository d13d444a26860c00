package io.github.kafkaspark.offsets.store.jdbc;

import io.github.kafkaspark.internal.Secrets;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** The column of the identities of topics, which tables of older versions lack. */
  static final String IDENTITIES = "identities";

  /** What it waits at most to add the column, and so lets all others wait behind it. */
  private static final int SECONDS_TO_ADD = 3;

  private static final Set<Integer> TEXTS =
      new HashSet<>(
          Arrays.asList(
              Types.CHAR,
              Types.VARCHAR,
              Types.LONGVARCHAR,
              Types.NCHAR,
              Types.NVARCHAR,
              Types.LONGNVARCHAR,
              Types.CLOB,
              Types.NCLOB));

  /** The exact numbers among the types. */
  private static final Set<Integer> NUMBERS =
      new HashSet<>(Arrays.asList(Types.NUMERIC, Types.DECIMAL, Types.BIGINT, Types.INTEGER));

  private final JdbcTransactions transactions;
  private final int timeoutSeconds;

  JdbcSchema(JdbcTransactions transactions, int timeoutSeconds) {
    this.transactions = transactions;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** The statements that make the tables in a database of this product. */
  static List<String> ddl(String product) {
    return tables(product).entrySet().stream()
        .map(table -> ddl(table.getKey(), table.getValue()))
        .collect(Collectors.toList());
  }

  private static String ddl(String table, Map<String, String> columns) {
    String key = table.equals(STREAMS) ? "stream" : "stream, generation, sequence";
    return columns.entrySet().stream()
        .map(column -> column.getKey() + " " + column.getValue())
        .collect(
            Collectors.joining(
                ", ", "CREATE TABLE " + table + " (", ", PRIMARY KEY (" + key + "))"));
  }

  /** The tables, with the type of each column. */
  private static Map<String, Map<String, String>> tables(String product) {
    String name = product.toLowerCase(Locale.ROOT);
    boolean mySql = name.contains("mysql") || name.contains("mariadb");
    String text = mySql ? "LONGTEXT" : name.contains("postgresql") ? "TEXT" : "CLOB";
    Map<String, String> streams = new LinkedHashMap<>();
    // Other collations of these two take 'A' for 'a'.
    streams.put("stream", "VARCHAR(200)" + (mySql ? " COLLATE utf8mb4_bin" : "") + " NOT NULL");
    streams.put("generation", "NUMERIC(19) NOT NULL");
    streams.put("sequence", "NUMERIC(19) NOT NULL");
    Map<String, String> commits = new LinkedHashMap<>(streams);
    commits.put("layout", "INTEGER NOT NULL");
    commits.put("kind", "VARCHAR(20) NOT NULL");
    commits.put("offsets", text + " NOT NULL");
    commits.put("writer", "VARCHAR(1000) NOT NULL");
    commits.put("committed_at", "VARCHAR(40) NOT NULL");
    commits.put("application_id", "VARCHAR(1000)");
    commits.put("query_id", "VARCHAR(1000)");
    commits.put("batch_id", "NUMERIC(19)");
    commits.put("attempt", "VARCHAR(36) NOT NULL");
    commits.put(IDENTITIES, text);
    Map<String, Map<String, String>> tables = new LinkedHashMap<>();
    tables.put(STREAMS, streams);
    tables.put(COMMITS, commits);
    return tables;
  }

  /** Makes sure that the tables are there and of the right shape; returns where they are. */
  String open() {
    String location = location();
    Map<String, Map<String, String>> tables = tables(product());
    tables.forEach((table, columns) -> open(location, table, columns));
    return location;
  }

  private void open(String location, String table, Map<String, String> expected) {
    String ddl = ddl(table, expected);
    Map<String, Column> found;
    try {
      found = columns(table);
    } catch (SQLException missing) {
      found = create(location, table, ddl, missing);
    }
    requireShape(location, table, expected, found);
  }

  /** Makes sure of the same without changing anything; returns where the tables are. */
  String look() {
    String location = location();
    tables(product())
        .forEach(
            (table, columns) -> requireShape(location, table, columns, existing(location, table)));
    return location;
  }

  private Map<String, Column> existing(String location, String table) {
    try {
      return columns(table);
    } catch (SQLException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot look at the offset store in %s: the table %s is missing, or may not be read: %s; "
                  + "check the URL, and that the user may read the table; the first tracker that "
                  + "records there creates it",
              location, table, JdbcTransactions.reason(e)),
          e);
    }
  }

  /** Whether the column of the identities of topics is there. */
  boolean hasIdentities(String location) {
    return existing(location, COMMITS).containsKey(IDENTITIES);
  }

  private static void requireShape(
      String location, String table, Map<String, String> expected, Map<String, Column> found) {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, String> column : expected.entrySet()) {
      Column actual = found.get(column.getKey());
      if (actual == null && column.getKey().equals(IDENTITIES)) {
        continue;
      }
      if (actual == null) {
        wrong.add(
            "it has no column '" + column.getKey() + "' (expected " + column.getValue() + ")");
      } else if (!actual.isFor(column.getValue())) {
        wrong.add(
            String.format(
                "column '%s' is of type %s (expected %s)",
                column.getKey(), actual.name, column.getValue()));
      }
    }
    if (!wrong.isEmpty()) {
      throw new OffsetStoreException(
          String.format(
              "Cannot open the offset store in %s: the table %s is of another shape: %s; alter it, or "
                  + "give it another name so that it is created anew: %s",
              location, table, String.join(", ", wrong), ddl(table, expected)));
    }
  }

  /**
   * Adds the column of the identities of topics if it is missing, unless the database refuses; the
   * store does without it then.
   *
   * @return whether it is there
   */
  boolean addIdentities(String location) {
    String product = product();
    String ddl =
        String.format(
            "ALTER TABLE %s ADD %s %s",
            COMMITS, IDENTITIES, tables(product).get(COMMITS).get(IDENTITIES));
    try {
      if (hasIdentities()) {
        return true;
      }
      transactions.execute(connection -> execute(connection, ddl, SECONDS_TO_ADD));
      LOG.info("Altered a table for offsets in {}: {}", location, ddl);
    } catch (SQLException e) {
      if (!isThere(e)) { // Another driver may have been quicker.
        LOG.warn(
            "The table of offsets in {} has no column for the identities of topics, and it could not "
                + "be added, so the store does not know a topic that was created anew: open the store "
                + "again when no transaction holds the table, or have somebody who may run {}",
            location,
            ddl,
            e);
        return false;
      }
    }
    return true;
  }

  private boolean isThere(SQLException failure) {
    try {
      return hasIdentities();
    } catch (SQLException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  private boolean hasIdentities() throws SQLException {
    return columns(COMMITS).containsKey(IDENTITIES);
  }

  private Map<String, Column> create(
      String location, String table, String ddl, SQLException missing) {
    try {
      transactions.execute(connection -> execute(connection, ddl));
      LOG.info("Created a table for offsets in {}: {}", location, ddl);
    } catch (SQLException e) {
      missing.addSuppressed(e); // Another process may have been quicker: the second look tells.
    }
    try {
      return columns(table);
    } catch (SQLException failure) {
      Arrays.stream(missing.getSuppressed()).forEach(failure::addSuppressed);
      throw new OffsetStoreException(
          String.format(
              "Cannot open the offset store in %s: the table %s is missing and could not be created, "
                  + "or may not be read: %s; let the user read and write it, or create both as one "
                  + "who may: %s",
              location, table, JdbcTransactions.reason(failure), String.join("; ", ddl(product()))),
          failure);
    }
  }

  /** A column as it is. */
  private static final class Column {
    final int type;
    final String name;

    Column(int type, String name) {
      this.type = type;
      this.name = name;
    }

    boolean isFor(String expected) {
      boolean number = expected.startsWith("NUMERIC") || expected.startsWith("INTEGER");
      return (number ? NUMBERS : TEXTS).contains(type);
    }
  }

  private Map<String, Column> columns(String table) throws SQLException {
    return transactions.run(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(timeoutSeconds);
            try (ResultSet none =
                statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
              ResultSetMetaData columns = none.getMetaData();
              Map<String, Column> found = new HashMap<>();
              for (int i = 1; i <= columns.getColumnCount(); i++) {
                found.put(
                    columns.getColumnName(i).toLowerCase(Locale.ROOT),
                    new Column(columns.getColumnType(i), columns.getColumnTypeName(i)));
              }
              return found;
            }
          }
        });
  }

  private String location() {
    try {
      return transactions.run(connection -> location(connection.getMetaData().getURL()));
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  /** A database's address, without its possible secrets. */
  static String location(String url) {
    return url == null ? "a database" : Secrets.address(url);
  }

  private String product() {
    try {
      return transactions.run(connection -> connection.getMetaData().getDatabaseProductName());
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private OffsetStoreException unreachable(SQLException e) {
    return new OffsetStoreException(
        "Cannot open the offset store in "
            + transactions.source()
            + ": "
            + JdbcTransactions.reason(e)
            + "; see that the database is up, and that the URL or data source has its address and a "
            + "user who may connect",
        e);
  }

  private void execute(Connection connection, String sql) throws SQLException {
    execute(connection, sql, timeoutSeconds);
  }

  private static void execute(Connection connection, String sql, int seconds) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(seconds);
      statement.execute(sql);
    }
  }
}
