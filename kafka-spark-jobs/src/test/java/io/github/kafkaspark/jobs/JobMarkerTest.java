package io.github.kafkaspark.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.api.RunState;
import io.github.kafkaspark.jobs.api.RunView;
import io.github.kafkaspark.jobs.api.StopHow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops by marker that come before the application has begun, and what is left. */
class JobMarkerTest {

  @TempDir private Path folder;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private FakeSpark spark;
  private StartedJobs jobs;

  @BeforeEach
  void startService() throws Exception {
    spark = spark == null ? new FakeSpark(folder) : spark;
    jobs =
        new StartedJobs(
            spark, Files.createDirectories(folder.resolve("data")), new AheadClock(ahead));
  }

  @AfterEach
  void endService() {
    jobs.close();
  }

  private void awaitWhy(String id, String text) {
    await()
        .atMost(StartedJobs.LIMIT)
        .until(() -> String.valueOf(jobs.service().run(id).why()).contains(text));
  }

  @Test
  void aJobThatIsStillStartingGetsItsMarkerOnceItHasBegun() throws Exception {
    RunView run = jobs.start("late");
    assertThat(jobs.stop(run.id(), StopHow.MARKER).state()).isEqualTo(RunState.STOPPING);
    awaitWhy(run.id(), "the application has not begun");
    assertThat(spark.marker()).doesNotExist();

    Path unused = Files.createFile(spark.begin());
    assertThat(jobs.ended(run.id()).end()).isEqualTo(RunEnd.COMPLETE);
    assertThat(jobs.service().run(run.id()).why()).contains("no batch had to be cut");
    assertThat(spark.marker()).doesNotExist();
  }

  @Test
  void aJobThatIsStillStartingRestartsOnceItHasBegun() throws Exception {
    RunView run = jobs.start("late");
    RunView asked = jobs.service().restart(run.id(), "bert");
    awaitWhy(run.id(), "the application has not begun");
    assertThat(asked.state()).isEqualTo(RunState.STOPPING);
    Path unused = Files.createFile(spark.begin());
    await()
        .atMost(StartedJobs.LIMIT)
        .until(() -> jobs.service().run(run.id()).restartedAs() != null);
  }

  @Test
  void aJobThatLogsNothingGetsItsMarkerAfterAMinute() {
    RunView run = jobs.start("silent");
    RunView unused = jobs.stop(run.id(), StopHow.MARKER);
    awaitWhy(run.id(), "the application has not begun");
    assertThat(spark.marker()).doesNotExist();

    ahead.set(Duration.ofSeconds(61));
    assertThat(jobs.ended(run.id()).end()).isEqualTo(RunEnd.COMPLETE);
    assertThat(spark.marker()).as("a job that has ended without deleting it").doesNotExist();
  }

  @Test
  void aSignalTakesThePlaceOfAMarkerThatIsNotThereYet() throws Exception {
    RunView run = jobs.start("late");
    RunView unused = jobs.stop(run.id(), StopHow.MARKER);
    await()
        .atMost(StartedJobs.LIMIT)
        .ignoreExceptionsInstanceOf(Refusal.class) // spark-submit is just starting.
        .until(() -> jobs.stop(run.id(), StopHow.SIGNAL).stopHow() == StopHow.SIGNAL);
    assertThat(jobs.ended(run.id()).stopHow()).isEqualTo(StopHow.SIGNAL);
    assertThat(spark.marker()).doesNotExist();
  }

  @Test
  void aSecondStopSaysWhichOneIsUnderWayAndAHarderOneWithdrawsTheRestart() throws Exception {
    RunView run = jobs.start("late");
    RunView unused = jobs.service().restart(run.id(), "anna");
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> jobs.service().restart(run.id(), "carl"))
        .withMessageContaining("its restart is under way, which anna has asked for at ");

    String plain =
        "the restart that anna has asked for is withdrawn: bert has asked for a stop by marker"
            + " since";
    assertThat(jobs.stop(run.id(), StopHow.MARKER).why()).isEqualTo(plain);
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> jobs.stop(run.id(), StopHow.MARKER))
        .withMessageContaining("its stop by marker is under way, which bert has asked for at ")
        .withMessageEndingWith("; wait for its end, or stop it by signal or kill");
    await()
        .atMost(StartedJobs.LIMIT)
        .ignoreExceptionsInstanceOf(Refusal.class) // spark-submit is just starting.
        .until(() -> jobs.stop(run.id(), StopHow.SIGNAL).stopHow() == StopHow.SIGNAL);
    RunView ended = jobs.ended(run.id());
    assertThat(ended.why())
        .contains("no GracefulStop was armed yet")
        .endsWith(plain.replace("marker", "signal"));
    assertThat(ended.restartedAs()).isNull();
  }

  @Test
  void aMarkerThatCannotBeMadeIsTriedAgain() throws Exception {
    jobs.close();
    Files.writeString(
        spark.jobsFile(),
        spark.text(true).replace(spark.marker().toString(), spark.home() + "/gone/stop"));
    startService();
    RunView run = jobs.running(jobs.start("runs").id());
    RunView unused = jobs.stop(run.id(), StopHow.MARKER);
    awaitWhy(run.id(), "cannot be made, and is tried again");

    Path made = Files.createDirectory(spark.home().resolve("gone"));
    assertThat(jobs.ended(run.id()).end()).isEqualTo(RunEnd.COMPLETE);
    assertThat(made).isEmptyDirectory();
  }

  @Test
  void aLongOutputIsCutAndKeepsItsEndAndWhatItsBeginningNames() throws Exception {
    RunView run = jobs.start("floods");
    Path output = folder.resolve("data/runs").resolve(run.id()).resolve("output");
    await()
        .atMost(StartedJobs.LIMIT)
        .until(() -> Files.exists(output.resolveSibling("output.first")));
    await().atMost(StartedJobs.LIMIT).until(() -> Files.size(output) == 0);
    assertThat(jobs.service().output(run.id())).contains("one line of many");

    Path unused = Files.createFile(spark.begin());
    await()
        .atMost(StartedJobs.LIMIT)
        .until(() -> jobs.service().output(run.id()).endsWith("the last line\n"));
    assertThat(jobs.running(run.id()).applicationId()).isEqualTo("app-20260101000000-0001");
    assertThat(Files.size(output)).as("what was appended after the cut").isLessThan(100);
    assertThat(jobs.service().output(run.id())).contains("one line of many\nthe last line");
    assertThat(Files.getPosixFilePermissions(output.resolveSibling("output.before")))
        .isEqualTo(Files.getPosixFilePermissions(output));
  }
}
