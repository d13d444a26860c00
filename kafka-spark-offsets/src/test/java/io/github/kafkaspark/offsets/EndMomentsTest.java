package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EndMomentsTest {

  private static final long LOOK = Duration.ofSeconds(10).toNanos();

  @Test
  void tellsTheAgeOfTheOldestMomentWhoseEndIsAboveWhatIsCommitted() {
    EndMoments moments = EndMoments.NONE.seen(100, 10, 10).seen(200, 15, 10).seen(300, 20, 10);
    assertThat(moments.nanosAbove(10, 1_000)).isEqualTo(800);
    assertThat(moments.nanosAbove(14, 1_000)).isEqualTo(800);
    assertThat(moments.nanosAbove(15, 1_000)).isEqualTo(700);
    assertThat(moments.nanosAbove(20, 1_000)).isZero();
  }

  @Test
  void anEndThatStaysKeepsTheOldestMoment() {
    EndMoments moments = EndMoments.NONE.seen(100, 15, 10).seen(200, 15, 10).seen(300, 15, 12);
    assertThat(moments.nanosAbove(12, 1_000)).isEqualTo(900);
  }

  @Test
  void forgetsWhatIsCommitted() {
    EndMoments moments = EndMoments.NONE.seen(100, 15, 10).seen(200, 20, 15);
    assertThat(moments.next()).isEqualTo(15);
    assertThat(moments.nanosAbove(0, 1_000)).isEqualTo(800);
    assertThat(moments.seen(300, 20, 20).nanosAbove(0, 1_000)).isZero();
  }

  @Test
  void aTopicThatWasCreatedAnewHasNoOldMoments() {
    EndMoments moments = EndMoments.NONE.seen(100, 1_000, 10).seen(200, 20, 10);
    assertThat(moments.nanosAbove(10, 1_000)).isEqualTo(800);
    assertThat(moments.nanosAbove(20, 1_000)).isZero();
  }

  @Test
  void aWeekOfLooksTakesLittleAndIsNeverTooLongAndSeldomMuchTooShort() {
    EndMoments moments = EndMoments.NONE;
    int looks = 7 * 24 * 360;
    for (int look = 1; look <= looks; look++) {
      moments = moments.seen(look * LOOK, look, 0);
    }
    long now = looks * LOOK;
    assertThat(moments.nanosAbove(0, now)).isEqualTo(now - LOOK); // The oldest is kept.
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      long committed = random.nextInt(random.nextBoolean() ? looks - 1 : 500);
      committed = random.nextBoolean() ? committed : looks - 2 - committed;
      long age = now - (committed + 1) * LOOK;
      assertThat(moments.nanosAbove(committed, now))
          .as("seed %s, committed %s", seed, committed)
          .isBetween((long) (0.5 * age) - 2 * LOOK, age);
    }
  }
}
