package io.github.kafkaspark.lifecycle;

import static io.github.kafkaspark.lifecycle.SlowFiles.RECORDS_OF_A_BATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Drivers in JVMs of their own, stopped by their process ids while a batch runs. */
@Timeout(180)
@ExtendWith(SparkExtension.class)
class GracefulStopSignalIT {

  private static final int BATCHES = 6;

  @TempDir Path folder;

  private ForkedDriver driver;

  @AfterEach
  void endTheDriver() {
    driver.close();
  }

  @Test
  void afterKill15TheRunningBatchFinishesAndNothingIsReadAgain(SparkSession spark)
      throws Exception {
    driver(500, 60, "wait");
    driver.kill("TERM");
    long signalled = System.nanoTime();

    assertThat(driver.exitStatus()).as(driver.log()).isZero();
    System.out.printf(
        "GracefulStopSignalIT: %d ms from SIGTERM to exit, with a batch of %d ms%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - signalled), RECORDS_OF_A_BATCH * 500);
    assertThat(folder.resolve(StoppedDriver.HOOK)).exists();
    assertNothingWasCut();

    StreamingQuery restarted = SlowFiles.start(spark, folder, 0);
    restarted.processAllAvailable();
    restarted.stop();
    assertThat(SlowFiles.ledgerOf(folder))
        .hasSize(BATCHES * RECORDS_OF_A_BATCH)
        .doesNotHaveDuplicates();
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    driver(60_000, 3_600, "wait");
    driver.kill("TERM");
    awaitLog("because of SIGTERM");
    driver.kill("TERM");

    assertThat(driver.exitStatus()).as(driver.log()).isEqualTo(128 + 15);
    assertThat(folder.resolve(StoppedDriver.HOOK)).doesNotExist();
  }

  @Test
  void aBatchThatStillRunsAtTheLimitIsCutAndTheExitStatusTells() throws Exception {
    driver(60_000, 3, "wait");
    driver.kill("TERM");

    assertThat(driver.exitStatus()).as(driver.log()).isEqualTo(StopOutcome.BATCH_CUT.exitStatus());
    assertThat(folder.resolve(StoppedDriver.HOOK)).exists();
    awaitLog("a restart reads again what came after its start");
  }

  @Test
  void aJvmThatIsEndedByItselfWaitsForTheRunningBatchToo() throws Exception {
    driver(500, 60, "exit");

    assertThat(driver.exitStatus()).as(driver.log()).isEqualTo(7);
    assertThat(folder.resolve(StoppedDriver.HOOK)).exists();
    assertNothingWasCut();
  }

  private void assertNothingWasCut() throws IOException {
    assertThat(SlowFiles.committed(folder)).isBetween(1, BATCHES - 1);
    assertThat(SlowFiles.ledgerOf(folder))
        .hasSize(SlowFiles.committed(folder) * RECORDS_OF_A_BATCH)
        .doesNotHaveDuplicates();
  }

  /** Starts it and waits until its first batch is with the sink. */
  private void driver(long millisForARecord, long limitSeconds, String what) throws IOException {
    SlowFiles.create(folder, BATCHES);
    driver =
        ForkedDriver.start(
            StoppedDriver.class,
            folder,
            folder.toString(),
            Long.toString(millisForARecord),
            Long.toString(limitSeconds),
            what);
    SlowFiles.awaitRecord(folder);
  }

  private void awaitLog(String text) {
    await().atMost(Duration.ofSeconds(60)).until(() -> driver.log().contains(text));
  }
}
