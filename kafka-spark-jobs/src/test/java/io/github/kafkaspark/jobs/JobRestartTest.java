package io.github.kafkaspark.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.api.RunView;
import io.github.kafkaspark.jobs.api.StopHow;
import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.runs.RunDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart that the service was killed in the middle of, as it finds it in its database. */
class JobRestartTest {

  private static final Map<String, String> VALUES =
      Map.of("how", "runs", "status", "0", "note", "again", "key", "k-e-y");

  private final Instant then = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  @TempDir private Path folder;
  private FakeSpark spark;
  private Path data;

  @BeforeEach
  void makeSpark() throws Exception {
    spark = new FakeSpark(folder);
    data = Files.createDirectory(folder.resolve("data"));
  }

  private Run requested(String id) {
    return Run.requested(
        id,
        new Run.Request("orders", VALUES, Set.of("key"), false, null, null, "anna", then),
        null);
  }

  /** Was to start again, and is over. */
  private Run over(RunEnd end) {
    return requested("first")
        .running()
        .stopping(new Run.Stop("bert", StopHow.MARKER, then, true, true))
        .ended(new Run.Finish(end, then, 0), "why", null);
  }

  private void write(Run... runs) {
    try (RunDatabase database = RunDatabase.open(data)) {
      for (Run run : runs) {
        database.put(run);
      }
    }
  }

  private RunView restarted(StartedJobs jobs) {
    await()
        .atMost(StartedJobs.LIMIT)
        .until(() -> jobs.service().run("first").restartedAs() != null);
    return jobs.running(jobs.service().run("first").restartedAs());
  }

  @Test
  void aRunThatIsOverAndWasNotStartedAgainIsStartedOnce() throws Exception {
    write(over(RunEnd.COMPLETE));
    String next;
    try (StartedJobs jobs = new StartedJobs(spark, data, Clock.systemUTC())) {
      RunView run = restarted(jobs);
      next = run.id();
      assertThat(run.startedBy()).isEqualTo("bert");
      assertThat(run.parameters()).containsEntry("note", "again");
      assertThat(spark.settings()).containsEntry("spark.orders.key", "k-e-y");
    }
    try (StartedJobs jobs = new StartedJobs(spark, data, Clock.systemUTC())) {
      RunView once = jobs.running(jobs.start("runs").id());
      assertThat(spark.submits()).containsExactly(next, once.id());
    }
  }

  @Test
  void aRestartThatWasWrittenDownAndNotSubmittedIsSubmittedOnce() throws Exception {
    write(over(RunEnd.CUT).restarted("next"), requested("next"));
    Path begun = Files.createDirectories(data.resolve("runs/next")).resolve("spark.properties");
    Files.writeString(begun, "spark.half=");
    try (StartedJobs jobs = new StartedJobs(spark, data, Clock.systemUTC())) {
      assertThat(jobs.running("next").parameters()).containsEntry("key", "***");
      assertThat(spark.settings()).containsEntry("spark.orders.key", "k-e-y");
    }
    assertThat(spark.submits()).containsExactly("next");
  }

  @Test
  void aStartThatWasNotSubmittedIsNot() throws Exception {
    write(requested("alone"));
    try (StartedJobs jobs = new StartedJobs(spark, data, Clock.systemUTC())) {
      assertThat(jobs.ended("alone").why()).contains("nothing ran");
    }
    assertThat(spark.submits()).isEmpty();
  }

  @Test
  void aRestartThatCannotBeSaysSoAndIsOverWithThat() throws Exception {
    write(over(RunEnd.FAILED));
    for (int service = 0; service < 2; service++) {
      try (StartedJobs jobs = new StartedJobs(spark, data, Clock.systemUTC())) {
        await()
            .atMost(StartedJobs.LIMIT)
            .until(() -> jobs.service().run("first").why().contains("not started again"));
      }
    }
    try (RunDatabase database = RunDatabase.open(data)) {
      assertThat(database.get("first").orElseThrow().why())
          .isEqualTo("why; not started again: it was to stop, and is FAILED");
      assertThat(database.open()).isEmpty();
    }
    assertThat(spark.submits()).isEmpty();
  }
}
