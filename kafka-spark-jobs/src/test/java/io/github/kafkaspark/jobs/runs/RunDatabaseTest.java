package io.github.kafkaspark.jobs.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.kafkaspark.jobs.api.DriverView;
import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.api.RunState;
import io.github.kafkaspark.jobs.api.StopHow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDatabaseTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123456789Z");

  @TempDir private Path folder;

  private static Run run(String id, String job, Instant at) {
    OffsetsView from = new OffsetsView(Map.of("orders", Map.of(0, 7L)), at);
    Map<String, String> parameters = Map.of("note", "ä 'x'; drop table runs");
    return Run.requested(
        id,
        new Run.Request(job, parameters, Set.of("note"), false, "s", "file:/o", "anna", at),
        from);
  }

  private static Run ended(Run run) {
    return run.submitted(new Run.Child(4711, NOW, true))
        .known(new Run.Application("app-1", null, new DriverView("host", 1, null, "driver")))
        .running()
        .stopping(new Run.Stop("bert", StopHow.MARKER, NOW, true, true))
        .ended(new Run.Finish(RunEnd.CUT, NOW, 3), "why", run.from())
        .restarted("next");
  }

  @Test
  void keepsAllOfARun() {
    Run run = ended(run("a", "orders", NOW));
    try (RunDatabase database = RunDatabase.open(folder)) {
      database.put(run);
    }
    try (RunDatabase database = RunDatabase.open(folder)) {
      assertThat(database.get("a")).contains(run);
      assertThat(database.get("b")).isEmpty();
      assertThat(database.open()).isEmpty();
    }
  }

  @Test
  void hasTheNewestFirstAndForgetsWhatIsOver() {
    try (RunDatabase database = RunDatabase.open(folder)) {
      for (int day = 0; day < 10; day++) {
        Run run =
            run("run-" + day, day % 2 == 0 ? "orders" : "returns", NOW.plus(Duration.ofDays(day)));
        database.put(day == 1 ? run : ended(run));
      }
      assertThat(database.newest("orders", 2))
          .extracting(Run::id)
          .containsExactly("run-8", "run-6");
      assertThat(database.newest(null, 2)).extracting(Run::id).containsExactly("run-9", "run-8");
      assertThat(database.open()).extracting(Run::id).containsExactly("run-1");

      Instant fifth = NOW.plus(Duration.ofDays(5));
      assertThat(database.forget(fifth))
          .extracting(Run::id)
          .containsExactlyInAnyOrder("run-0", "run-2", "run-3", "run-4");
      assertThat(database.newest(null, 100)).hasSize(6);
      assertThat(database.get("run-1")).as("one that goes on").isPresent();
    }
  }

  @Test
  void outlivesAnInterruptOfTheOneWhoAsks() {
    try (RunDatabase database = RunDatabase.open(folder)) {
      Thread.currentThread().interrupt();
      database.put(run("a", "orders", NOW));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(database.get("a")).isPresent();
    }
  }

  @Test
  void refusesASecondServiceWithTheSameFolder() {
    try (RunDatabase database = RunDatabase.open(folder)) {
      assertThat(database.open()).isEmpty();
      assertThatIllegalStateException()
          .isThrownBy(() -> RunDatabase.open(folder))
          .withMessageContaining("give each a folder of its own");
    }
  }

  @Test
  void refusesWithAStatusWhatItCannotWrite() {
    RunDatabase database = RunDatabase.open(folder);
    database.close();
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> database.put(run("a", "orders", NOW)))
        .withMessageContaining("look at the disk")
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(503));
  }

  /** The comment of {@link RunState} has this table as a picture. */
  @Test
  void goesOnlyWhereTheTableLets() {
    for (RunState from : RunState.values()) {
      assertThat(from.next()).as("the states after %s", from).doesNotContain(from);
      assertThat(from.next()).allMatch(next -> next.compareTo(from) > 0);
      assertThat(from.next().contains(RunState.ENDED)).isEqualTo(from != RunState.ENDED);
    }
    Run over = ended(run("a", "orders", NOW));
    assertThat(over.running().state())
        .as("running() moves only what is submitted")
        .isEqualTo(RunState.ENDED);
    assertThatIllegalStateException()
        .isThrownBy(() -> over.stopping(new Run.Stop("bert", StopHow.KILL, NOW, false, false)))
        .withMessage("Cannot make a run STOPPING which is ENDED");
  }

  @Test
  void showsNoSecretParameter() {
    Run run = run("a", "orders", NOW);
    assertThat(run.view().parameters()).containsExactly(Map.entry("note", "***"));
    assertThat(run.toString()).doesNotContain("drop");
  }
}
