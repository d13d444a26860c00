package com.example;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.checkpoint.BatchOffsets;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetStore;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetWriter;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import javax.sql.DataSource;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Orders from Kafka into a table of a database, each of them once. */
final class OrdersToPostgres {

  private final DataSource database;
  private final String checkpoint;
  private final JdbcOffsetWriter writer;

  OrdersToPostgres(DataSource database, String checkpoint, JdbcOffsetWriter writer) {
    this.database = database;
    this.checkpoint = checkpoint;
    this.writer = writer;
  }

  static StreamingQuery start(
      SparkSession spark, String brokers, String topic, DataSource database, String checkpoint)
      throws Exception {
    // region program
    StreamId orders = StreamId.of("orders-to-database");
    JdbcOffsetStore store = OffsetStores.jdbc(database);
    JdbcOffsetWriter writer = store.claim(orders, now());
    OrdersToPostgres sink = new OrdersToPostgres(database, checkpoint, writer);

    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(brokers)
            .startingOffsets(Resume.from(store, orders).firstTime(StartingOffsets.earliest()))
            .load(spark);
    return events
        .selectExpr("CAST(value AS STRING)")
        .writeStream()
        .queryName(orders.name())
        .option("checkpointLocation", checkpoint)
        .foreachBatch((frame, id) -> {
          sink.write(frame, id);
        })
        .start();
    // endregion
  }

  // region batch
  void write(Dataset<Row> frame, long id) throws SQLException {
    BatchOffsets batch = BatchOffsets.of(frame.sparkSession(), checkpoint, id);
    if (writer.isDone(batch)) {
      return; // Its rows were committed before a crash.
    }
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      insert(connection, frame.toLocalIterator());
      writer.append(connection, batch, now());
      connection.commit();
    }
  }
  // endregion

  private static void insert(Connection connection, Iterator<Row> rows) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO orders (value) VALUES (?)")) {
      while (rows.hasNext()) {
        insert.setString(1, rows.next().getString(0));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Who commits, for people who read the table of commits. */
  static Provenance now() {
    return Provenance.of(ManagementFactory.getRuntimeMXBean().getName(), Instant.now());
  }
}
