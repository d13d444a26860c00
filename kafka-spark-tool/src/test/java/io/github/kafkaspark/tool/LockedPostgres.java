package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.offsets.store.jdbc.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/** A schema of PostgreSQL whose user needs a password. */
final class LockedPostgres {

  /** No line that the command prints may have it. */
  static final String PASSWORD = "hunter2-of-the-database";

  private static final String USER = "operator";

  private final PGSimpleDataSource dataSource = TestPostgres.newSchema();

  LockedPostgres() throws Exception {
    TestPostgres.execute(
        dataSource,
        "CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'",
        "GRANT ALL ON SCHEMA " + dataSource.getCurrentSchema() + " TO " + USER);
    wantPassword(Paths.get(ask("SHOW hba_file")));
    String unused = ask("SELECT pg_reload_conf()");
    dataSource.setUser(USER);
    dataSource.setPassword("another one");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              try (Connection connection = dataSource.getConnection()) {
                return connection.isClosed();
              } catch (SQLException e) {
                return e.getMessage().contains("password authentication failed");
              }
            });
    dataSource.setPassword(PASSWORD);
  }

  private static void wantPassword(Path rules) throws IOException {
    String first = "host all " + USER + " 127.0.0.1/32 scram-sha-256\n";
    Path unused =
        Files.write(rules, (first + new String(Files.readAllBytes(rules), UTF_8)).getBytes(UTF_8));
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getString(1);
    }
  }

  /** Connects as the user. */
  PGSimpleDataSource dataSource() {
    return dataSource;
  }

  /** With the user, and without the password. */
  String url() {
    return String.format(
        "jdbc:postgresql://127.0.0.1:%d/postgres?currentSchema=%s&user=%s",
        dataSource.getPortNumbers()[0], dataSource.getCurrentSchema(), USER);
  }

  /** What {@code ~/.pgpass} has of it. */
  String passwordLine() {
    return String.format(
        "127.0.0.1:%d:postgres:%s:%s%n", dataSource.getPortNumbers()[0], USER, PASSWORD);
  }

  /** The jar that an operator puts into the folder of drivers. */
  static Path driver() throws Exception {
    return Paths.get(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
