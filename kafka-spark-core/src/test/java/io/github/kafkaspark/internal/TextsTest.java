package io.github.kafkaspark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {

  @ParameterizedTest
  @CsvSource({
    "PT30S, 30 s",
    "PT1M, 1 min",
    "PT1M30S, 1 min 30 s",
    "PT0.25S, 250 ms",
    "PT0.0009S, 0.9 ms",
    "PT1.5S, 1.5 s",
    "PT1H0.001S, 1 h 0.001 s",
    "PT100S, 1 min 40 s",
    "PT24H, 1 d",
    "PT240H, 10 d",
    "P1DT2H3M4S, 1 d 2 h 3 min 4 s",
    "PT0S, 0 s",
    "PT-1S, -1 s",
    "PT-0.5S, -500 ms",
    "PT-1M-0.5S, -1 min 0.5 s",
  })
  void saysADurationExactly(Duration duration, String text) {
    assertThat(Texts.of(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT3.599968363S, 3.6 s",
    "PT59.96S, 1 min",
    "PT29.999999S, 30 s",
    "PT30S, 30 s",
    "PT0.0123456S, 12 ms",
    "PT0.9996S, 1 s",
    "PT61.23S, 1 min 1.2 s",
    "PT0.0001S, 0 s",
    "PT0S, 0 s",
    "PT-3.599968363S, -3.6 s",
  })
  void roundsADurationForAPerson(Duration duration, String text) {
    assertThat(Texts.rounded(duration)).isEqualTo(text);
  }

  @Test
  void saysEveryDurationThatThereIs() {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    Duration shortest = Duration.ofSeconds(Long.MIN_VALUE);

    assertThat(Texts.of(longest)).isEqualTo("106751991167300 d 15 h 30 min 7.999999999 s");
    assertThat(Texts.rounded(longest)).isEqualTo("106751991167300 d 15 h 30 min 8 s");
    assertThat(Texts.of(shortest)).isEqualTo("-106751991167300 d 15 h 30 min 8 s");
    assertThat(Texts.rounded(shortest)).isEqualTo("-106751991167300 d 15 h 30 min 8 s");
  }

  @Test
  void countsOneAndSeveral() {
    assertThat(Texts.count(1, "partition")).isEqualTo("1 partition");
    assertThat(Texts.count(0, "partition")).isEqualTo("0 partitions");
    assertThat(Texts.count(1_200, "partition")).isEqualTo("1,200 partitions");
    assertThat(Texts.count(1, "batch", "batches")).isEqualTo("1 batch");
    assertThat(Texts.count(2, "batch", "batches")).isEqualTo("2 batches");
  }

  @Test
  void putsATextIntoOneLine() {
    assertThat(Texts.line("why:\n  - one\r\n  - two\n")).isEqualTo("why: - one - two");
  }
}
