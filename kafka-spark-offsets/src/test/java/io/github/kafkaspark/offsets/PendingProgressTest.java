package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class PendingProgressTest {

  private final UUID run = UUID.randomUUID();

  private PendingProgress handed(long ticket, long batch) {
    return PendingProgress.of(ticket, 0, ProgressOffsets.of(Progress.of(run, batch)));
  }

  @Test
  void keepsTheFirstAndTheNewest() {
    PendingProgress first = handed(1, 10);
    PendingProgress third = handed(3, 12);
    PendingProgress merged =
        PendingProgress.merge(PendingProgress.merge(first, handed(2, 11)), third);

    assertThat(merged.first()).isSameAs(first.first());
    assertThat(merged.newest()).isSameAs(third.newest());
    assertThat(merged.ticket()).isEqualTo(3);
  }

  @Test
  void putsBackWhatCouldNotBeCommittedBehindWhatCameSince() {
    PendingProgress failed = handed(1, 10);
    PendingProgress since = handed(2, 11);
    PendingProgress merged = PendingProgress.merge(since, failed);

    assertThat(merged.first()).isSameAs(failed.first());
    assertThat(merged.newest()).isSameAs(since.newest());
  }

  @Test
  void aLaterTicketWithAnEarlierBatchDoesNotMoveItBack() {
    PendingProgress newer = handed(1, 11);
    PendingProgress merged = PendingProgress.merge(newer, handed(2, 10));

    assertThat(merged.newest()).isSameAs(newer.newest());
    assertThat(merged.ticket()).isEqualTo(2);
  }

  @Test
  void aNewRunReplacesTheOneBefore() {
    PendingProgress next =
        PendingProgress.of(2, 0, ProgressOffsets.of(Progress.of(UUID.randomUUID(), 0)));

    assertThat(PendingProgress.merge(handed(1, 10), next)).isSameAs(next);
  }

  @Test
  void nothingAndSomethingIsSomething() {
    PendingProgress one = handed(1, 10);
    assertThat(PendingProgress.merge(null, one)).isSameAs(one);
    assertThat(PendingProgress.merge(one, null)).isSameAs(one);
  }
}
