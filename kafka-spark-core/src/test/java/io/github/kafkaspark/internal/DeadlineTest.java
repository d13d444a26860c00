package io.github.kafkaspark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {

  @ParameterizedTest
  @CsvSource({
    "PT3.599968363S, PT3.6S",
    "PT59.96S, PT1M",
    "PT29.999999S, PT30S",
    "PT30S, PT30S",
    "PT0.0123456S, PT0.012S",
    "PT0S, PT0S",
  })
  void aDurationIsRoundedForAPerson(Duration duration, Duration rounded) {
    assertThat(Deadline.rounded(duration)).isEqualTo(rounded);
  }
}
