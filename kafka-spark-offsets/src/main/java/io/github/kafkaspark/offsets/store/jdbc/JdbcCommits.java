package io.github.kafkaspark.offsets.store.jdbc;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds among a stream's rows the commits that count. */
final class JdbcCommits {

  private static final Logger LOG = LoggerFactory.getLogger(JdbcCommits.class);

  private final JdbcTables tables;
  private final String location;

  JdbcCommits(JdbcTables tables, String location) {
    this.tables = tables;
    this.location = location;
  }

  /**
   * The readable commits, newest first, and at most so many; none if the stream was never claimed,
   * or was forgotten.
   *
   * @throws OffsetStoreException if there are commits and none is readable, or a newer version has
   *     written one of them
   */
  List<OffsetCommit> newest(Connection connection, int most, StreamId stream) throws SQLException {
    JdbcTables.Found found = tables.newest(connection, most, stream);
    if (found.commits.isEmpty()
        && (!found.damaged.isEmpty() || isClaimed(connection, stream, found))) {
      // All of them; the first claim may also have come between the two statements.
      found = tables.newest(connection, JdbcTables.KEPT, stream);
      if (found.commits.isEmpty() && !(found.forgotten && found.damaged.isEmpty())) {
        JdbcTables.requireKnown(found.newestLayout, stream, location);
        throw allDamaged(stream, found.damaged);
      }
    }
    JdbcTables.requireKnown(found.newestLayout, stream, location);
    warnOfDamage(stream, found);
    return found.commits;
  }

  private boolean isClaimed(Connection connection, StreamId stream, JdbcTables.Found found)
      throws SQLException {
    return !found.forgotten && tables.owner(connection, stream).isPresent();
  }

  private OffsetStoreException allDamaged(StreamId stream, List<String> damaged) {
    return new OffsetStoreException(
        String.format(
            "Cannot read offsets of '%s' in %s: every commit is damaged or gone, %s; restore one of "
                + "them, or delete the stream's rows from %s and %s to start from the fallback",
            stream, location, damaged, JdbcSchema.COMMITS, JdbcSchema.STREAMS));
  }

  private void warnOfDamage(StreamId stream, JdbcTables.Found found) {
    if (!found.damaged.isEmpty()) {
      LOG.warn(
          "Damaged commits of '{}' in {} are left out: {}; the newest that serves is {}.{}",
          stream,
          location,
          found.damaged,
          found.commits.get(0).generation(),
          found.commits.get(0).sequence());
    }
  }
}
