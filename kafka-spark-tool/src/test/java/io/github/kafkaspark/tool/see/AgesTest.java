package io.github.kafkaspark.tool.see;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AgesTest {

  @Test
  void hasTwoUnitsAtMostAndIsNeverZero() {
    assertThat(Ages.text(Duration.ZERO)).isEqualTo("< 1 s");
    assertThat(Ages.text(Duration.ofMillis(-30))).isEqualTo("< 1 s");
    assertThat(Ages.text(Duration.ofMillis(59_900))).isEqualTo("59 s");
    assertThat(Ages.text(Duration.ofSeconds(7_325))).isEqualTo("2 h 2 min");
    assertThat(Ages.text(Duration.ofHours(51))).isEqualTo("2 d 3 h");
    assertThat(Ages.text(Duration.ofMinutes(-90))).isEqualTo("-1 h 30 min");
  }
}
