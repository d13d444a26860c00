package io.github.kafkaspark.lifecycle;

import static io.github.kafkaspark.lifecycle.SlowFiles.RECORDS_OF_A_BATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drivers in JVMs of their own, stopped by their process ids while a batch runs. What takes long is
 * that they come up, so they do it together and then wait for their input.
 */
@Timeout(180)
@ExtendWith(SparkExtension.class)
@Tag("heavy")
class GracefulStopSignalIT {

  private static final int BATCHES = 6;

  /** For a batch of five seconds, or a short one. */
  private static final long SLOW = Boolean.getBoolean("kafkaspark.faults") ? 1_250 : 300;

  private static final long FOR_EVER = 60_000;

  private static final Map<String, ForkedDriver> DRIVERS = new HashMap<>();

  @TempDir static Path folders;

  private Path folder;
  private ForkedDriver driver;

  @BeforeAll
  static void startTheDrivers() throws IOException {
    start("finished", SLOW, 60, "wait");
    start("killed", FOR_EVER, 3_600, "wait");
    start("cut", FOR_EVER, 2, "hang");
    start("pooled", SLOW, 3_600, "pool");
    start("silent", SLOW, 60, "break");
    start("exit", SLOW, 60, "exit");
  }

  private static void start(String name, long millisForARecord, long limitSeconds, String what)
      throws IOException {
    Path folder = Files.createDirectory(folders.resolve(name));
    String[] arguments = {
      folder.toString(), Long.toString(millisForARecord), Long.toString(limitSeconds), what
    };
    DRIVERS.put(
        name,
        what.equals("break")
            ? ForkedDriver.silent(StoppedDriver.class, folder, arguments)
            : ForkedDriver.start(StoppedDriver.class, folder, arguments));
  }

  @AfterAll
  static void endTheDrivers() {
    DRIVERS.values().forEach(ForkedDriver::close);
  }

  @Test
  void afterKill15TheRunningBatchFinishesAndNothingThatItReadIsReadAgain(SparkSession spark)
      throws Exception {
    driver("finished");
    driver.kill("TERM");
    long signalled = System.nanoTime();

    assertThat(driver.exitStatus()).as(driver.log()).isZero();
    System.out.printf(
        "GracefulStopSignalIT: %d ms from SIGTERM to exit, with a batch of %d ms%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - signalled), RECORDS_OF_A_BATCH * SLOW);
    assertThat(folder.resolve(StoppedDriver.HOOK)).exists();
    SlowFiles.assertNothingDoneWasCut(folder);
    assertThat(SlowFiles.committed(folder)).isLessThan(BATCHES);
    List<String> expected = SlowFiles.records(BATCHES);
    expected.addAll(SlowFiles.begun(folder));

    StreamingQuery restarted = SlowFiles.start(spark, folder, 0);
    restarted.processAllAvailable();
    restarted.stop();
    assertThat(SlowFiles.ledgerOf(folder)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    driver("killed");
    driver.kill("TERM");
    awaitLog("because of SIGTERM");
    driver.kill("TERM");

    assertThat(driver.exitStatus()).as(driver.log()).isEqualTo(128 + 15);
    assertThat(folder.resolve(StoppedDriver.HOOK)).doesNotExist();
    assertThat(driver.log()).contains("kafka-spark: halted by a second signal, SIGTERM");
  }

  @Test
  void aBatchIsCutAtTheLimitAndWhatIsHaltedAfterThatIsSaid() throws Exception {
    driver("cut");
    driver.kill("TERM");

    assertThat(driver.exitStatus()).as(driver.log()).isEqualTo(3);
    assertThat(folder.resolve(StoppedDriver.HOOK)).exists();
    assertThat(driver.log())
        .contains("a restart reads again what came after its start")
        .contains(
            "The JVM exits with status 3; it is halted if its shutdown hooks have not ended at")
        .containsPattern(
            "kafka-spark: the JVM's shutdown hooks have not ended within 1\\d(\\.\\d)? s, and")
        .containsPattern("'hanging hook' in \\S+StoppedDriver\\.hang");
  }

  @Test
  void aThreadThatStaysInItsPoolHoldsTheEndUpForNobody() throws Exception {
    driver("pooled");
    driver.kill("TERM");

    // The limit is an hour.
    assertThat(driver.exitStatus()).as(driver.log()).isZero();
    SlowFiles.assertNothingDoneWasCut(folder);
  }

  @Test
  void whatWentWrongIsSaidWithoutALogToo() throws Exception {
    driver("silent");
    driver.kill("TERM");

    assertThat(driver.exitStatus()).as(driver.log()).isEqualTo(4);
    assertThat(driver.log())
        .contains(
            "kafka-spark: HOOK_FAILED: hook 'broken' has failed: java.lang.IllegalStateException: on "
                + "purpose")
        .doesNotContainPattern("WARN(?!ING:)"); // That is the JVM's own.
  }

  @Test
  void aJvmThatIsEndedByItselfWaitsForTheRunningBatchToo() throws Exception {
    driver("exit");

    assertThat(driver.exitStatus()).as(driver.log()).isEqualTo(7);
    assertThat(folder.resolve(StoppedDriver.HOOK)).exists();
    SlowFiles.assertNothingDoneWasCut(folder);
    assertThat(SlowFiles.committed(folder)).isLessThan(BATCHES);
  }

  /** Takes one, and waits until its first batch is with the sink. */
  private void driver(String name) throws IOException {
    folder = folders.resolve(name);
    driver = DRIVERS.get(name);
    SlowFiles.create(folder, BATCHES);
    SlowFiles.awaitRecord(folder);
  }

  private void awaitLog(String text) {
    await().atMost(Duration.ofMinutes(2)).until(() -> driver.log().contains(text));
  }
}
