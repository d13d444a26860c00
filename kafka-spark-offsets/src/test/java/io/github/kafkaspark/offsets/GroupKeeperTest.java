package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class GroupKeeperTest {

  @Test
  void commitsAgainAfterAQuarterOfTheRetentionAndAfterADayAtTheLatest() {
    assertThat(new GroupKeeper(() -> Duration.ofMinutes(1)).idle()).hasSeconds(15);
    assertThat(new GroupKeeper(() -> Duration.ofDays(1)).idle()).hasHours(6);
    assertThat(new GroupKeeper(() -> Duration.ofDays(7)).idle()).hasDays(1);
  }

  @Test
  void assumesADayWhereTheBrokersDoNotSay() {
    GroupKeeper refused =
        new GroupKeeper(
            () -> {
              throw new ClusterAuthorizationException("not allowed");
            });

    assertThat(refused.idle()).hasHours(6);
    assertThat(refused.next(refused.idle())).hasMinutes(90);
  }

  @Test
  void asksAgainWhereTheBrokersHaveNotAnswered() {
    Duration[] answer = new Duration[1];
    GroupKeeper keeper =
        new GroupKeeper(
            () -> {
              if (answer[0] == null) {
                throw new TimeoutException("late");
              }
              return answer[0];
            });

    assertThat(keeper.idle()).hasHours(6);
    assertThat(keeper.next(keeper.idle())).hasMinutes(1);
    answer[0] = Duration.ofMinutes(2);
    assertThat(keeper.idle()).hasSeconds(30);
  }
}
