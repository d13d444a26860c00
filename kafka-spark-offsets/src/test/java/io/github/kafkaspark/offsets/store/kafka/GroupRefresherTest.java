package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class GroupRefresherTest {

  @Test
  void commitsAgainAfterAQuarterOfTheRetentionAndAfterADayAtTheLatest() {
    assertThat(new GroupRefresher(() -> Duration.ofMinutes(1)).idle()).hasSeconds(15);
    assertThat(new GroupRefresher(() -> Duration.ofDays(1)).idle()).hasHours(6);
    assertThat(new GroupRefresher(() -> Duration.ofDays(7)).idle()).hasDays(1);
  }

  @Test
  void assumesADayWhereTheBrokersDoNotSay() {
    GroupRefresher refused =
        new GroupRefresher(
            () -> {
              throw new ClusterAuthorizationException("not allowed");
            });

    assertThat(refused.idle()).hasHours(6);
    assertThat(refused.next(refused.idle())).hasMinutes(90);
  }

  @Test
  void asksAgainWhereTheBrokersHaveNotAnswered() {
    Duration[] answer = new Duration[1];
    GroupRefresher refresher =
        new GroupRefresher(
            () -> {
              if (answer[0] == null) {
                throw new TimeoutException("late");
              }
              return answer[0];
            });

    assertThat(refresher.idle()).hasHours(6);
    assertThat(refresher.next(refresher.idle())).hasMinutes(1);
    answer[0] = Duration.ofMinutes(2);
    assertThat(refresher.idle()).hasSeconds(30);
  }
}
