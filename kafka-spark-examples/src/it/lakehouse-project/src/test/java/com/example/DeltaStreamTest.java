package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.delta.tables.DeltaTable;
import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeltaStreamTest extends StreamContract {

  private final String path = Lakehouse.folder("delta") + "/orders";

  @BeforeEach
  void createTable() {
    DeltaTable.createIfNotExists(spark).location(path).addColumn("value", "string").execute();
  }

  @Override
  Driver claim() {
    DeltaStream stream = DeltaStream.claim(spark, path, "orders-to-lake");
    return new Driver() {
      @Override
      public TopicOffsets offsets() {
        return stream.offsets();
      }

      @Override
      public void append(Dataset<Row> rows, OffsetRange batch) {
        stream.append(rows, batch);
      }
    };
  }

  @Override
  Dataset<Row> table() {
    return spark.read().format("delta").load(path);
  }

  @Override
  void maintain() throws Exception {
    DeltaTable table = DeltaTable.forPath(spark, path);
    table.optimize().executeCompaction();
    table.vacuum();
  }

  @Test
  void standsWhenTheLogHasForgottenAllBeforeTheLastStart() throws Exception {
    forgetAfterTwoDays();
    Driver old = claim();
    append(old, Records.of(0, 5));
    long appended = lastVersion();
    commitOfOthers();
    makeLogOld();
    claim();
    commitOfOthers();
    assertTrue(firstVersion() > appended, "the log still has the batch");

    assertThrows(IllegalStateException.class, () -> append(old, Records.of(5, 8)));
    assertEquals(Records.at(5), claim().offsets());
    assertHolds(5);
  }

  @Test
  void refusesATableWhoseLogHasForgottenTheStream() throws Exception {
    forgetAfterTwoDays();
    append(claim(), Records.of(0, 5));
    long appended = lastVersion();
    commitOfOthers();
    makeLogOld();
    commitOfOthers();
    commitOfOthers();
    assertTrue(firstVersion() > appended, "the log still has the batch");

    IllegalStateException refused = assertThrows(IllegalStateException.class, this::claim);
    assertTrue(
        refused.getMessage().startsWith("Cannot tell where 'orders-to-lake' stands in " + path),
        refused::getMessage);
    assertEquals(
        TopicOffsets.empty(), DeltaStream.claim(spark, path, "new-orders-to-lake").offsets());
  }

  @Test
  void standsWhereTheTableWasRestoredTo() throws Exception {
    Driver old = claim();
    append(old, Records.of(0, 5));
    long version = lastVersion();
    append(old, Records.of(5, 8));
    DeltaTable.forPath(spark, path).restoreToVersion(version);

    Driver young = claim();
    assertEquals(Records.at(5), young.offsets());
    append(young, Records.of(5, 9));
    assertHolds(9);
  }

  @Test
  void leavesOtherStreamsOfTheTableAlone() throws Exception {
    Driver orders = claim();
    DeltaStream refunds = DeltaStream.claim(spark, path, "refunds-to-lake");
    append(orders, Records.of(0, 5));
    Records batch = Records.of(5, 6);
    refunds.append(batch.rows(spark), batch);
    append(orders, Records.of(5, 5));
    assertHolds(6);
    assertEquals(Records.at(5), claim().offsets());
  }

  /** Delta forgets when it makes a checkpoint, so it makes one at each commit. */
  private void forgetAfterTwoDays() {
    spark.sql(
        "ALTER TABLE delta.`" + path + "` SET TBLPROPERTIES"
            + " ('delta.checkpointInterval' = '1',"
            + " 'delta.logRetentionDuration' = 'interval 2 days')");
  }

  private void commitOfOthers() {
    // An append without rows would be no commit.
    spark.sql(
        "ALTER TABLE delta.`" + path + "` SET TBLPROPERTIES ('others' = '" + UUID.randomUUID()
            + "')");
  }

  private long firstVersion() {
    return DeltaTable.forPath(spark, path).history().selectExpr("min(version)").first().getLong(0);
  }

  private long lastVersion() {
    return DeltaTable.forPath(spark, path).history(1).first().<Long>getAs("version");
  }

  /** As if its commits had been made a minute after each other, nine days ago. */
  private void makeLogOld() throws IOException {
    Instant old = Instant.now().minus(Duration.ofDays(9));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Paths.get(path, "_delta_log"), "[0-9]*.{json,crc,parquet}")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        Instant made = old.plus(Duration.ofMinutes(Long.parseLong(name.split("\\.")[0])));
        Files.setLastModifiedTime(
            file, FileTime.from(name.endsWith(".json") ? made : made.plusSeconds(10)));
      }
    }
  }
}
