package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrackerOptionsTest {

  private final TrackerOptions options = TrackerOptions.defaults();

  @Test
  void commitsEveryBatchAndStopsOnlyQueriesThatWriteForNobodyByDefault() {
    assertThat(options.commitEvery).isZero();
    assertThat(options.stopAfter).isNull();
    assertThat(options.stopsFenced).isTrue();
    assertThat(options.stopsSkipping).isTrue();
  }

  @Test
  void eachStepKeepsTheOthers() {
    TrackerOptions all =
        options
            .commitEvery(Duration.ofSeconds(1))
            .stopAfter(Duration.ofSeconds(2))
            .keepFencedQueries()
            .keepSkippingQueries()
            .onHealthChange(status -> {});
    assertThat(all.commitEvery).hasSeconds(1);
    assertThat(all.stopAfter).hasSeconds(2);
    assertThat(all.stopsFenced).isFalse();
    assertThat(all.stopsSkipping).isFalse();
    assertThat(all.onHealthChange).isNotSameAs(options.onHealthChange);
    assertThat(options.commitEvery).isZero();
    assertThat(all.commitEvery(Duration.ZERO).commitEvery).isZero();
  }

  @Test
  void refusesDurationsThatMeanNothing() {
    assertThatThrownBy(() -> options.commitEvery(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid commit period: '-1 ms' (expected zero, for every batch, or more)");
    assertThatThrownBy(() -> options.stopAfter(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid limit without a durable commit: '0 s' (expected more than zero)");
    assertThatThrownBy(() -> options.stopAfter(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void printsWhatWasChosen() {
    assertThat(options).hasToString("TrackerOptions(commits every batch, stops fenced queries)");
    assertThat(
            options
                .commitEvery(Duration.ofSeconds(10))
                .stopAfter(Duration.ofMinutes(30))
                .keepFencedQueries()
                .keepSkippingQueries()
                .stopIfStateIsLost()
                .onHealthChange(status -> {}))
        .hasToString(
            "TrackerOptions(commits every 10 s, stops a query after 30 min without a durable "
                + "commit, keeps fenced queries, keeps queries whose file sink skips batches, stops a "
                + "query that has lost its state, tells of changes of health)");
  }

  @Test
  void refusesNull() {
    assertThatThrownBy(() -> options.commitEvery(null)).hasMessage("period");
    assertThatThrownBy(() -> options.stopAfter(null)).hasMessage("limit");
    assertThatThrownBy(() -> options.onHealthChange(null)).hasMessage("callback");
  }
}
