package io.github.kafkaspark.offsets.store.jdbc;

import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.UrlSecrets;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A new connection each time, of the driver that takes the URL. No text has the URL's secrets. */
final class UrlDataSource implements DataSource {

  private final String url;
  private final Driver driver;

  private UrlDataSource(String url, Driver driver) {
    this.url = url;
    this.driver = driver;
  }

  /**
   * Looks for the driver.
   *
   * @throws OffsetStoreException if there is none
   */
  static UrlDataSource of(String url) {
    try {
      return new UrlDataSource(url, driver(url));
    } catch (SQLException | ServiceConfigurationError e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot open the offset store in %s: no JDBC driver on the class path takes this URL; "
                  + "add the driver of the database to the application",
              UrlSecrets.masked(url)));
    }
  }

  private static Driver driver(String url) throws SQLException {
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      // It does not know those of jars that came after it was first used, as Spark's --jars do.
      for (Driver driver : ServiceLoader.load(Driver.class)) {
        if (driver.acceptsURL(url)) {
          return driver;
        }
      }
      throw e;
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection;
    try {
      connection = driver.connect(url, new Properties());
    } catch (SQLException e) {
      throw withoutSecrets(e);
    }
    if (connection == null) {
      throw new SQLException(driver.getClass().getName() + " does not take the URL " + this);
    }
    return connection;
  }

  /** The same failure, or if it tells a secret one that says the rest of it. */
  private SQLException withoutSecrets(SQLException failure) {
    for (Throwable each : failure) {
      String message = String.valueOf(each.getMessage());
      if (!UrlSecrets.removed(url, message).equals(message)) {
        SQLException clean =
            new SQLException(
                UrlSecrets.removed(url, String.valueOf(failure.getMessage())),
                failure.getSQLState(),
                failure.getErrorCode());
        clean.setStackTrace(failure.getStackTrace());
        return clean;
      }
    }
    return failure;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the user is in the URL");
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("there is no log");
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("time limits are in the URL");
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("there is no log");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("Cannot unwrap " + type + ": there is nothing within");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  @Override
  public String toString() {
    return UrlSecrets.masked(url);
  }
}
