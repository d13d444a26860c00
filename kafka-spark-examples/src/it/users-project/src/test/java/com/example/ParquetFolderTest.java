package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kafkaspark.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class ParquetFolderTest {

  @TempDir Path temporary;

  String folder() {
    return temporary.resolve("orders").toString();
  }

  @Test
  void writesABatchOnceAndStandsBehindIt(SparkSession spark) throws Exception {
    ParquetFolder orders = open();
    assertTrue(orders.offsets().isEmpty());
    append(orders, Records.of(0, 5), spark);
    append(orders, Records.of(0, 5), spark);
    append(orders, Records.of(5, 8), spark);

    assertHolds(8, spark);
    assertEquals(Records.at(8), orders.offsets());
    assertEquals(Records.at(8), open().offsets());
  }

  @Test
  void refusesAGapAndAnOverlap(SparkSession spark) throws Exception {
    ParquetFolder orders = open();
    append(orders, Records.of(0, 5), spark);
    assertThrows(
        IllegalStateException.class, () -> append(orders, Records.of(6, 8), spark));
    assertThrows(
        IllegalStateException.class, () -> append(orders, Records.of(3, 8), spark));
    assertHolds(5, spark);
  }

  @Test
  void refusesABatchThatAnotherDriverHasWritten(SparkSession spark) throws Exception {
    append(open(), Records.of(0, 5), spark);
    ParquetFolder old = open();
    ParquetFolder young = open();
    append(young, Records.of(5, 7), spark);
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> append(old, Records.of(5, 8), spark));
    assertTrue(
        refused.getMessage().contains("another driver has written it"), refused::getMessage);
    assertHolds(7, spark);
    append(young, Records.of(7, 9), spark);
    assertHolds(9, spark);
  }

  @Test
  void aBatchThatWasNotFinishedIsNotRead(SparkSession spark) throws Exception {
    append(open(), Records.of(0, 5), spark);
    Records.of(5, 8).rows(spark).write().parquet(folder() + "/_staged-by-a-driver-that-was-killed");
    assertHolds(5, spark);
    append(open(), Records.of(5, 8), spark);
    assertHolds(8, spark);
  }

  @Test
  void refusesAFolderWhoseRenamesAreNotExclusive() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> ParquetFolder.open("s3a://bucket/orders", new Configuration()));
    assertTrue(
        refused.getMessage().startsWith("Invalid folder: 's3a://bucket/orders' (expected one of "),
        refused::getMessage);
  }

  final ParquetFolder open() throws IOException {
    return ParquetFolder.open(folder(), new Configuration());
  }

  static void append(ParquetFolder folder, Records batch, SparkSession spark) throws IOException {
    folder.append(batch.rows(spark), batch);
  }

  final void assertHolds(long rows, SparkSession spark) {
    Dataset<Row> values = spark.read().parquet(folder()).select("value");
    assertEquals(rows, values.count());
    assertEquals(rows, values.distinct().count());
  }
}
