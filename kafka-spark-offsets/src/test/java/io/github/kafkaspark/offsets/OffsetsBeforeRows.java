package io.github.kafkaspark.offsets;

import io.github.kafkaspark.KafkaBatch;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetWriter;
import io.github.kafkaspark.testing.crash.CrashRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What must not be done, and what a trial must find: offsets are committed before the rows. The
 * first driver is sure to be killed between them.
 */
final class OffsetsBeforeRows extends RowsAndOffsets {

  @Override
  void write(CrashRun run, Connection connection, JdbcOffsetWriter writer, KafkaBatch batch)
      throws SQLException {
    append(connection, writer, batch);
    connection.commit();
    List<String> values = values(run, batch);
    while (run.number() == 1) {
      LockSupport.park();
    }
    insert(run, connection, values);
    connection.commit();
  }
}
