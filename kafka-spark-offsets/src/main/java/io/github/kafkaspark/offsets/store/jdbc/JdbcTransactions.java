package io.github.kafkaspark.offsets.store.jdbc;

import io.github.kafkaspark.internal.KnownSecrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import javax.sql.DataSource;

/** Runs work in transactions, each on a connection of its own that goes back as it came. */
final class JdbcTransactions {

  /** The work of one transaction. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** The same, without a result. */
  interface Step {
    void on(Connection connection) throws SQLException;
  }

  private final DataSource dataSource;
  private final KnownSecrets secrets;

  JdbcTransactions(DataSource dataSource) {
    this.dataSource = dataSource;
    this.secrets =
        dataSource instanceof UrlDataSource
            ? ((UrlDataSource) dataSource).secrets()
            : KnownSecrets.NONE;
  }

  /**
   * Does the work and commits it, or rolls it back. A failure tells no secret.
   *
   * @throws SQLException if it was rolled back; or, thrown by the commit and by what comes after
   *     it, with an outcome that is not known
   */
  <T> T run(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      if (autoCommit) {
        connection.setAutoCommit(false);
      }
      T result = commit(work, connection, autoCommit);
      if (autoCommit) {
        connection.setAutoCommit(true);
      }
      return result;
    } catch (SQLException e) {
      throw secrets.removedFrom(e);
    }
  }

  /** The same, for work without a result. */
  void execute(Step step) throws SQLException {
    Object unused =
        run(
            connection -> {
              step.on(connection);
              return null;
            });
  }

  /** What the connections are of, without a secret. */
  String source() {
    return dataSource instanceof UrlDataSource ? dataSource.toString() : "a database";
  }

  /** The reason, in one line, with that which a driver only has as its cause. */
  static String reason(SQLException e) {
    Throwable root = e;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    String message = String.valueOf(e.getMessage());
    String cause = root.getMessage();
    boolean adds = cause != null && !message.contains(cause);
    String reason = (adds ? message + " (" + cause + ")" : message).replaceAll("\\s+", " ");
    boolean tooLong = e instanceof SQLTimeoutException || "57014".equals(e.getSQLState());
    return tooLong ? reason + " (it took longer than a statement may)" : reason;
  }

  private static <T> T commit(Work<T> work, Connection connection, boolean autoCommit)
      throws SQLException {
    try {
      T result = work.on(connection);
      connection.commit();
      return result;
    } catch (Throwable e) {
      rollBack(connection, autoCommit, e);
      throw e;
    }
  }

  /** A connection that cannot be rolled back stays without auto-commit, which would commit. */
  private static void rollBack(Connection connection, boolean autoCommit, Throwable failure) {
    try {
      connection.rollback();
      if (autoCommit) {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
