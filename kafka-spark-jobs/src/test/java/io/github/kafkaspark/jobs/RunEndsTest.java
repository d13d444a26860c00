package io.github.kafkaspark.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.api.StopHow;
import io.github.kafkaspark.jobs.runs.Run;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunEndsTest {

  /** The statuses of docs/stopping.md, and those of signals. */
  @ParameterizedTest
  @CsvSource({
    "0, , COMPLETE, ended by itself",
    "0, MARKER, COMPLETE, no batch had to be cut",
    "1, , FAILED, exit status 1",
    "1, MARKER, FAILED, exit status 1",
    "3, MARKER, CUT, reads it again",
    "4, SIGNAL, FAILED, reads again what is not in the store",
    "127, , FAILED, could not be executed",
    "137, , FAILED, and not this service",
    "137, MARKER, FAILED, and not this service",
    "137, KILL, KILLED, reads the batch again",
    "143, , FAILED, and not this service",
    "143, SIGNAL, CUT, 'no GracefulStop was armed yet, or it has none'",
    "143, KILL, KILLED, reads the batch again",
  })
  void says(int status, StopHow asked, RunEnd end, String why) {
    RunEnds.Ending ending = RunEnds.byStatus(run(asked), status);
    assertThat(ending.end()).isEqualTo(end);
    assertThat(ending.why()).contains(why);
  }

  /** Spark's DriverRunner and Master say these, and no exit status. */
  @ParameterizedTest
  @CsvSource({
    "FINISHED, , COMPLETE, ended by itself",
    "FINISHED, MARKER, COMPLETE, no batch had to be cut",
    "FINISHED, KILL, COMPLETE, no batch had to be cut",
    "KILLED, KILL, KILLED, killed on demand",
    "KILLED, MARKER, KILLED, this service has not asked for that",
    "FAILED, , FAILED, any exit status but 0; the",
    "FAILED, MARKER, FAILED, 'any exit status but 0, also that of a batch that was cut'",
    "ERROR, , LOST, may still run",
  })
  void saysWhatTheMasterSays(String state, StopHow asked, RunEnd end, String why) {
    RunEnds.Ending ending = RunEnds.byDriverState(run(asked), state);
    assertThat(ending.end()).isEqualTo(end);
    assertThat(ending.why()).contains(why);
  }

  @Test
  void namesAMasterThatIsAwayIfSubmitHasNamedNoDriver() {
    assertThat(RunEnds.withoutDriver(1, Optional.of("the master at x does not answer")).why())
        .startsWith("spark-submit has ended with 1 and named no driver; the master at x does not");
    assertThat(RunEnds.withoutDriver(1, Optional.empty()).why()).endsWith("the output says why");
  }

  private static Run run(StopHow asked) {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Run run =
        Run.requested(
            "id",
            new Run.Request("orders", Map.of(), Set.of(), false, null, null, "anna", now),
            null);
    return asked == null ? run : run.stopping(new Run.Stop("bert", asked, now, false, false));
  }
}
