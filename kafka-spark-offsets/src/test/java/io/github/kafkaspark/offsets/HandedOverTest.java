package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class HandedOverTest {

  private final UUID run = UUID.randomUUID();

  private HandedOver handed(long ticket, long batch) {
    return HandedOver.of(ticket, Progress.of(run, batch));
  }

  @Test
  void keepsTheFirstAndTheNewest() {
    HandedOver first = handed(1, 10);
    HandedOver third = handed(3, 12);
    HandedOver merged = HandedOver.merge(HandedOver.merge(first, handed(2, 11)), third);

    assertThat(merged.first()).isSameAs(first.first());
    assertThat(merged.newest()).isSameAs(third.newest());
    assertThat(merged.ticket()).isEqualTo(3);
  }

  @Test
  void putsBackWhatCouldNotBeCommittedBehindWhatCameSince() {
    HandedOver failed = handed(1, 10);
    HandedOver since = handed(2, 11);
    HandedOver merged = HandedOver.merge(since, failed);

    assertThat(merged.first()).isSameAs(failed.first());
    assertThat(merged.newest()).isSameAs(since.newest());
  }

  @Test
  void aLaterTicketWithAnEarlierBatchDoesNotMoveItBack() {
    HandedOver newer = handed(1, 11);
    HandedOver merged = HandedOver.merge(newer, handed(2, 10));

    assertThat(merged.newest()).isSameAs(newer.newest());
    assertThat(merged.ticket()).isEqualTo(2);
  }

  @Test
  void aNewRunReplacesTheOneBefore() {
    HandedOver next = HandedOver.of(2, Progress.of(UUID.randomUUID(), 0));

    assertThat(HandedOver.merge(handed(1, 10), next)).isSameAs(next);
  }

  @Test
  void nothingAndSomethingIsSomething() {
    HandedOver one = handed(1, 10);
    assertThat(HandedOver.merge(null, one)).isSameAs(one);
    assertThat(HandedOver.merge(one, null)).isSameAs(one);
  }
}
