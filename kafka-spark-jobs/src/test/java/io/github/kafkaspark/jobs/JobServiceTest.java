package io.github.kafkaspark.jobs;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.api.RunState;
import io.github.kafkaspark.jobs.api.RunView;
import io.github.kafkaspark.jobs.api.StopHow;
import io.github.kafkaspark.jobs.api.Subscription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real children, by a spark-submit that is not Spark's. */
class JobServiceTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private FakeSpark spark;
  private JobService jobs;

  @BeforeEach
  void startService() throws Exception {
    spark = new FakeSpark(folder);
    jobs = spark.service(Files.createDirectory(folder.resolve("data")));
  }

  @AfterEach
  void endWhatRuns() {
    for (RunView run : jobs.runs(null, 100)) {
      if (run.state() != RunState.ENDED) {
        await().atMost(LIMIT).until(() -> isBeingKilled(run.id()));
        RunView unused = ended(run.id());
      }
    }
    jobs.close();
  }

  private boolean isBeingKilled(String id) {
    try {
      return jobs.stop(id, StopHow.KILL, true, "test").state() != RunState.RUNNING;
    } catch (Refusal e) {
      return jobs.run(id).state() == RunState.ENDED;
    }
  }

  private RunView start(Map<String, String> parameters) {
    return jobs.start("orders", parameters, "anna");
  }

  private RunView running(String id) {
    await().atMost(LIMIT).until(() -> jobs.run(id).state() != RunState.SUBMITTING);
    assertThat(jobs.run(id).state()).as(jobs.output(id)).isEqualTo(RunState.RUNNING);
    return jobs.run(id);
  }

  private RunView ended(String id) {
    await().atMost(LIMIT).until(() -> jobs.run(id).state() == RunState.ENDED);
    return jobs.run(id);
  }

  private static void assertRefused(int status, String text, ThrowingCallable call) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(call)
        .withMessageContaining(text)
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(status));
  }

  @Test
  void submitsWithSettingsInAFileThatNobodyElseReads() throws Exception {
    RunView run = start(Map.of("note", "two words", "key", "k-e-y"));
    assertThat(run.state()).isEqualTo(RunState.SUBMITTING);
    assertThat(run.parameters()).containsEntry("key", "***").containsEntry("note", "two words");
    assertThat(running(run.id()).applicationId()).isEqualTo("app-20260101000000-0001");

    assertThat(spark.arguments())
        .startsWith("--master", "spark://front:7077", "--deploy-mode", "client")
        .endsWith("runs", spark.marker().toString(), "0", "--note=two words")
        .doesNotContain("k-e-y");
    assertThat(Files.getPosixFilePermissions(spark.settingsFile()))
        .isEqualTo(fromString("rw-------"));
    assertThat(spark.settings())
        .containsEntry("spark.kafkaspark.jobs.run", run.id())
        .containsEntry("spark.orders.note", "two words")
        .containsEntry("spark.orders.key", "k-e-y")
        .containsEntry("spark.orders.password", FakeSpark.SECRET)
        .as("the file takes the place of spark-defaults.conf")
        .containsEntry("spark.eventLog.enabled", "true")
        .containsEntry("spark.executor.memory", "1g");
    assertThat(folder.resolve("data/runs").resolve(run.id()).resolve("spark.properties"))
        .as("the settings of a driver that runs")
        .doesNotExist();
  }

  @Test
  void masksSecretsInTheOutput() {
    RunView run = start(Map.of("how", "prints", "key", "k-e-y"));
    RunView unused = ended(run.id());

    assertThat(jobs.output(run.id()))
        .contains("spark.orders.password=***", "spark.orders.key=***", "spark.executor.memory=1g")
        .doesNotContain(FakeSpark.SECRET, "k-e-y");
  }

  @Test
  void stopsByTheMarkerAndSaysWhatTheExitStatusSays() {
    RunView complete = start(Map.of());
    RunView unused = running(complete.id());
    assertThat(jobs.stop(complete.id(), StopHow.MARKER, false, "bert").stoppedBy())
        .isEqualTo("bert");
    RunView ended = ended(complete.id());
    assertThat(ended.end()).isEqualTo(RunEnd.COMPLETE);
    assertThat(ended.exitStatus()).isZero();
    assertThat(ended.startedBy()).isEqualTo("anna");
    assertThat(ended.stopHow()).isEqualTo(StopHow.MARKER);

    RunView cut = start(Map.of("status", "3"));
    unused = running(cut.id());
    unused = jobs.stop(cut.id(), StopHow.MARKER, false, "bert");
    assertThat(ended(cut.id()).end()).isEqualTo(RunEnd.CUT);
    assertThat(jobs.run(cut.id()).why()).contains("reads it again");
  }

  @Test
  void stopsByASignalAndByAKill() {
    RunView signalled = start(Map.of());
    RunView unused = running(signalled.id());
    unused = jobs.stop(signalled.id(), StopHow.SIGNAL, false, "bert");
    assertThat(ended(signalled.id()).end()).isEqualTo(RunEnd.CUT);
    assertThat(jobs.run(signalled.id()).exitStatus()).isEqualTo(143);

    RunView killed = start(Map.of());
    unused = running(killed.id());
    assertRefused(
        409, "Send confirmed: true", () -> jobs.stop(killed.id(), StopHow.KILL, false, "bert"));
    assertThat(jobs.run(killed.id()).state()).isEqualTo(RunState.RUNNING);
    unused = jobs.stop(killed.id(), StopHow.KILL, true, "bert");
    assertThat(ended(killed.id()).end()).isEqualTo(RunEnd.KILLED);
  }

  @Test
  void refusesASecondRunAndSaysWhoRuns() throws Exception {
    RunView run = start(Map.of());
    assertRefused(
        409, run.id() + " of 'orders' goes on, which anna has started", () -> start(Map.of()));

    RunView unused = running(run.id());
    unused = jobs.stop(run.id(), StopHow.MARKER, false, "bert");
    unused = ended(run.id());
    assertThat(spark.submits()).containsExactly(run.id());
  }

  @Test
  void startsAgainWithTheSameParametersAfterARestart() throws Exception {
    RunView run = start(Map.of("note", "again", "key", "k-e-y"));
    RunView unused = running(run.id());
    assertThat(jobs.restart(run.id(), "bert").state()).isEqualTo(RunState.STOPPING);
    await().atMost(LIMIT).until(() -> jobs.run(run.id()).restartedAs() != null);

    RunView next = running(jobs.run(run.id()).restartedAs());
    assertThat(next.parameters()).containsEntry("note", "again");
    assertThat(next.startedBy()).isEqualTo("bert");
    assertThat(spark.settings()).containsEntry("spark.orders.key", "k-e-y");
  }

  @Test
  void saysSoIfARunThatWasToStartAgainHasFailed() {
    RunView run = start(Map.of("status", "1"));
    RunView unused = running(run.id());
    unused = jobs.restart(run.id(), "bert");
    unused = ended(run.id());
    await().atMost(LIMIT).until(() -> jobs.run(run.id()).why().contains("not started again"));
    assertThat(jobs.run(run.id()).restartedAs()).isNull();
  }

  @Test
  void endsARunThatDiesAtItsStart() throws Exception {
    RunView dead = ended(start(Map.of("how", "ends", "status", "1")).id());
    assertThat(dead.end()).as("the case of no behaviour").isEqualTo(RunEnd.COMPLETE);

    RunView failed = ended(start(Map.of("how", "prints", "status", "1")).id());
    assertThat(failed.end()).isEqualTo(RunEnd.FAILED);
    assertThat(failed.exitStatus()).isEqualTo(1);
    assertThat(failed.why()).contains("exit status 1");
  }

  @Test
  void refusesAStartThatAMarkerWouldStop() throws Exception {
    Files.createFile(spark.marker());
    assertRefused(409, "its marker '" + spark.marker() + "' is there", () -> start(Map.of()));
    assertThat(jobs.runs("orders", 10)).isEmpty();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertRefused(404, "did you mean 'orders'?", () -> jobs.start("order", Map.of(), "anna"));
    assertRefused(404, "There is no run 'x'", () -> jobs.run("x"));
    assertRefused(404, "There is no run 'x'", () -> jobs.stop("x", StopHow.MARKER, false, "anna"));
    assertRefused(404, "There is no job 'x'", () -> jobs.runs("x", 10));
    assertRefused(422, "names no stream", () -> jobs.plan("orders"));
  }

  @Test
  void refusesToStopWhatHasEnded() {
    RunView run = ended(start(Map.of("how", "ends")).id());
    for (StopHow how : StopHow.values()) {
      assertRefused(409, "it has ended (COMPLETE)", () -> jobs.stop(run.id(), how, true, "bert"));
    }
    assertRefused(409, "it has ended", () -> jobs.restart(run.id(), "bert"));
  }

  @Test
  void refusesAJarThatEverybodyMayReplace() throws Exception {
    assertThat(spark.home().resolve("orders.jar").toFile().setWritable(true, false)).isTrue();
    assertRefused(422, "every user may write to", () -> start(Map.of()));
  }

  @Test
  void keepsItsJobsIfTheNewFileIsBad() throws Exception {
    Files.writeString(spark.jobsFile(), spark.text(true).replace("mainClass", "mainKlass"));
    Files.writeString(spark.jobsFile(), spark.text(true).replace("name: orders", "name: returns"));
    await().atMost(LIMIT).until(() -> jobs.jobs().get(0).name().equals("returns"));
    assertThat(jobs.jobs()).hasSize(1);

    Files.writeString(spark.jobsFile(), "jobs: [");
    RunView run = jobs.start("returns", Map.of(), "anna");
    assertThat(running(run.id()).job()).isEqualTo("returns");
    assertThat(jobs.job("returns").run().id()).isEqualTo(run.id());
  }

  @Test
  void tellsListenersOfEachStep() {
    List<RunState> seen = new CopyOnWriteArrayList<>();
    Subscription subscription =
        jobs.listen(
            change -> {
              if (change.view() instanceof RunView run) {
                boolean unused = seen.add(run.state());
              }
            });
    RunView unused = ended(start(Map.of("how", "ends")).id());
    await().atMost(LIMIT).until(() -> seen.contains(RunState.ENDED));
    subscription.close();
    assertThat(seen).startsWith(RunState.SUBMITTING).endsWith(RunState.ENDED);
  }
}
