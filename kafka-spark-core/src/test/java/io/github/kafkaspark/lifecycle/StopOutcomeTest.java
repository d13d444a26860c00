package io.github.kafkaspark.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.lifecycle.StopOutcome.Kind;
import org.junit.jupiter.api.Test;

class StopOutcomeTest {

  private final StopOutcome cut = StopOutcome.of(Kind.BATCH_CUT, "query 'slow' is stopped");

  @Test
  void whatIsCompleteHasNothingToSay() {
    assertThat(StopOutcome.COMPLETE.failure()).isEmpty();
    assertThat(StopOutcome.COMPLETE.exitStatus()).isZero();
    assertThat(StopOutcome.COMPLETE).hasToString("COMPLETE");
  }

  @Test
  void theWorstCountsAndAllIsSaid() {
    Exception reason =
        new IllegalStateException(
            "a task failed", new IllegalArgumentException("no number: 'x'\n\tat some.Task"));
    StopOutcome both =
        cut.and(StopOutcome.of(Kind.QUERY_FAILED, "query 'a' has failed", reason))
            .and(StopOutcome.of(Kind.QUERY_FAILED, "query 'b' has failed", new Error()))
            .and(StopOutcome.COMPLETE);

    assertThat(both.kind()).isEqualTo(Kind.QUERY_FAILED);
    assertThat(both.failure()).containsSame(reason);
    assertThat(both)
        .hasToString(
            "QUERY_FAILED: query 'slow' is stopped; query 'a' has failed: "
                + "java.lang.IllegalArgumentException: no number: 'x'; query 'b' has failed: "
                + "java.lang.Error");
  }

  @Test
  void eachKindHasItsExitStatus() {
    assertThat(cut.exitStatus()).isEqualTo(3);
    assertThat(StopOutcome.of(Kind.HOOK_FAILED, "a hook hangs").exitStatus()).isEqualTo(4);
    assertThat(StopOutcome.of(Kind.QUERY_FAILED, "a query").exitStatus()).isEqualTo(1);
  }
}
