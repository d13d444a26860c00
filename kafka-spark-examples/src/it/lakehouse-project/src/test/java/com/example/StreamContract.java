package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicOffsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What a stream promises in every kind of table. */
abstract class StreamContract {

  final SparkSession spark = Lakehouse.session();

  /** A driver's end of the stream. */
  interface Driver {
    TopicOffsets offsets();

    void append(Dataset<Row> rows, OffsetRange batch) throws Exception;
  }

  abstract Driver claim() throws Exception;

  abstract Dataset<Row> table();

  /** Rewrites the table's files, and deletes what a running table deletes. */
  abstract void maintain() throws Exception;

  @Test
  void writesABatchOnceAndStandsBehindIt() throws Exception {
    Driver driver = claim();
    assertEquals(TopicOffsets.empty(), driver.offsets());
    append(driver, Records.of(0, 5));
    append(driver, Records.of(0, 5));
    append(driver, Records.of(5, 8));

    assertHolds(8);
    assertEquals(Records.at(8), driver.offsets());
    assertEquals(Records.at(8), claim().offsets());
  }

  @Test
  void refusesAGapAndAnOverlap() throws Exception {
    Driver driver = claim();
    append(driver, Records.of(0, 5));
    assertThrows(IllegalStateException.class, () -> append(driver, Records.of(6, 8)));
    assertThrows(IllegalStateException.class, () -> append(driver, Records.of(3, 8)));
    assertHolds(5);
  }

  @Test
  void aDriverThatWasReplacedWritesNothing() throws Exception {
    Driver old = claim();
    append(old, Records.of(0, 5));
    Driver young = claim();
    assertReplaced(
        assertThrows(IllegalStateException.class, () -> append(old, Records.of(5, 8))));
    assertHolds(5);

    append(young, Records.of(5, 8));
    assertReplaced(
        assertThrows(IllegalStateException.class, () -> append(old, Records.of(5, 8))));
    assertHolds(8);
  }

  @Test
  void aClaimInTheMiddleOfAWriteWins() throws Exception {
    Driver old = claim();
    append(old, Records.of(0, 5));
    Dataset<Row> paused = Records.of(5, 8).pausedRows(spark);
    CompletableFuture<Void> write =
        CompletableFuture.runAsync(() -> run(() -> old.append(paused, Records.of(5, 8))));
    Driver young;
    try {
      Records.awaitPause();
      young = claim();
    } finally {
      Records.goOn();
    }
    assertReplaced(assertThrows(CompletionException.class, write::join).getCause());
    assertHolds(5);

    append(young, Records.of(5, 9));
    assertHolds(9);
  }

  @Test
  void standsAndFencesAfterMaintenance() throws Exception {
    Driver old = claim();
    append(old, Records.of(0, 5));
    Driver young = claim();
    append(young, Records.of(5, 8));
    maintain();
    assertReplaced(
        assertThrows(IllegalStateException.class, () -> append(old, Records.of(5, 8))));
    append(young, Records.of(8, 10));
    maintain();

    assertEquals(Records.at(10), claim().offsets());
    assertHolds(10);
  }

  final void append(Driver driver, Records batch) throws Exception {
    driver.append(batch.rows(spark), batch);
  }

  final void assertHolds(long until) {
    List<Long> values =
        table().selectExpr("cast(value as bigint)").as(Encoders.LONG()).collectAsList();
    assertEquals(
        LongStream.range(0, until).boxed().collect(Collectors.toList()),
        values.stream().sorted().collect(Collectors.toList()));
  }

  private static void assertReplaced(Throwable thrown) {
    assertTrue(
        String.valueOf(thrown.getMessage()).contains("another driver has claimed it"),
        () -> "not of a replaced driver: " + thrown);
  }

  /** What a test does that may throw anything. */
  interface Step {
    void run() throws Exception;
  }

  static void run(Step step) {
    try {
      step.run();
    } catch (Exception e) {
      if (e instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(e);
    }
  }
}
