package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.KafkaBatch;
import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetStore;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetWriter;
import io.github.kafkaspark.testing.crash.CrashRun;
import io.github.kafkaspark.testing.crash.CrashSink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * Batches into a database, rows and offsets in one transaction. It is no streaming query, since
 * Spark 2.3 has no {@code foreachBatch}, and so it has no checkpoint.
 */
final class RowsAndOffsets implements CrashSink {

  static final String SCHEMA = "rows.schema";

  /** No primary key: a row that is written twice must show. */
  static final String TABLE = "CREATE TABLE crash_rows (value TEXT)";

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  @Override
  public void run(SparkSession spark, CrashRun run) throws Exception {
    try (JdbcOffsetStore store = OffsetStores.jdbc(CrashDatabase.of(run, SCHEMA));
        Connection connection = CrashDatabase.of(run, SCHEMA).getConnection()) {
      connection.setAutoCommit(false);
      StreamId stream = StreamId.of(run.job());
      JdbcOffsetWriter writer = store.claim(stream, provenance());
      while (true) {
        KafkaBatch batch =
            KafkaBatchSource.topic(run.topic())
                .bootstrapServers(run.bootstrapServers())
                .startingOffsets(Resume.from(store, stream).firstTime(StartingOffsets.earliest()))
                .loadBatch(spark);
        if (batch.isEmpty()) {
          LockSupport.parkNanos(PAUSE_NANOS);
          continue;
        }
        insert(connection, values(run, batch));
        Object unused = writer.append(connection, batch, provenance());
        connection.commit();
      }
    }
  }

  private static List<String> values(CrashRun run, KafkaBatch batch) {
    return run.ledger()
        .watched(batch.records())
        .selectExpr("CAST(value AS STRING)")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static void insert(Connection connection, List<String> values) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO crash_rows VALUES (?)")) {
      for (String value : values) {
        insert.setString(1, value);
        insert.addBatch();
      }
      int[] unused = insert.executeBatch();
    }
  }

  @Override
  public List<String> held(SparkSession spark, CrashRun run) throws SQLException {
    try (Connection connection = CrashDatabase.of(run, SCHEMA).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT value FROM crash_rows")) {
      List<String> held = new ArrayList<>();
      while (rows.next()) {
        held.add(rows.getString(1));
      }
      return held;
    }
  }

  private static Provenance provenance() {
    return Provenance.of("a driver that is killed", Instant.now());
  }
}
