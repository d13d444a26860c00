package com.example;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetStore;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetWriter;
import io.github.kafkaspark.testing.crash.CrashRun;
import io.github.kafkaspark.testing.crash.CrashSink;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.postgresql.ds.PGSimpleDataSource;

/** {@link OrdersToPostgres}, whose records also pass the ledger. */
final class KilledPostgres implements CrashSink {

  static final String SCHEMA = "schema";
  static final String PORT = "port";

  @Override
  public void run(SparkSession spark, CrashRun run) throws Exception {
    PGSimpleDataSource database = database(run);
    StreamId orders = StreamId.of(run.job());
    JdbcOffsetStore store = OffsetStores.jdbc(database);
    JdbcOffsetWriter writer = store.claim(orders, OrdersToPostgres.now());
    String checkpoint = run.checkpoint().toString();
    OrdersToPostgres sink = new OrdersToPostgres(database, checkpoint, writer);
    Dataset<Row> events =
        KafkaStreamSource.topic(run.topic())
            .bootstrapServers(run.bootstrapServers())
            .maxOffsetsPerTrigger(run.recordsPerBatch())
            .startingOffsets(Resume.from(store, orders).firstTime(StartingOffsets.earliest()))
            .load(spark);
    run.ledger()
        .watched(events)
        .selectExpr("CAST(value AS STRING)")
        .writeStream()
        .option("checkpointLocation", checkpoint)
        .foreachBatch((frame, id) -> {
          sink.write(frame, id);
        })
        .start()
        .awaitTermination();
  }

  @Override
  public List<String> held(SparkSession spark, CrashRun run) throws Exception {
    try (Connection connection = database(run).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT value FROM orders")) {
      List<String> held = new ArrayList<>();
      while (rows.next()) {
        held.add(rows.getString(1));
      }
      return held;
    }
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
