package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicOffsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IcebergStreamTest extends StreamContract {

  private final String table = "db.t" + UUID.randomUUID().toString().replace("-", "");
  private final String name = "lake." + table;

  @BeforeEach
  void createTable() {
    spark.sql("CREATE TABLE " + name + " (value string) USING iceberg");
  }

  @Override
  Driver claim() throws Exception {
    IcebergStream stream = IcebergStream.claim(spark, name, "orders-to-lake");
    return new Driver() {
      @Override
      public TopicOffsets offsets() {
        return stream.offsets();
      }

      @Override
      public void append(Dataset<Row> rows, OffsetRange batch) throws Exception {
        stream.append(rows, batch);
      }
    };
  }

  @Override
  Dataset<Row> table() {
    spark.sql("REFRESH TABLE " + name);
    return spark.table(name);
  }

  @Override
  void maintain() {
    compact();
    expire();
  }

  @Test
  void writesAgainWhenACompactionCameBetween() throws Exception {
    Driver driver = claim();
    append(driver, Records.of(0, 2));
    append(driver, Records.of(2, 5));
    Dataset<Row> paused = Records.of(5, 8).pausedRows(spark);
    CompletableFuture<Void> write =
        CompletableFuture.runAsync(() -> run(() -> driver.append(paused, Records.of(5, 8))));
    try {
      Records.awaitPause();
      compact();
    } finally {
      Records.goOn();
    }
    write.join();
    assertHolds(8);
  }

  @Test
  void refusesATableThatHasForgottenTheStream() throws Exception {
    append(claim(), Records.of(0, 5));
    compact();
    Table loaded = Spark3Util.loadIcebergTable(spark, name);
    loaded.refresh();
    for (String ref : loaded.refs().keySet().toArray(new String[0])) {
      if (!ref.equals(SnapshotRef.MAIN_BRANCH)) {
        loaded.manageSnapshots().removeBranch(ref).commit();
      }
    }
    expire();

    IllegalStateException refused = assertThrows(IllegalStateException.class, this::claim);
    assertTrue(
        refused.getMessage().startsWith("Cannot tell where 'orders-to-lake' stands in " + name),
        refused::getMessage);
    assertEquals(
        TopicOffsets.empty(), IcebergStream.claim(spark, name, "new-orders-to-lake").offsets());
  }

  @Test
  void standsWhereTheTableWasRolledBackTo() throws Exception {
    Driver old = claim();
    append(old, Records.of(0, 5));
    Table loaded = Spark3Util.loadIcebergTable(spark, name);
    loaded.refresh();
    long snapshot = loaded.currentSnapshot().snapshotId();
    append(old, Records.of(5, 8));
    loaded.refresh();
    loaded.manageSnapshots().rollbackTo(snapshot).commit();

    Driver young = claim();
    assertEquals(Records.at(5), young.offsets());
    append(young, Records.of(5, 9));
    assertHolds(9);
  }

  @Test
  void leavesOneBranchOfAStream() throws Exception {
    append(claim(), Records.of(0, 5));
    append(claim(), Records.of(5, 8));
    Table loaded = Spark3Util.loadIcebergTable(spark, name);
    loaded.refresh();
    assertEquals(2, loaded.refs().size(), () -> "branches: " + loaded.refs().keySet());
  }

  private void compact() {
    spark.sql(
        "CALL lake.system.rewrite_data_files(table => '" + table
            + "', options => map('rewrite-all', 'true'))");
  }

  private void expire() {
    spark.sql(
        "CALL lake.system.expire_snapshots(table => '" + table
            + "', older_than => TIMESTAMP '2999-01-01 00:00:00', retain_last => 1)");
  }
}
