package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void doublesFromAHundredMillisecondsToHalfAMinuteLessUpToAHalf() {
    assertThat(Backoff.delayMs(1)).isBetween(50L, 100L);
    assertThat(Backoff.delayMs(2)).isBetween(100L, 200L);
    assertThat(Backoff.delayMs(9)).isBetween(12_800L, 25_600L);
    assertThat(Backoff.delayMs(10)).isBetween(15_000L, 30_000L);
    assertThat(Backoff.delayMs(Integer.MAX_VALUE)).isBetween(15_000L, 30_000L);
  }
}
