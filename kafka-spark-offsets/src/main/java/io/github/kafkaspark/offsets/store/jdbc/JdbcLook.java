package io.github.kafkaspark.offsets.store.jdbc;

import static io.github.kafkaspark.offsets.store.jdbc.JdbcSchema.COMMITS;
import static io.github.kafkaspark.offsets.store.jdbc.JdbcSchema.STREAMS;

import io.github.kafkaspark.offsets.store.WriteAccess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;

/** What a database tells of itself without a change of anything. */
final class JdbcLook {

  /** All that a claim and an append do, with no row. */
  private static final String[] CHANGES = {
    "UPDATE " + STREAMS + " SET generation = generation WHERE 1 = 0",
    "INSERT INTO "
        + STREAMS
        + " (stream, generation, sequence) SELECT stream, generation, sequence FROM "
        + STREAMS
        + " WHERE 1 = 0",
    "INSERT INTO "
        + COMMITS
        + " ("
        + JdbcSchema.COLUMNS
        + ") SELECT "
        + JdbcSchema.COLUMNS
        + " FROM "
        + COMMITS
        + " WHERE 1 = 0",
    "DELETE FROM " + COMMITS + " WHERE 1 = 0"
  };

  private final JdbcTransactions transactions;
  private final int timeoutSeconds;

  JdbcLook(JdbcTransactions transactions, int timeoutSeconds) {
    this.transactions = transactions;
    this.timeoutSeconds = timeoutSeconds;
  }

  /**
   * Whether this user may do what a claim and an append do.
   *
   * @throws SQLException if the database cannot be asked
   */
  WriteAccess writeAccess() throws SQLException {
    try {
      transactions.execute(this::change);
      return WriteAccess.yes();
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (state.startsWith("42") || state.startsWith("25")) { // No right, or to be read only.
        return WriteAccess.no(JdbcTransactions.reason(e));
      }
      throw e;
    }
  }

  private void change(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(timeoutSeconds);
      for (String change : CHANGES) {
        int unused = statement.executeUpdate(change);
      }
    }
  }

  /**
   * The time by the database's clock; empty if it does not know the question.
   *
   * @throws SQLException if the database cannot be asked
   */
  Optional<Instant> clock() throws SQLException {
    try {
      return transactions.run(this::clock);
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith("42")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<Instant> clock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(timeoutSeconds);
      try (ResultSet row = statement.executeQuery("SELECT CURRENT_TIMESTAMP")) {
        return row.next() ? Optional.of(row.getTimestamp(1).toInstant()) : Optional.empty();
      }
    }
  }
}
