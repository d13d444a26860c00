package io.github.kafkaspark.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.api.RunState;
import io.github.kafkaspark.jobs.api.RunView;
import io.github.kafkaspark.jobs.api.StopHow;
import io.github.kafkaspark.jobs.definition.JobsFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the service itself, and lets another one take up what it has left. */
class JobServiceKillTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void takesUpTheRunOfAServiceThatWasKilled() throws Exception {
    FakeSpark spark = new FakeSpark(folder);
    Path data = Files.createDirectory(folder.resolve("data"));
    String id = killAfter(spark, data, 1, 0);

    try (JobService next = spark.service(data)) {
      await().atMost(LIMIT).until(() -> next.run(id).state() == RunState.RUNNING);
      RunView unused = next.stop(id, StopHow.MARKER, false, "bert");
      await().atMost(LIMIT).until(() -> next.run(id).state() == RunState.ENDED);
      assertThat(next.run(id).end()).isEqualTo(RunEnd.COMPLETE);
      assertThat(next.run(id).exitStatus()).isZero();
      assertThat(next.run(id).startedBy()).isEqualTo("killed");
    }
    assertThat(spark.submits()).containsExactly(id);
  }

  @Test
  @Tag("heavy")
  void startsNothingTwiceWhereverItIsKilled() throws Exception {
    int kills = Boolean.getBoolean("kafkaspark.faults") ? 100 : 10;
    long seed = System.nanoTime();
    System.out.println("[faults] seed " + seed);
    Random random = new Random(seed);
    FakeSpark spark = new FakeSpark(folder);
    spark.allowManyRuns();
    Path data = Files.createDirectory(folder.resolve("data"));
    int runs = 0;
    int never = 0;
    for (int kill = 0; kill < kills; kill++) {
      String unused = killAfter(spark, data, 1 + random.nextInt(3), random.nextInt(400));
      try (JobService next = spark.service(data)) {
        for (RunView run : next.runs(null, 100)) {
          if (run.state() != RunState.ENDED) {
            end(next, run.id());
          }
        }
      }
    }
    try (JobService last = spark.service(data)) {
      List<RunView> all = last.runs(null, 10_000);
      List<String> submits = spark.submits();
      assertThat(submits).doesNotHaveDuplicates();
      assertThat(all).extracting(RunView::id).containsAll(submits);
      for (RunView run : all) {
        boolean submitted = submits.contains(run.id());
        assertThat(run.end()).as("%s", run).isEqualTo(submitted ? RunEnd.CUT : RunEnd.FAILED);
        runs++;
        never += submitted ? 0 : 1;
      }
    }
    System.out.println(
        "[faults] "
            + kills
            + " kills of the service, "
            + runs
            + " runs, "
            + never
            + " not submitted");
  }

  /** Each run is found again, or was never submitted. */
  private static void end(JobService service, String id) {
    await().atMost(LIMIT).until(() -> service.run(id).state() != RunState.SUBMITTING);
    if (service.run(id).state() == RunState.RUNNING) {
      RunView unused = service.stop(id, StopHow.SIGNAL, false, "bert");
    }
    await().atMost(LIMIT).until(() -> service.run(id).state() == RunState.ENDED);
  }

  /** Returns the id of the run that was started last, before the kill. */
  private static String killAfter(FakeSpark spark, Path data, int runs, int millis)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
            KilledService.class.getName(),
            data.toString(),
            spark.jobsFile().toString());
    Process service = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8))) {
      String id = null;
      for (int i = 0; i < runs; i++) {
        id = lines.readLine();
        assertThat(id).as("the id of a run").isNotNull();
      }
      var later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
      CompletableFuture.runAsync(service::destroyForcibly, later).join();
      await().atMost(LIMIT).until(() -> !service.isAlive());
      return id;
    }
  }

  /** Starts runs, one after the other, until it is killed or there may be no more. */
  static final class KilledService {

    private KilledService() {}

    /** Takes the service's folder and the jobs file. */
    public static void main(String[] args) throws Exception {
      JobService service =
          JobService.start(
              Path.of(args[0]),
              new JobsFile(Path.of(args[1])),
              Duration.ofDays(1),
              Clock.systemUTC());
      boolean many = !service.job("orders").oneRunAtATime();
      do {
        System.out.println(service.start("orders", Map.of(), "killed").id());
      } while (many);
      Thread.currentThread().join();
    }
  }
}
