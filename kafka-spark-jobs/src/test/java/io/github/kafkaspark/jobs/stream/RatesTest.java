package io.github.kafkaspark.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RatesTest {

  private static final TopicPartition FIRST = new TopicPartition("orders", 0);

  private final Rates rates = new Rates();
  private Instant now = Instant.parse("2026-05-01T12:00:00Z");

  @Test
  void nobodyKnowsARateBeforeTheSecondLook() {
    assertThat(rates.total()).isNull();
    look(0, 100, 100);
    assertThat(rates.total()).isNull();
    assertThat(rates.of(FIRST)).isNull();
  }

  @Test
  void countsThoseOfAllPartitionsAndOfEach() {
    look(0, 100, 100);
    look(2, 200, 120);
    assertThat(rates.total()).isEqualTo(60.0);
    assertThat(rates.of(FIRST)).isEqualTo(50.0);
  }

  @Test
  void isZeroTenSecondsAfterTheLastCommit() {
    look(0, 100, 100);
    look(2, 200, 120);
    for (int i = 0; i < 5; i++) {
      look(2, 200, 120);
    }
    assertThat(rates.total()).isZero();
  }

  @Test
  void isSteadyWhereABatchTakesLongerThanTheTimeBetweenTwoLooks() {
    for (int i = 0; i < 20; i++) {
      look(2, 100L * (i / 2), 0);
    }
    assertThat(rates.total()).isBetween(20.0, 30.0);
  }

  @Test
  void aNewPartitionCountsFromItsFirstLook() {
    look(0, 100, 100);
    now = now.plusSeconds(2);
    rates.add(now, offsets(200, 100).withOffset("orders", 2, 7_000));
    assertThat(rates.total()).isEqualTo(50.0);
  }

  @Test
  void beginsAnewWhereSomebodyHasMovedTheStreamBack() {
    look(0, 100, 100);
    look(2, 200, 120);
    look(2, 0, 120);
    assertThat(rates.total()).isNull();
    look(2, 10, 120);
    assertThat(rates.total()).isEqualTo(5.0);
  }

  @Test
  void aLookOfLongAgoSaysNothingOfNow() {
    look(0, 100, 100);
    look(3_600, 200, 100);
    assertThat(rates.total()).isNull();
  }

  private void look(long secondsLater, long first, long second) {
    now = now.plusSeconds(secondsLater);
    rates.add(now, offsets(first, second));
  }

  private static TopicOffsets offsets(long first, long second) {
    return TopicOffsets.empty().withOffset("orders", 0, first).withOffset("orders", 1, second);
  }
}
