package io.github.kafkaspark.offsets.store.jdbc;

import static io.github.kafkaspark.offsets.store.jdbc.JdbcSchema.COLUMNS;
import static io.github.kafkaspark.offsets.store.jdbc.JdbcSchema.COMMITS;
import static io.github.kafkaspark.offsets.store.jdbc.JdbcSchema.IDENTITIES;
import static io.github.kafkaspark.offsets.store.jdbc.JdbcSchema.STREAMS;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The statements on the two tables, each within a transaction. A writer changes the stream's owner
 * row first. The lock of that row, held until the transaction ends, keeps all others out.
 */
final class JdbcTables {

  /** The number of commits of a stream that are kept. */
  static final int KEPT = 20;

  /** The layout that this version writes; a row of a higher one is not for it. */
  private static final int LAYOUT = 1;

  /** The streams whose newest commit is a tombstone. */
  private static final String FORGOTTEN =
      "SELECT old.stream FROM "
          + COMMITS
          + " old WHERE old.kind = 'FORGOTTEN' AND NOT EXISTS (SELECT 1 FROM "
          + COMMITS
          + " newer WHERE newer.stream = old.stream AND (newer.generation > old.generation OR"
          + " (newer.generation = old.generation AND newer.sequence > old.sequence)))";

  private final int timeoutSeconds;
  private final boolean hasIdentities;
  private final String columns;

  /**
   * @param hasIdentities whether the table of commits has the column, which those of older versions
   *     lack
   */
  JdbcTables(int timeoutSeconds, boolean hasIdentities) {
    this.timeoutSeconds = timeoutSeconds;
    this.hasIdentities = hasIdentities;
    this.columns = COLUMNS + (hasIdentities ? ", " + IDENTITIES : "");
  }

  /** The owner row of a stream: its newest generation, and its newest sequence. */
  static final class Owner {
    final long generation;
    final long sequence;

    Owner(long generation, long sequence) {
      this.generation = generation;
      this.sequence = sequence;
    }
  }

  /** Makes a new generation. */
  Owner claim(Connection connection, StreamId stream) throws SQLException {
    int rows =
        update(
            connection,
            "UPDATE "
                + STREAMS
                + " SET generation = generation + 1, sequence = sequence + 1 WHERE stream = ?",
            stream.name());
    if (rows == 0) {
      // Somebody has deleted the owner row and left the commits: go on behind them.
      execute(
          connection,
          "INSERT INTO "
              + STREAMS
              + " (stream, generation, sequence) SELECT ?, COALESCE(MAX(generation), 0) + 1,"
              + " COALESCE(MAX(sequence), 0) + 1 FROM "
              + COMMITS
              + " WHERE stream = ?",
          stream.name(),
          stream.name());
    }
    return owner(connection, stream)
        .orElseThrow(() -> new SQLException("the stream's row was claimed and is not there"));
  }

  /** Takes the next sequence, if this generation is the newest still; locks its row if so. */
  boolean advance(Connection connection, StreamId stream, long generation) throws SQLException {
    return update(
            connection,
            "UPDATE "
                + STREAMS
                + " SET sequence = sequence + 1 WHERE stream = ? AND generation = ?",
            stream.name(),
            generation)
        == 1;
  }

  /** Waits for a writer's end, and keeps all others out until this transaction ends. */
  void lock(Connection connection, StreamId stream) throws SQLException {
    execute(
        connection,
        "UPDATE " + STREAMS + " SET generation = generation WHERE stream = ?",
        stream.name());
  }

  Optional<Owner> owner(Connection connection, StreamId stream) throws SQLException {
    try (PreparedStatement statement =
            prepare(
                connection,
                "SELECT generation, sequence FROM " + STREAMS + " WHERE stream = ?",
                stream.name());
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(owner(rows.getLong(1), rows.getLong(2))) : Optional.empty();
    }
  }

  /** Somebody else may have changed the row. */
  private static Owner owner(long generation, long sequence) throws SQLException {
    if (generation < 1 || sequence < 1) {
      throw new SQLException(
          String.format(
              "its row in %s has generation %d and sequence %d, which begin at 1; set them to those "
                  + "of its newest commit in %s, or delete the row",
              STREAMS, generation, sequence, COMMITS));
    }
    return new Owner(generation, sequence);
  }

  /** Writes a commit, and removes the oldest ones if there are too many. */
  void insert(Connection connection, OffsetCommit commit, UUID attempt) throws SQLException {
    Provenance provenance = commit.provenance();
    List<Object> values = new ArrayList<>();
    values.add(commit.stream().name());
    values.add(commit.generation());
    values.add(commit.sequence());
    values.add(LAYOUT);
    values.add(commit.kind().name());
    values.add(commit.offsets().toJson());
    values.add(provenance.writer());
    values.add(provenance.time().toString());
    values.add(provenance.applicationId().orElse(null));
    values.add(provenance.queryId().orElse(null));
    values.add(provenance.batchId());
    values.add(attempt.toString());
    if (hasIdentities) {
      values.add(JdbcRow.text(commit));
    }
    String marks = String.join(", ", Collections.nCopies(values.size(), "?"));
    execute(
        connection,
        "INSERT INTO " + COMMITS + " (" + columns + ") VALUES (" + marks + ")",
        values.toArray());
    execute(
        connection,
        "DELETE FROM " + COMMITS + " WHERE stream = ? AND sequence <= ?",
        commit.stream().name(),
        commit.sequence() - KEPT);
  }

  /** The commit that this try has made, if it has. */
  Optional<OffsetCommit> made(Connection connection, StreamId stream, UUID attempt)
      throws SQLException {
    try (PreparedStatement statement =
            prepare(
                connection,
                "SELECT " + columns + " FROM " + COMMITS + " WHERE stream = ? AND attempt = ?",
                stream.name(),
                attempt.toString());
        ResultSet rows = statement.executeQuery()) {
      return rows.next()
          ? Optional.of(JdbcRow.commit(rows, stream, hasIdentities))
          : Optional.empty();
    } catch (JdbcRow.DamagedException e) {
      throw new SQLException("the commit is there, and damaged: " + e.getMessage(), e);
    }
  }

  /** Commits since the stream was last forgotten, newest first, and those that are damaged. */
  static final class Found {
    final List<OffsetCommit> commits = new ArrayList<>();
    final List<String> damaged = new ArrayList<>();
    int newestLayout;
    boolean forgotten;
  }

  Found newest(Connection connection, int most, StreamId stream) throws SQLException {
    Found found = new Found();
    try (PreparedStatement statement =
        prepare(
            connection,
            "SELECT "
                + columns
                + " FROM "
                + COMMITS
                + " WHERE stream = ? ORDER BY generation DESC, sequence DESC",
            stream.name())) {
      statement.setMaxRows(most);
      try (ResultSet rows = statement.executeQuery()) {
        while (!found.forgotten && rows.next()) {
          add(rows, stream, found);
        }
      }
    }
    return found;
  }

  private void add(ResultSet rows, StreamId stream, Found found) throws SQLException {
    found.newestLayout = Math.max(found.newestLayout, rows.getInt("layout"));
    try {
      OffsetCommit commit = JdbcRow.commit(rows, stream, hasIdentities);
      found.forgotten = commit.isForgotten();
      if (!found.forgotten) {
        found.commits.add(commit);
      }
    } catch (JdbcRow.DamagedException e) {
      found.damaged.add(
          rows.getString("generation") + "." + rows.getString("sequence") + "=" + e.getMessage());
    }
  }

  /** The highest layout that a stream has a commit of. */
  int layout(Connection connection, StreamId stream) throws SQLException {
    try (PreparedStatement statement =
            prepare(
                connection,
                "SELECT MAX(layout) FROM " + COMMITS + " WHERE stream = ?",
                stream.name());
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  /** Refuses what a newer version wrote. */
  static void requireKnown(int layout, StreamId stream, String location) {
    if (layout > LAYOUT) {
      throw new OffsetStoreException(
          String.format(
              "Cannot read offsets of '%s' in %s: they were written by a newer kafka-spark, in "
                  + "layout %d, and this one reads up to layout %d; use the newer version for this "
                  + "job",
              stream, location, layout, LAYOUT));
    }
  }

  /**
   * The names of all streams that were ever claimed, but for those that were forgotten.
   *
   * @param foreign gets what is wrong with the names that no stream has
   */
  Set<StreamId> streams(Connection connection, Collection<String> foreign) throws SQLException {
    Set<StreamId> streams =
        streams(
            connection,
            foreign,
            "SELECT stream FROM "
                + STREAMS
                + " WHERE stream IS NOT NULL UNION SELECT stream FROM "
                + COMMITS
                + " WHERE stream IS NOT NULL");
    streams.removeAll(streams(connection, new ArrayList<>(), FORGOTTEN));
    return streams;
  }

  private Set<StreamId> streams(Connection connection, Collection<String> foreign, String sql)
      throws SQLException {
    Set<StreamId> streams = new TreeSet<>();
    try (PreparedStatement statement = prepare(connection, sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        try {
          streams.add(StreamId.of(rows.getString(1)));
        } catch (IllegalArgumentException e) {
          foreign.add(e.getMessage());
        }
      }
    }
    return streams;
  }

  private void execute(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      statement.executeUpdate();
    }
  }

  private int update(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  private PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      statement.setQueryTimeout(timeoutSeconds);
      for (int i = 0; i < values.length; i++) {
        set(statement, i + 1, values[i]);
      }
      return statement;
    } catch (Throwable e) {
      try {
        statement.close();
      } catch (SQLException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static void set(PreparedStatement statement, int index, Object value)
      throws SQLException {
    if (value instanceof Long) {
      statement.setLong(index, (Long) value);
    } else if (value instanceof Integer) {
      statement.setInt(index, (Integer) value);
    } else if (value instanceof OptionalLong) {
      OptionalLong number = (OptionalLong) value;
      statement.setBigDecimal(
          index, number.isPresent() ? BigDecimal.valueOf(number.getAsLong()) : null);
    } else {
      statement.setString(index, (String) value);
    }
  }
}
