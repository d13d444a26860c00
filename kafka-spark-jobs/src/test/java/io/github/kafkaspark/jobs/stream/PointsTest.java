package io.github.kafkaspark.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.jobs.api.StreamPoint;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PointsTest {

  private static final Instant BEGIN = Instant.parse("2026-05-01T12:00:00Z");

  @Test
  void keepsABoundedNumberOfPointsTheNewestOnes() {
    Points points = new Points();
    for (int i = 0; i < 100_000; i++) {
      points.add(new StreamPoint(BEGIN.plusSeconds(2L * i), 1.0, (long) i));
    }
    assertThat(points.since(BEGIN)).hasSize(Points.MOST);
    assertThat(points.since(BEGIN).get(0).lag()).isEqualTo(100_000L - Points.MOST);
    assertThat(points.since(BEGIN.plusSeconds(199_996))).hasSize(2);
  }
}
