package io.github.kafkaspark.offsets.store.jdbc;

import io.github.kafkaspark.internal.KnownSecrets;
import io.github.kafkaspark.internal.OwnLoader;
import io.github.kafkaspark.internal.Secrets;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
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
  private final KnownSecrets secrets;

  private UrlDataSource(String url, Driver driver) {
    this.url = url;
    this.driver = driver;
    this.secrets = KnownSecrets.ofUrl(url);
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
              Secrets.inUrl(url)));
    }
  }

  private static Driver driver(String url) throws SQLException {
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      // It does not know those of jars that came after it was first used, as Spark's --jars do.
      for (Driver driver : ServiceLoader.load(Driver.class, OwnLoader.get())) {
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
      connection = OwnLoader.call(() -> driver.connect(url, new Properties()));
    } catch (RuntimeException e) {
      throw new SQLException(secrets.removedFrom(e.toString()));
    }
    if (connection == null) {
      throw new SQLException(driver.getClass().getName() + " does not take the URL " + this);
    }
    return connection;
  }

  /** What its connections may repeat of the URL. */
  KnownSecrets secrets() {
    return secrets;
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
    return Secrets.inUrl(url);
  }
}
