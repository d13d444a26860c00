package io.github.kafkaspark.jobs.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.github.kafkaspark.jobs.api.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs, in a file that one service has at a time. What a call has written outlives a kill of
 * this process.
 */
public final class RunDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunDatabase.class);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private final FileChannel lock;
  private final String url;
  private Connection connection;
  private boolean closed;

  private RunDatabase(FileChannel lock, String url, Connection connection) {
    this.lock = lock;
    this.url = url;
    this.connection = connection;
  }

  /** Opens the database of a folder, and makes it if there is none. */
  public static RunDatabase open(Path folder) {
    Path file = folder.resolve("runs").toAbsolutePath();
    // Interrupts of threads that ask close any other kind of file than async.
    // Without WRITE_DELAY=0 a commit is in the file half a second later.
    String url =
        "jdbc:h2:async:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    FileChannel lock = lock(folder);
    try {
      Connection connection = DriverManager.getConnection(url);
      try (var statement = connection.createStatement()) {
        statement.execute(
            "create table if not exists runs ("
                + "id varchar(64) primary key, job varchar(64) not null, "
                + "started_at timestamp(9) with time zone not null, "
                + "goes_on boolean not null, body clob not null)");
        statement.execute("create index if not exists runs_by_job on runs (job, started_at)");
      }
      return new RunDatabase(lock, url, connection);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot open the database '"
              + file
              + "': "
              + e.getMessage()
              + "; if the file is damaged, move it away, and what is known of old runs with it",
          e);
    }
  }

  /** The system gives it up when the process ends, however that is. */
  private static FileChannel lock(Path folder) {
    Path file = folder.resolve("lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return channel;
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      throw inUse(folder, e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lock '" + file + "'", e);
    }
    throw inUse(folder, null);
  }

  private static IllegalStateException inUse(Path folder, Exception cause) {
    return new IllegalStateException(
        "Another service runs with the folder '" + folder + "'; give each a folder of its own",
        cause);
  }

  /** Writes two runs down, or neither. */
  public synchronized void put(Run one, Run other) {
    try {
      Connection both = connection();
      both.setAutoCommit(false);
      try {
        put(both, one);
        put(both, other);
        both.commit();
      } finally {
        endTransaction(both);
      }
    } catch (SQLException | JsonProcessingException e) {
      throw away("write down " + one, e);
    }
  }

  /** What is not committed by now is taken back; a closed connection has done so. */
  private static void endTransaction(Connection connection) throws SQLException {
    if (!connection.isClosed()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** Writes a run down, in place of what was there. */
  public synchronized void put(Run run) {
    try {
      put(connection(), run);
    } catch (SQLException | JsonProcessingException e) {
      throw away("write down " + run, e);
    }
  }

  private static void put(Connection connection, Run run)
      throws SQLException, JsonProcessingException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "merge into runs (id, job, started_at, goes_on, body) key (id) values (?, ?, ?, ?,"
                + " ?)")) {
      statement.setString(1, run.id());
      statement.setString(2, run.request().job());
      statement.setObject(3, run.request().at());
      statement.setBoolean(4, run.goesOn() || run.awaitsRestart());
      statement.setString(5, JSON.writeValueAsString(run));
      int unused = statement.executeUpdate();
    }
  }

  /** One run. */
  public synchronized Optional<Run> get(String id) {
    return query("select body from runs where id = ?", id).stream().findFirst();
  }

  /** The newest first; those of all jobs if the job is null. */
  public synchronized List<Run> newest(String job, int limit) {
    return job == null
        ? query("select body from runs order by started_at desc, id desc limit ?", limit)
        : query(
            "select body from runs where job = ? order by started_at desc, id desc limit ?",
            job,
            limit);
  }

  /** Those that are not over or still await their restart, oldest first. */
  public synchronized List<Run> open() {
    return query("select body from runs where goes_on order by started_at, id");
  }

  /** Forgets what is over and has started before, and returns it. */
  public synchronized List<Run> forget(Instant before) {
    List<Run> old = query("select body from runs where not goes_on and started_at < ?", before);
    for (Run run : old) {
      try (PreparedStatement statement =
          connection().prepareStatement("delete from runs where id = ?")) {
        statement.setString(1, run.id());
        int unused = statement.executeUpdate();
      } catch (SQLException e) {
        throw away("forget " + run, e);
      }
    }
    return old;
  }

  private List<Run> query(String sql, Object... arguments) {
    try (PreparedStatement statement = connection().prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      List<Run> runs = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          runs.add(JSON.readValue(rows.getString(1), Run.class));
        }
      }
      return runs;
    } catch (SQLException | JsonProcessingException e) {
      throw away("read runs", e);
    }
  }

  /** A full disk closes it; the next call tries again. */
  private Connection connection() throws SQLException {
    if (closed) {
      throw new SQLException("the service has closed it");
    }
    if (connection.isClosed()) {
      connection = DriverManager.getConnection(url);
    }
    return connection;
  }

  /** After a write that the disk has refused, H2 answers nothing; the next call opens it anew. */
  private Refusal away(String what, Exception cause) {
    if (cause instanceof SQLException) {
      discard();
    }
    Refusal refusal =
        Refusal.away(
            "The service cannot "
                + what
                + " in its database ("
                + cause.getMessage().lines().findFirst().orElse("")
                + "); look at the disk of its folder");
    refusal.initCause(cause);
    return refusal;
  }

  private void discard() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("The broken connection cannot be closed", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      connection.close();
      lock.close();
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("Cannot close the database", e);
    }
  }
}
