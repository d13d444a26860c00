package io.github.kafkaspark.offsets;

import io.github.kafkaspark.KafkaBatch;
import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.StartingOffsets;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.postgresql.ds.PGSimpleDataSource;

/** Batches into a database, one after the other: rows and offsets in one transaction. */
class RowsAndOffsets implements CrashSink {

  // No primary key: a row that is written twice must show.
  static final String TABLE = "CREATE TABLE rows_of_sinks (job TEXT, value TEXT)";
  static final String SCHEMA = "schema";
  static final String PORT = "port";

  @Override
  public final void run(SparkSession spark, CrashRun run) throws Exception {
    try (JdbcOffsetStore store = OffsetStores.jdbc(database(run));
        Connection connection = database(run).getConnection()) {
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
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        } else {
          write(run, connection, writer, batch);
        }
      }
    }
  }

  void write(CrashRun run, Connection connection, JdbcOffsetWriter writer, KafkaBatch batch)
      throws SQLException {
    insert(run, connection, values(run, batch));
    append(connection, writer, batch);
    connection.commit();
  }

  static List<String> values(CrashRun run, KafkaBatch batch) {
    return run.ledger()
        .watched(batch.records())
        .selectExpr("CAST(value AS STRING)")
        .as(Encoders.STRING())
        .collectAsList();
  }

  static void insert(CrashRun run, Connection connection, List<String> values) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO rows_of_sinks VALUES (?, ?)")) {
      for (String value : values) {
        insert.setString(1, run.job());
        insert.setString(2, value);
        insert.executeUpdate();
      }
    }
  }

  static void append(Connection connection, JdbcOffsetWriter writer, KafkaBatch batch) {
    Object unused = writer.append(connection, batch, provenance());
  }

  @Override
  public final List<String> held(SparkSession spark, CrashRun run) throws SQLException {
    try (Connection connection = database(run).getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT value FROM rows_of_sinks WHERE job = ?")) {
      select.setString(1, run.job());
      List<String> held = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          held.add(rows.getString(1));
        }
      }
      return held;
    }
  }

  private static Provenance provenance() {
    return Provenance.of("a driver that is killed", Instant.now());
  }

  private static PGSimpleDataSource database(CrashRun run) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setServerNames(new String[] {"127.0.0.1"});
    database.setPortNumbers(new int[] {Integer.parseInt(run.setting(PORT))});
    database.setDatabaseName("postgres");
    database.setUser("postgres");
    database.setCurrentSchema(run.setting(SCHEMA));
    return database;
  }
}
